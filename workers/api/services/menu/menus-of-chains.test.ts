import { beforeAll, describe, expect, it } from "vitest";
import menuWorker from "../../../menu/index";
import { forgetCards } from "#api/services/venue/venue-cache";
import { caller, compile, openChain } from "./chain.fixture";
import * as chains from "./menus-of-chains.fixture";

const T = "6a110000-0000-4000-8000-000000000001";
const keeper = caller(T, "ROLE_MENU");
const IMPORT = "/menu-api/api/import";

type Found = { code: string; pointer: string; message: string; row?: number; column?: string };
type Report = { problems: Found[]; warnings: Found[] };

const dry = async (body: unknown) => (await keeper("POST", `${IMPORT}?dryRun=true`, { body })).json<Report>();
const sheet = (raw: BodyInit, query = "?dryRun=true", type = "text/csv") =>
  keeper("POST", `${IMPORT}/csv${query}`, { raw, headers: { "content-type": type } });
const drySheet = async (raw: BodyInit, query?: string) => (await sheet(raw, query)).json<Report>();
const said = ({ problems, warnings }: Report) => ({
  problems: problems.map(({ code, pointer }) => `${code} ${pointer}`),
  warnings: warnings.map(({ code, pointer }) => `${code} ${pointer}`),
});
const none = { problems: [], warnings: [] };

/** Imports it as the menu of a venue and gives what an order of the product would cost, with whatever is chosen. */
async function selling(bundle: { items: unknown[]; menus: { id: string; items: unknown[] }[] }) {
  const menus = bundle.menus.slice(0, 1).map((menu) => ({ ...menu, id: "MENU_a" }));
  expect((await keeper("POST", IMPORT, { body: { items: bundle.items, menus } })).status).toBe(200);
  await compile(T, "MENU_a", menuWorker);
  forgetCards(T);
  return async (product: string, config: object = {}) => {
    const path = `/menu-api/api/menu/MENU_a/validateProduct?channel=DINE_IN&instance=centrum&product=${product}`;
    return (await keeper("POST", path, { body: config })).json<{
      price?: string;
      type?: string;
      product?: { id: string; literals: object };
    }>();
  };
}

const shelf = (id: string) => ({
  id,
  kind: "3e/group/category",
  details: { literals: { name: id } },
  items: [{ kind: "3e/ref", reference: "flaki" }],
});
/** The lonely pizza, put into these categories. */
const put = (categories: string) => `id,price,vat,literals.name,category\nlonely,12.00,8,Samotna pizza,${categories}`;

beforeAll(() => openChain(T, menuWorker));

