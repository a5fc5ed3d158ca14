import fc from "fast-check";
import { describe, expect, it } from "vitest";
import Papa from "papaparse";
import type { Document } from "../../../lib/db/authored";
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
    const rows = ["id,nutritional.fat,availability.MON,weighted,bom.bun", "a,much,8-11,maybe,some", ",,,true,", "b,,,,", "b,1,,,,,"];
    expect(told(rows.join("\n"))).toEqual([
      "2 nutritional.fat: expected a number such as 12.5",
      "2 availability.MON: expected times such as 08:00-11:00; 12:00-14:00",
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
});
