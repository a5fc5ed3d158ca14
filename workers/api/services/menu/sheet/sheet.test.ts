import fc from "fast-check";
import { describe, expect, it } from "vitest";
import Papa from "papaparse";
import type { Document } from "../../../../lib/db/authored";
import { EUROPEAN_FORMAT, PLAIN_FORMAT } from "./format";
import { readSheet, sheetOf } from "./sheet";

const burger = {
  id: "burger",
  kind: "3e/product",
  price: "20.00",
  vat: "8",
  details: { literals: { "name-pl": 'Burger "Duży"', "name-en": "=Burger, large" }, media: [{ name: "big", url: "u" }] },
  _: { tags: "lunch", sku: "-1" },
  taxes: { DELIVERY: "23" },
  allergensInfo: { contain: ["gluten", "milk"] },
  nutritional: { kcal: 512.5 },
  availability: { MON: ["08:00", "11:00", "12:00", "14:00"] },
  bom: { bun: { unit: "pc", qty: "1" } },
  weighted: false,
  items: [{ id: "g", kind: "3e/group/options", items: [] }],
};
const tea = { id: "tea", kind: "3e/product", price: "-0.50", details: { literals: { "name-pl": "Herbata\nzielona" } } };
const none = () => undefined;
const known = (...all: Document[]) => {
  const byId = new Map(all.map((one) => [one.id, one]));
  return (id: string) => byId.get(id);
};
const told = (text: string, existing: Parameters<typeof readSheet>[1] = none) =>
  readSheet(text, existing).faults.map(({ row, column, message }) => `${row} ${column}: ${message.split(": ").slice(1).join(": ")}`);
const documents = (text: string, existing: Parameters<typeof readSheet>[1] = none) =>
  readSheet(text, existing).rows.map(({ document }) => document);