describe("menus as chains have them", () => {
  it("[XG1] no price is no price: it is said, and nothing is sold for 0.00", async () => {
    expect(said(await dry(chains.priceEmpty))).toEqual({
      problems: [],
      warnings: ["no-price /items/0/price", "no-price /items/1/price"],
    });
    const fish = { kind: "3e/product", id: "fish", price: "7.00", vat: "8", details: { literals: { name: "Fish" } } };
    const cost = await selling({
      items: [...chains.priceEmpty.items, fish],
      menus: [
        {
          id: "M",
          items: [
            { id: "c", kind: "3e/group/category", items: ["muffin", "truflowa", "fish"].map((id) => ({ kind: "3e/ref", reference: id })) },
          ],
        },
      ],
    });
    expect([await cost("fish"), await cost("muffin"), await cost("truflowa")]).toMatchObject([
      { price: "7.00" },
      { type: expect.stringContaining("product-not-found") },
      { type: expect.stringContaining("product-not-found") },
    ]);
  });

  it("[XG1] fields that nobody knows are named, and what is meant by them", async () => {
    const report = await dry(chains.unknownFields);
    expect(said(report)).toEqual({
      problems: [],
      warnings: [
        "unknown-field /items/0/name",
        "unknown-field /items/0/Price",
        "unknown-field /items/0/tax",
        "unknown-field /items/0/allergens",
        "no-name /items/0/details/literals/name",
        "no-tax /items/0/vat",
        "no-price /items/0/price",
      ],
    });
    expect(report.warnings.map(({ message }) => message).join("\n")).toContain('did you mean "price"?');
  });

  it("[XG2] 8% is 8; 5,5 and words are refused, 0.19 and a missing rate are warned of", async () => {
    expect(said(await dry(chains.vatWithPercent))).toEqual({
      problems: ["tax-unreadable /items/1/vat", "tax-unreadable /items/2/vat", "tax-unreadable /items/5/vat"],
      warnings: ["tax-below-one /items/3/vat"],
    });
    expect(said(await dry(chains.vatMissing))).toEqual({ problems: [], warnings: ["no-tax /items/0/vat"] });
    expect(said(await dry(chains.vatOfAnOption))).toEqual(none);
    const readable = chains.vatWithPercent.items.filter(({ id }) => id === "a" || id === "e");
    const refs = readable.map(({ id }) => ({ kind: "3e/ref", reference: id }));
    const cost = await selling({ items: readable, menus: [{ id: "M", items: [{ id: "c", kind: "3e/group/category", items: refs }] }] });
    expect([await cost("a"), await cost("e")]).toMatchObject([{ product: { vat: "8" } }, { product: { vat: "8.25" } }]);
  });

  it("[XG3] a group without a context has one by the tree, and can be chosen in", async () => {
    expect(said(await dry(chains.groupWithoutSelctx))).toEqual(none);
    const cost = await selling(chains.groupWithoutSelctx);
    expect(await cost("burger", { selected: { bun: { classic: "1" } } })).toMatchObject({ price: "9.00" });
    expect(await cost("burger")).toMatchObject({ type: expect.stringContaining("configuration-invalid") });
  });

  it("[XG4] what nobody could order, or is refused as it is offered, is named with what follows from it", async () => {
    const starved = await dry(chains.groupAsksForMoreThanItHas);
    expect(said(starved)).toEqual({ problems: [], warnings: ["cannot-be-ordered /items/0"] });
    expect(starved.warnings[0]?.message).toBe(
      "The group sauce asks for at least 2 choices and has 1. Nobody could order beef: it is not sold.",
    );
    const torn = await dry(chains.defaultsAgainstTheGroup);
    expect(said(torn)).toEqual({ problems: [], warnings: ["default-refused /items/0/state/selected"] });
    expect(torn.warnings[0]?.message).toContain("Choose at most 1 of sides: 2 chosen.");
  });

  it("[XG4] choices within choices are sold, twenty-four deep", async () => {
    expect(said(await dry(chains.deepModifiers(7)))).toEqual(none);
    const deep = chains.deepModifiers(24);
    expect(said(await dry(deep))).toEqual(none);
    const cost = await selling(deep);
    const chosen = Object.fromEntries(Array.from({ length: 24 }, (_, n) => [`g${n + 1}`, { [`d${n}`]: "1" }]));
    expect(await cost("d24", { selected: chosen })).toMatchObject({ price: "0.00" });
  });

  it("[XG4] the second price of a product holds in its place", async () => {
    const report = await dry(chains.oneProductTwoPrices);
    expect(said(report)).toEqual({ problems: [], warnings: ["two-prices /menus/0/items/1/items/0"] });
    expect(report.warnings[0]?.message).toContain("from here it is ordered as zhengxin.promo");
    const cost = await selling(chains.oneProductTwoPrices);
    expect([await cost("zhengxin"), await cost("zhengxin.promo")]).toMatchObject([
      { price: "38.00", product: { id: "zhengxin" } },
      { price: "21.80", product: { id: "zhengxin" } },
    ]);
  });

  it("[XG5] a language's name stands in where there is no plain one", async () => {
    expect(said(await dry(chains.noPlainName))).toEqual(none);
    const cost = await selling(chains.noPlainName);
    expect((await cost("bh-1")).product?.literals).toMatchObject({ name: "Hummus with meat", "name-ar": "حمص باللحم" });
  });

  it("[XG6] a sheet of what is in no menu says so, and a column category puts it there", async () => {
    const report = await drySheet(chains.productsInNoMenu);
    expect(report).toMatchObject({ problems: [], warnings: [{ code: "in-no-menu", row: 2 }] });
    expect(said(await drySheet(put("M_pizza/x")))).toMatchObject({ problems: ["invalid /2/category"] });
    const pizza = { id: "pz", kind: "3e/group/category", details: { literals: { "name-pl": "Pizze" } }, items: [] };
    await keeper("PUT", "/menu-api/api/menus/M_pizza", { body: { items: [pizza] } });
    for (const category of ["pz", "pizze", "M_pizza/Pizze"]) expect(said(await drySheet(put(category)))).toEqual(none);
    expect(said(await drySheet(put("M_pizza/Calzone")))).toEqual({ problems: [], warnings: ["category-new /2/category"] });
    expect(await (await sheet(put("Pizze; M_pizza/Calzone"), "")).json()).toMatchObject({ items: { created: 1 }, menus: { updated: 1 } });
    const menu = await (await keeper("GET", "/menu-api/api/menus/M_pizza")).json();
    const ref = { kind: "3e/ref", reference: "lonely" };
    expect(menu).toMatchObject({
      items: [
        { id: "pz", items: [ref] },
        { id: "Calzone", items: [ref] },
      ],
    });
    expect(await (await sheet(put("Pizze"), "")).json()).toMatchObject({ menus: { updated: 0 }, warnings: [] });
  });

  it("[XG7] a European spreadsheet's sheet is read, and ours can be written for it", async () => {
    expect(said(await drySheet(chains.semicolonsCommas))).toMatchObject({ problems: [] });
    const few = await drySheet(chains.semicolonsFewColumns);
    expect(few.problems).toEqual([]);
    expect(few.warnings.filter(({ code }) => code === "no-price")).toMatchObject([{ row: 5, column: "price" }]);
    expect((await sheet(chains.semicolonsCommas, "")).status).toBe(200);
    expect(await (await keeper("GET", "/menu-api/api/items/pz-2")).json()).toMatchObject({ price: "69.50", vat: "8" });
    const european = await (await keeper("GET", "/menu-api/api/export/csv?format=european")).arrayBuffer();
    expect([...new Uint8Array(european, 0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(new TextDecoder().decode(european)).toContain("pz-2;3e/product;69,50;8");
    expect(await (await sheet(european, "")).json()).toMatchObject({ items: { created: 0, updated: 0 }, problems: [] });
  });

  it("[XG7] a sheet in another charset is read when it says so, and refused when it does not", async () => {
    const latin = Uint8Array.from("id;price;vat;literals.name\nzurek;21,50;8;\xafurek", (letter) => letter.codePointAt(0) ?? 0);
    const refused = await sheet(latin);
    expect([refused.status, await refused.json()]).toMatchObject([400, { message: expect.stringContaining("?charset=") }]);
    expect((await sheet(latin, "?charset=klingon")).status).toBe(400);
    expect((await sheet(latin, "?charset=windows-1250")).status).toBe(200);
    expect((await sheet(latin, "", "text/csv; charset=windows-1250")).status).toBe(200);
    expect(await (await keeper("GET", "/menu-api/api/items/zurek")).json()).toMatchObject({ details: { literals: { name: "Żurek" } } });
    const wide = Uint16Array.from("\uFEFFid\tprice\tvat\tliterals.name\nzurek\t22,50\t8\tŻurek", (letter) => letter.codePointAt(0) ?? 0);
    expect(await (await sheet(wide, "")).json()).toMatchObject({ items: { updated: 1 } });
  });

  it("[XG8] an id that is a number is text, and one bad row does not hide the others' problems", async () => {
    expect(said(await dry(chains.idNumber))).toEqual({ problems: [], warnings: ["in-no-menu /items/0"] });
    const bad = { items: [...chains.idNumber.items, { id: { is: 1 } }, 7, { id: "dear", kind: "3e/product", price: "a lot" }] };
    expect(said(await dry(bad)).problems).toEqual(["invalid /items/1/id", "invalid /items/2/id", "invalid /items/3/price"]);
    expect((await keeper("POST", IMPORT, { body: chains.idNumber })).status).toBe(200);
    expect(await (await keeper("GET", "/menu-api/api/items/58424")).json()).toMatchObject({ id: "58424" });
    expect((await keeper("PUT", "/menu-api/api/items/58424", { body: chains.idNumber.items[0] })).status).toBe(200);
  });

  it("[XG9] 24:00 and spans over midnight are times", async () => {
    expect(said(await dry(chains.hours24))).toEqual(none);
    expect(said(await dry(chains.nightHours))).toEqual(none);
  });

  it("[M130] a single write says the same as an import, with a dry run and without", async () => {
    const [muffin] = chains.priceEmpty.items;
    const path = "/menu-api/api/items/muffin-new";
    const body = { ...muffin, id: "muffin-new", Price: "4.00" };
    const warnings = [
      { code: "in-no-menu", pointer: "/" },
      { code: "unknown-field", pointer: "/Price" },
      { code: "no-price", pointer: "/price" },
    ];
    const asked = await keeper("PUT", `${path}?dryRun=true`, { body: { ...body, vat: "5,5" } });
    expect([asked.status, await asked.json()]).toMatchObject([
      200,
      { dryRun: true, problems: [{ code: "tax-unreadable", pointer: "/vat" }], warnings },
    ]);
    expect((await keeper("GET", path)).status).toBe(404);
    expect(await (await keeper("PUT", path, { body: { ...body, vat: "5,5" } })).json()).toMatchObject({
      errors: [{ code: "tax-unreadable", pointer: "/vat" }],
    });
    const written = await keeper("PUT", path, { body });
    const answer = await written.json<object>();
    expect([written.status, answer]).toMatchObject([201, { id: "muffin-new", warnings }]);
    expect((await keeper("PUT", path, { body: answer })).status).toBe(200);
    expect(await (await keeper("GET", path)).json()).toEqual(body);
  });

  it("[M131] who changes an option hears what becomes of the products that have it", async () => {
    const option = { id: "dip", kind: "3e/product", price: "1.00", vat: "8", details: { literals: { name: "Dip" } } };
    const group = { id: "dips", kind: "3e/group/options", attrs: { selMin: 1 }, items: [{ kind: "3e/ref", reference: "dip" }] };
    const nachos = { ...option, id: "nachos", price: "14.00", items: [{ kind: "3e/ref", reference: "dips" }] };
    await keeper("POST", IMPORT, { body: { items: [option, group, nachos] } });
    const answer = await keeper("PUT", "/menu-api/api/items/dips?dryRun=true", { body: { ...group, attrs: { selMin: 2 } } });
    expect((await answer.json<Report>()).warnings).toMatchObject([{ code: "cannot-be-ordered", pointer: "/stored/items/nachos" }]);
  });

  it("[M132] the report of a compiled menu says the same", async () => {
    await selling(chains.vatMissing);
    const report = await keeper("GET", "/menu-api/api/menu/MENU_a/report?channel=DINE_IN&instance=centrum");
    const untaxed = { code: "no-tax", path: ["MENU_a", "M_novat-all", "none"], at: { part: "items", id: "none", pointer: "/vat" } };
    expect(await report.json()).toMatchObject({ removed: [], warnings: [untaxed] });
    const [version] = await (await keeper("GET", "/menu-api/api/menus/MENU_a/versions")).json<object[]>();
    expect(version).toMatchObject({ problems: [], warnings: [untaxed] });
  });

  it("[M162] a single write of a price list says the same as an import of it", async () => {
    const list = { venues: ["nowhere"], availability: { PH: ["10:00", "12:00"] } };
    const codes = ["venue-unknown /venues/0", "no-holidays /availability/PH", "never-on-sale /availability"];
    const imported = await dry({ priceLists: [{ id: "late", ...list }] });
    expect(said(imported).warnings).toEqual([
      ...codes.map((code) => code.replace("/", "/priceLists/0/")),
      "price-list-unused /priceLists/0",
    ]);
    for (const query of ["?dryRun=true", ""]) {
      const { warnings } = await (await keeper("PUT", `/menu-api/api/price-lists/late${query}`, { body: list })).json<Report>();
      expect(said({ problems: [], warnings }).warnings).toEqual([...codes, "price-list-unused /"]);
    }
    expect((await keeper("DELETE", "/menu-api/api/price-lists/late")).status).toBe(204);
  });

  it("[M163] a single write of an item says what becomes of it in the menus and items that it stands in", async () => {
    const soup = { id: "rosol", kind: "3e/product", price: "9.00", vat: "8", details: { literals: { name: "Rosół" } } };
    const [soups, happy] = [{ id: "soups", kind: "3e/group/category", items: [{ kind: "3e/ref", reference: "rosol" }] }, { id: "happy" }];
    const evening = [{ kind: "3e/ref", reference: "soups", availability: { TUE: ["18:00", "20:00"] } }];
    const body = { items: [soup, soups], menus: [{ id: "M_evening", items: evening }], priceLists: [happy] };
    expect((await keeper("POST", IMPORT, { body })).status).toBe(200);
    const warnings = async (more: object) =>
      said(await (await keeper("PUT", "/menu-api/api/items/rosol?dryRun=true", { body: { ...soup, ...more } })).json<Report>()).warnings;
    expect(await warnings({ pricelists: [{ name: "happy", price: "5.00" }] })).toEqual([]);
    expect(await warnings({ pricelists: [{ name: "hapy", price: "5.00" }] })).toEqual(["price-list-unknown /pricelists/0/name"]);
    expect(await warnings({ availability: { MON: ["10:00", "12:00"] } })).toEqual(["never-on-sale /availability"]);
  });

  it("[SJ31] a workbook is told to be none of a sheet, and so are bytes of another charset; a mark of byte order knows better than what is told", async () => {
    const refused = async (raw: BodyInit, query = "") => (await (await sheet(raw, query)).json<{ message: string }>()).message;
    expect(await refused(Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0]))).toContain("save it as CSV");
    expect(await refused(Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 1]))).toContain("save it as CSV");
    expect(await refused(Uint8Array.from("i\0d\0", (letter) => letter.codePointAt(0) ?? 0))).toContain("?charset=utf-16le");
    const marked = new TextEncoder().encode("\uFEFFid;price;vat;literals.name\nmarked;21,50;8;Żurek");
    expect((await sheet(marked, "?charset=windows-1250")).status).toBe(200);
    expect(await (await keeper("GET", "/menu-api/api/items/marked")).json()).toMatchObject({ details: { literals: { name: "Żurek" } } });
  });

  it("[SJ32] ids that differ in zeros before them, or in case, from what is there are warned of", async () => {
    const body = { items: [{ id: "0077", kind: "3e/product", price: "9.00", vat: "8", details: { literals: { name: "x" } } }] };
    expect((await keeper("POST", IMPORT, { body })).status).toBe(200);
    const { warnings } = await drySheet("id,price,vat,literals.name\n77,9.00,8,x\n0077,9.00,8,x\nNew,1.00,8,x\nnew,1.00,8,x");
    expect(warnings.filter(({ code }) => code === "id-alike")).toMatchObject([
      { pointer: "/2/id", message: expect.stringContaining("0077") },
      { pointer: "/5/id", message: expect.stringContaining("New") },
    ]);
    const numbered = await dry({ items: [{ ...body.items[0], id: 77 }] });
    expect(said(numbered).warnings).toContain("id-alike /items/0/id");
  });

  it("[SJ33] categories go out with the products, and come in again unchanged, onto what is there and onto nothing", async () => {
    const soup = { id: "flaki", kind: "3e/product", price: "9.00", vat: "8", details: { literals: { name: "Flaki" } } };
    const within = { id: "warm", kind: "3e/group/category", items: [shelf("soups")] };
    await keeper("POST", IMPORT, { body: { items: [soup], menus: [{ id: "M_warm", items: [within, shelf("classics")] }] } });
    for (const format of ["plain", "european"]) {
      const out = await (await keeper("GET", `/menu-api/api/export/csv?format=${format}`)).text();
      const [header = "", ...rows] = out.split("\r\n");
      expect(header).toMatch(/[,;]category$/);
      expect(rows.find((row) => row.startsWith("flaki"))).toMatch(/M_warm\/soups; M_warm\/classics"?$/);
      expect(await (await sheet(out, "")).json()).toMatchObject({ items: { updated: 0 }, menus: { updated: 0 }, problems: [] });
    }
    const fresh = caller("6a110000-0000-4000-8000-000000000033", "ROLE_MENU");
    await openChain("6a110000-0000-4000-8000-000000000033", menuWorker);
    for (const menu of ["MENU_a", "MENU_new"]) await fresh("DELETE", `/menu-api/api/menus/${menu}`);
    const raw = "id,price,vat,literals.name,category\nflaki,9.00,8,Flaki,M_warm/soups; M_cold/classics";
    const taken = await fresh("POST", `${IMPORT}/csv`, { raw, headers: { "content-type": "text/csv" } });
    expect(await taken.json()).toMatchObject({ menus: { created: 2 }, warnings: [{ code: "category-new" }, { code: "category-new" }] });
    expect(await (await fresh("GET", "/menu-api/api/menus/M_cold")).json()).toMatchObject({
      items: [{ id: "classics", items: [{ kind: "3e/ref", reference: "flaki" }] }],
    });
  });
});
