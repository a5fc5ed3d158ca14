import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { audit } from "../../../lib/db/audit";
import menuWorker from "../../../menu/index";
import { caller, openChain } from "./chain.fixture";

const T = "1a90f000-0000-4000-8000-000000000001";
const U = "1a90f000-0000-4000-8000-000000000002";
const keeper = caller(T, "ROLE_MENU");
const IMPORT = "/menu-api/api/import";
const product = (id: string, over: object = {}) => ({ id, kind: "3e/product", price: "9.00", vat: "8", ...over });
const at = (...FRI: string[]) => ({ availability: { FRI } });
const ref = (reference: string) => ({ kind: "3e/ref", reference });

type Counted = { created: number; updated: number; unchanged: number; removed: number };
type Report = { items: Counted; menus: Counted; problems: { pointer: string; message: string; row?: number; column?: string }[] };
type Bundle = { items: { id: string; price?: string }[]; menus: { id: string }[]; priceLists: unknown[] };
const bring = (body: unknown, query = "", headers: Record<string, string> = {}, by = keeper) =>
  by("POST", `${IMPORT}${query}`, { body, headers });
const exported = async (by = keeper) => {
  const answer = await by("GET", "/menu-api/api/export");
  return { etag: answer.headers.get("etag") ?? "", bundle: await answer.json<Bundle>() };
};
const pointers = async (answer: Response) => {
  const { errors } = await answer.json<{ errors: { pointer: string }[] }>();
  return [answer.status, ...errors.map(({ pointer }) => pointer)];
};
const sheet = (raw: string, query = "") => keeper("POST", `${IMPORT}/csv${query}`, { raw, headers: { "content-type": "text/csv" } });
const notes = async () => (await audit(env.DB, T).list({ kind: "item" }, { start: 0, end: 500, sort: "id", order: "DESC" })).rows;

beforeAll(async () => {
  await openChain(T, menuWorker);
  await openChain(U, menuWorker);
});