describe("products as a sheet", () => {
  it("[I15] what goes out comes in again unchanged, onto what is there and onto nothing", () => {
    const sheet = sheetOf([burger, tea, { id: "cat", kind: "3e/group/category" }]);
    expect(readSheet(sheet, known(burger, tea))).toEqual({
      rows: [
        { row: 2, document: burger },
        { row: 3, document: tea },
      ],
      placements: [],
      faults: [],
    });
    const { items: _items, details, ...rest } = burger;
    expect(documents(sheet)).toEqual([{ ...rest, details: { literals: details.literals } }, tea]);
    expect(sheet).toContain('"\'=Burger, large"');
  });

  it("[I15] a product that is never on sale, is closed on a day, or has odd allergens comes back as it went out", () => {
    const day = fc.constantFrom([], ["08:00", "11:00"], ["08:00", "11:00", "12:00", "14:00"]);
    const availability = fc.dictionary(fc.constantFrom("MON", "TUE", "SUN", "PH"), day).map((days) => ({ ...days }));
    const allergen = fc.string({ unit: fc.constantFrom("a", "b", ";", ",", '"', "'", " ", "=", "ż"), maxLength: 6 });
    const contain = fc.array(allergen, { maxLength: 4 });
    const product = fc.record({ availability, allergensInfo: fc.record({ contain, mayContain: contain }) }, { requiredKeys: [] });
    const plain = { kind: "3e/product", price: "1", vat: "8" };
    fc.assert(
      fc.property(fc.array(product, { minLength: 1, maxLength: 3 }), fc.constantFrom(PLAIN_FORMAT, EUROPEAN_FORMAT), (all, format) => {
        const products = all.map((one, n) => ({ id: `p${n}`, ...plain, ...one }));
        const sheet = sheetOf(products, format);
        expect([told(sheet), documents(sheet)]).toEqual([[], products]);
        expect([told(sheet, known(...products)), documents(sheet, known(...products))]).toEqual([[], products]);
      }),
    );
    expect(documents('id;availability.PH;allergens.contain\na;Closed;"""a;b""; milk"')).toMatchObject([
      { availability: { PH: [] }, allergensInfo: { contain: ["a;b", "milk"] } },
    ]);
    expect(told("id,availability,availability.MON\na,closed,08:00-11:00\nb,8-9,")).toEqual([
      "2 availability: expected nothing where a day has times or is closed, or the days empty",
      "3 availability: expected closed or nothing: times stand in the columns of the days",
    ]);
  });

  it("[I16] a sheet changes what it has columns for; an empty cell takes away, a new row makes a product", () => {
    const sheet = "\uFEFFid;price;extra.tags;literals.name-pl\r\nburger;21.00;;Burger\r\n\r\nsoup;12;lunch;Zupa\r\n";
    expect(documents(sheet, known(burger))).toEqual([
      {
        ...burger,
        price: "21.00",
        _: { sku: "-1" },
        details: { ...burger.details, literals: { "name-pl": "Burger", "name-en": "=Burger, large" } },
      },
      { id: "soup", kind: "3e/product", price: "12", _: { tags: "lunch" }, details: { literals: { "name-pl": "Zupa" } } },
    ]);
  });

  it("[I17] every problem is told by row and column", () => {
    expect(told("id,prize,price,price\na,1,1,1")).toEqual(['1 prize: there is no column "prize"', "1 price: this column is there twice"]);
    expect(told("price\n1")).toEqual(["1 id: expected a column id"]);
    expect(told("id,taxes.POST\na,1")).toEqual(['1 taxes.POST: there is no column "taxes.POST"']);
    const rows = ["id,nutritional.fat,availability.MON,weighted,bom.bun", "a,much,8-11,maybe,some", ",,,true,", "b,,,,", "b,1,,,,,x"];
    expect(told(rows.join("\n"))).toEqual([
      "2 nutritional.fat: expected a number such as 12.5",
      "2 availability.MON: expected times such as 08:00-11:00; 12:00-14:00, or closed",
      "2 weighted: expected true or false",
      "2 bom.bun: expected how much of it, such as 0.25 kg",
      "3 id: expected an id",
      "5 : expected 5 cells, found 7",
      "5 id: row 4 is of b already",
    ]);
    expect(told("id\ncat", known({ ...burger, id: "cat", kind: "3e/group/category" }))).toEqual(["2 id: cat is no product"]);
  });

  it("[I18] no text of a product is a formula to a spreadsheet, and none is lost in a sheet", () => {
    const name = fc
      .string({
        unit: fc.constantFrom("=", "'", "+", "-", "@", "＝", "＠", "＋", "－", "\r", " ", "a", "1", ".", '"', ",", ";", "\n", "\t", "ż"),
        minLength: 1,
      })
      .map((text) => text.trim())
      .filter((text) => text !== "");
    fc.assert(
      fc.property(name, (text) => {
        const product = { id: "p", kind: "3e/product", price: "1", vat: "8", details: { literals: { name: text } } };
        const sheet = sheetOf([product]);
        expect(documents(sheet)).toEqual([product]);
        for (const cell of Papa.parse<string[]>(sheet).data.flat())
          expect(cell).not.toMatch(/^[\s]*[=@＝＠＋－]|^[\t\r\n]|^[+-](?![\d.]+$)/);
      }),
    );
  });

  it.each([
    "＝1+1",
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＋1",
    "－1",
    "＠x",
    "﹦1",
    "⁼1",
    "\u{200B}=1",
    "\u{AD}@x",
    "\u{202E}=1",
    "\u{7}=1",
  ])("[XE14] a cell of %j goes out as text, and comes in as it was", (text) => {
    const product = { id: "p", kind: "3e/product", price: "1", vat: "8", details: { literals: { "name-pl": text } } };
    const sheet = sheetOf([product]);
    expect(Papa.parse<string[]>(sheet).data[1]?.at(-1)).toBe(`'${text}`);
    expect(documents(sheet)).toEqual([product]);
  });

  it("[SJ25] headings are known in any case, and without signs that nobody sees; a name in another language is hinted at", () => {
    expect(documents("\u200BID;Price;VAT;Literals.name;availability.mon\nsoup;12,00;8;Zupa;8:00–11:00")).toEqual([
      {
        id: "soup",
        kind: "3e/product",
        price: "12.00",
        vat: "8",
        details: { literals: { name: "Zupa" } },
        availability: { MON: ["8:00", "11:00"] },
      },
    ]);
    expect(told("id;Cena;Nazwa\nsoup;12,00;Zupa")).toEqual([
      '1 Cena: there is no column "Cena"; did you mean "price"?',
      '1 Nazwa: there is no column "Nazwa"; did you mean "literals.name"?',
    ]);
    expect(told("id,Price,price\na,1,1")).toEqual(["1 price: this column is there twice"]);
  });

  it("[SJ26] rows and columns without anything in them say nothing, wherever they stand; a value without a heading is named", () => {
    const soup = { id: "soup", kind: "3e/product", price: "12.00" };
    for (const text of [
      "id,price,,\nsoup,12.00,,\n,,,\n",
      "\n;;\nid;price\nsoup;12,00",
      "sep=;\rid;price\rsoup;12,00\r",
      "id,price\nsoup,12.00,,",
    ])
      expect([told(text), documents(text)]).toEqual([[], [soup]]);
    expect(told("id,price,,\nsoup,12.00,,note")).toEqual(["2 : cell 4 has a value and no heading"]);
    expect(readSheet("\n\nid,price\nsoup,x,y", none).faults.map(({ row }) => row)).toEqual([4]);
  });

  it.each([
    ["id;price\na;1.200,00", "1200.00"],
    ["id;price\na;1 200,50", "1200.50"],
    ["id;price\na;1\u00A0200", "1200"],
    ["id;price\na;1\u202F234\u202F567,80", "1234567.80"],
    ["id;price\na;1.200.000", "1200000"],
    ["id;price\na;64.90", "64.90"],
    ["id;price\na;0,125", "0.125"],
    ['id,price\na,"1,200.00"', "1200.00"],
    ["id,price\na,1.200", "1.200"],
  ])("[SJ27] %j is a price of %s", (text, price) => {
    expect([told(text), documents(text)]).toEqual([[], [{ id: "a", kind: "3e/product", price }]]);
  });

  it.each(["id;price\na;1.200", "id;price\na;1,200", 'id,price\na,"1,200"'])("[SJ27] %j is one of two prices, and refused", (text) => {
    expect(told(text)[0]).toMatch(/^2 price: expected 1200 or 1[.,]20: nobody can tell/);
  });

  it("[SJ27] three digits behind the mark are meant where the currency has as many, and where it is no price", () => {
    expect(readSheet("id;price\na;1,200", none, 3).rows[0]?.document).toMatchObject({ price: "1.200" });
    expect(readSheet("id;price\na;1.200", none, 3).faults).toHaveLength(1);
    expect(documents("id;vat;physicalInfo.weight\na;8,125;1,250")).toMatchObject([{ vat: "8.125", physicalInfo: { weight: 1.25 } }]);
  });

  it.each([
    ["1.250", "1,25"],
    ["-1.250", "-1,25"],
    ["12.345", "12,3450"],
    ["0.125", "0,125"],
    ["1250.500", "1250,500"],
    ["64.90", "64,90"],
  ])("[SJ75] a price of %s goes out as %s to Europe, and is as much when it comes in", (price, cell) => {
    const product = { id: "a", kind: "3e/product", price, vat: "8" };
    const sheet = sheetOf([product], EUROPEAN_FORMAT);
    expect(sheet).toContain(`${cell};`);
    expect([told(sheet), documents(sheet, known(product))]).toEqual([[], [product]]);
    expect(documents(sheet).map((read) => Number(Reflect.get(read, "price")))).toEqual([Number(price)]);
  });

  it("[SJ28] what a spreadsheet has made of a cell is told: an error, a number of an id, a letter that is lost", () => {
    expect(told("id,price,literals.name\n5.9012E+12,1,a\nb,#N/A,#REF!\nc,#ARG!,Caf\uFFFD")).toEqual([
      "2 id: a spreadsheet has made a number of it, 5.9012E+12: format the column as text",
      "3 price: #N/A is a spreadsheet's error: expected a value",
      "3 literals.name: #REF! is a spreadsheet's error: expected a value",
      "4 price: #ARG! is a spreadsheet's error: expected a value",
      "4 literals.name: a letter was lost here before: write it again, and save the sheet as UTF-8",
    ]);
    expect(documents(`id,price\n'0051,1\n"=""0052""",2`).map(({ id }) => id)).toEqual(["0051", "0052"]);
  });

  it("[SJ29] true and false are read as spreadsheets write them back, and lists with either mark; what goes out comes in", () => {
    const read = documents("id;weighted;isSup;allergens.contain\na;TRUE;0;gluten, milk\nb;PRAWDA;Falsch;gluten");
    expect(read).toMatchObject([
      { weighted: true, isSup: false, allergensInfo: { contain: ["gluten", "milk"] } },
      { weighted: true, isSup: false, allergensInfo: { contain: ["gluten"] } },
    ]);
    const one = { id: "a", kind: "3e/product", price: "1", allergensInfo: { contain: ["sulphites, more than 10 mg"] } };
    expect(documents(sheetOf([one]))).toEqual([one]);
  });

  it("[SJ30] a sheet is of products: another kind is refused, none is one", () => {
    expect(told("id,kind,price\na,3e/group,1\nb,product,1")).toEqual([
      "2 kind: expected 3e/product or nothing: a sheet is of products",
      "3 kind: expected 3e/product or nothing: a sheet is of products",
    ]);
    expect(documents("id,kind,price\na,,1")).toEqual([{ id: "a", kind: "3e/product", price: "1" }]);
  });
});