describe("a chain's menus in one piece", () => {
  it("[I19] what is exported is everything, and comes in again without a change", async () => {
    const { etag, bundle } = await exported();
    expect(bundle.items.map(({ id }) => id)).toEqual(["burger", "soup"]);
    expect(bundle.menus.map(({ id }) => id)).toEqual(["MENU_a", "MENU_new"]);
    const answer = await bring(bundle, "?mode=replace", { "if-match": etag });
    expect(await answer.json()).toMatchObject({
      items: { created: 0, updated: 0, unchanged: 2, removed: 0 },
      menus: { unchanged: 2, removed: 0 },
    });
    expect((await exported()).etag).toBe(etag);
  });

  it("[I20] a dry run lists every problem and writes nothing; without it the same is refused as a whole", async () => {
    const body = {
      items: [
        product("ok"),
        product("dear", { price: "a lot" }),
        product("ok"),
        product("bad id"),
        { ...product("below"), price: "-1" },
        product("lost", { items: [ref("nowhere")] }),
        product("ring", { items: [ref("ring2")] }),
        product("ring2", { items: [ref("ring")] }),
      ],
      menus: [{ id: "M", items: [{ id: "c", kind: "3e/group/category", attrs: { vital: true }, items: [] }] }],
      priceLists: [{ id: "P", colour: "red" }],
    };
    const wrong = [
      "/items/1/price",
      "/items/2/id",
      "/items/3/id",
      "/items/4/price",
      "/menus/0/items/0/items",
      "/priceLists/0/colour",
      "/items/5/items/0/reference",
      "/items/7/items/0/reference",
    ];
    const before = await exported();
    const dry = await (await bring(body, "?dryRun=true")).json<Report>();
    expect(dry.problems.map(({ pointer }) => pointer)).toEqual(wrong);
    expect(await pointers(await bring(body))).toEqual([400, ...wrong]);
    expect(await exported()).toEqual(before);
    expect(await pointers(await bring({ items: [{ kind: "3e/product" }], dishes: [] }))).toEqual([400, "/items/0/id", "/dishes"]);
    expect(await pointers(await keeper("POST", IMPORT, { raw: "{", headers: { "content-type": "application/json" } }))).toEqual([400, "/"]);
  });

  it("[I21] two thousand products come in one request, each noted in the audit log, and the menus are compiled anew", async () => {
    const items = Array.from({ length: 2_000 }, (_, n) => product(`bulk-${n}`, { details: { literals: { "name-pl": "x".repeat(900) } } }));
    const answer = await bring({ items });
    expect(await answer.json()).toMatchObject({ items: { created: 2_000, updated: 0, unchanged: 2, removed: 0 } });
    const again = await bring({ items: items.map((item, n) => (n === 7 ? { ...item, price: "1.00" } : item)) });
    expect(await again.json()).toMatchObject({ items: { created: 0, updated: 1, unchanged: 2_001 } });
    const { total } = await audit(env.DB, T).list({ kind: "item" }, { start: 0, end: 1, sort: "id", order: "ASC" });
    expect(total).toBe(2_001);
    expect((await keeper("GET", "/menu-api/api/items/bulk-7")).headers.get("etag")).toBe('"2"');
    expect((await bring({ items: items.slice(0, 1) }, "", {}, caller(U, "ROLE_MENU"))).status).toBe(200);
    expect((await exported(caller(U, "ROLE_MENU"))).bundle.items).toHaveLength(3);
  });

  it("[I22] replacing takes away what was not brought, but nothing that something else still stands for", async () => {
    const { bundle } = await exported();
    const kept = bundle.items.filter(({ id }) => !id.startsWith("bulk-"));
    expect(await (await bring({ items: kept }, "?mode=replace")).json()).toMatchObject({ items: { removed: 2_000, unchanged: 2 } });
    expect((await notes()).filter(({ action }) => action === "delete")).not.toHaveLength(0);
    const without = kept.filter(({ id }) => id !== "soup");
    expect(await pointers(await bring({ items: without }, "?mode=replace"))).toEqual([
      400,
      "/stored/menus/MENU_a/items/0/items/1/id",
      "/stored/menus/MENU_new/items/0/items/1/id",
    ]);
    expect((await exported()).bundle.items).toEqual(kept);
  });

  it("[I23] who began with an export is refused when somebody has changed anything since", async () => {
    const { etag, bundle } = await exported();
    await keeper("PUT", "/menu-api/api/items/soup", { body: product("soup", { price: "13.00" }) });
    const refused = await bring(bundle, "", { "if-match": etag });
    expect(refused.status).toBe(412);
    expect((await exported()).bundle.items.find(({ id }) => id === "soup")?.price).toBe("13.00");
    const fresh = (await exported()).etag;
    expect(await refused.json()).toMatchObject({ etag: fresh });
    const both = await Promise.all([
      bring({ items: [product("x", { price: "1" })] }, "", { "if-match": fresh }),
      bring({ items: [product("x", { price: "2" })] }, "", { "if-match": fresh }),
    ]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
  });

  it("[I24] a sheet is looked at and written in the same way", async () => {
    const dry = await (await sheet("id,price,literals.name-pl\nsoup,cheap,Zupa\npie,7.50,Ciasto", "?dryRun=true")).json<Report>();
    expect(dry.problems).toEqual([
      {
        code: "invalid",
        row: 2,
        column: "price",
        pointer: "/2/price",
        message: expect.stringContaining("row 2, column price: expected a decimal"),
      },
    ]);
    expect((await keeper("GET", "/menu-api/api/items/pie")).status).toBe(404);
    expect(await pointers(await sheet("id,price\nsoup,cheap"))).toEqual([400, "/2/price"]);
    expect(await (await sheet("id,price\nsoup,14.00\npie,7.50")).json()).toMatchObject({ items: { created: 1, updated: 1 } });
    const answer = await keeper("GET", "/menu-api/api/export/csv");
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const text = await answer.text();
    expect(text).toContain("soup");
    expect(await (await sheet(text)).json()).toMatchObject({ items: { created: 0, updated: 0 } });
  });

  it("[XC8] an import names the document and the day of times that cannot be read, and takes nights", async () => {
    const bar = { id: "bar", kind: "3e/group/category", items: [] };
    const wrong = {
      items: [product("ok", at("22:00", "02:00")), product("cut", at("22:00"))],
      menus: [{ id: "M_night", items: [{ ...bar, ...at("99:99", "02:00") }] }],
      priceLists: [
        { id: "night", ...at("22:00") },
        { id: "none", ...at("99:99", "02:00") },
      ],
    };
    const named = [
      "/items/1/availability/FRI",
      "/menus/0/items/0/availability/FRI",
      "/priceLists/0/availability/FRI",
      "/priceLists/1/availability/FRI",
    ];
    const dry = await (await bring(wrong, "?dryRun=true")).json<Report>();
    expect(dry.problems.map(({ pointer }) => pointer)).toEqual(named);
    expect(await pointers(await bring(wrong))).toEqual([400, ...named]);
    expect(await pointers(await sheet("id,availability.FRI,availability.SAT\nsoup,22:00-02:00,25:00-26:00"))).toEqual([
      400,
      "/2/availability.SAT",
    ]);
    const nights = {
      menus: [{ id: "M_night", items: [{ ...bar, ...at("11:00", "24:00") }] }],
      priceLists: [{ id: "night", ...at("22:00", "02:00") }],
    };
    expect(await (await bring(nights)).json()).toMatchObject({ menus: { created: 1 }, priceLists: { created: 1 }, problems: [] });
    expect(await (await sheet("id,availability.FRI,availability.SAT\nsoup,22:00-02:00,11:00-24:00")).json()).toMatchObject({
      items: { updated: 1 },
    });
  });

  it("[I25] thirty megabytes are too many, whether they say so or not; anything else is of the wrong type", async () => {
    const headers = { "content-type": "application/json" };
    const large = new Uint8Array(30_000_000).fill(32);
    for (const raw of [large, new Blob([large]).stream()]) {
      const answer = await keeper("POST", IMPORT, { raw, headers });
      expect([answer.status, await answer.json()]).toEqual([413, expect.objectContaining({ limitBytes: 26_214_400 })]);
    }
    expect((await keeper("POST", `${IMPORT}/csv`, { raw: "{}", headers })).status).toBe(415);
    expect((await keeper("POST", IMPORT, { raw: "id", headers: { "content-type": "text/csv" } })).status).toBe(415);
    expect((await bring({}, "", {}, caller(T, "ROLE_VIEWMENU"))).status).toBe(403);
    expect((await caller(T)("GET", "/menu-api/api/export")).status).toBe(403);
  });

  it("[I26] however deep a document is nested, it is told so", async () => {
    for (const [groups, told] of [
      [66, "nested more than 64 deep"],
      [10_000, "a depth of at most 144"],
    ] as const) {
      const deep = `${'{"kind":"3e/group","items":['.repeat(groups)}${"]}".repeat(groups)}`;
      const raw = `{"items":[{"id":"deep","kind":"3e/product","items":[${deep}]}]}`;
      const answer = await keeper("POST", IMPORT, { raw, headers: { "content-type": "application/json" } });
      expect([answer.status, (await answer.json<{ message: string }>()).message]).toEqual([400, expect.stringContaining(told)]);
    }
  });
});
