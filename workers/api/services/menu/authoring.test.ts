import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { venueName } from "../../../../protocol/venue";
import { audit } from "../../../lib/db/audit";
import menuWorker from "../../../menu/index";
import { forgetCards } from "#api/services/venue/venue-cache";
import { caller, compile, openChain } from "./chain.fixture";

const T = "a0700000-0000-4000-8000-000000000001";
const RIVAL = "a0700000-0000-4000-8000-000000000002";
const editor = caller(T, "ROLE_MENU");
const items = "/menu-api/api/items";
const cake = (price: string) => ({ id: "cake", kind: "3e/product", price, details: { literals: { name: "Cake" } } });
const pie = (price: string) => ({ ...cake(price), id: "pie" });
const group = (id: string, ...targets: string[]) => ({
  id,
  kind: "3e/group/options",
  items: targets.map((reference) => ({ kind: "3e/ref", reference })),
});
const written = async (path: string, body: object) => {
  const answer = await editor("PUT", path, { body });
  const { errors } = await answer.json<{ errors?: { pointer: string; message: string }[] }>();
  return [answer.status, ...(errors ?? []).map(({ pointer, message }) => `${pointer} ${message.split(": ")[1]}`)];
};
const tagOf = (answer: Response) => answer.headers.get("etag") ?? "";

beforeAll(async () => {
  await openChain(T, menuWorker);
  await openChain(RIVAL, menuWorker);
});

describe("authoring over HTTP", () => {
  it("[I4] the published importer's way: ask, post with a slash when it is new, put when it is not", async () => {
    expect((await editor("GET", `${items}/cake`)).status).toBe(404);
    const posted = await editor("POST", `${items}/`, { body: cake("9.00") });
    expect([posted.status, posted.headers.get("location")]).toEqual([201, `${items}/cake`]);
    expect((await editor("POST", `${items}/`, { body: cake("9.00") })).status).toBe(409);
    expect((await editor("PUT", `${items}/cake`, { body: cake("9.50") })).status).toBe(200);
    const got = await editor("GET", `${items}/cake`);
    expect([tagOf(got), await got.json()]).toEqual(['"2"', cake("9.50")]);
  });

  it("[I5] of two editors at once one is told that the other was faster, and nothing is overwritten", async () => {
    const seen = tagOf(await editor("PUT", `${items}/tart`, { body: { ...cake("1.00"), id: "tart" } }));
    const put = (price: string) => editor("PUT", `${items}/tart`, { body: { ...cake(price), id: "tart" }, headers: { "if-match": seen } });
    const answers = await Promise.all([put("2.00"), put("3.00")]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
    const late = answers.find(({ status }) => status === 412);
    expect(await late?.json()).toMatchObject({ what: "item", id: "tart", etag: '"2"' });
    expect((await editor("DELETE", `${items}/tart`, { headers: { "if-match": seen } })).status).toBe(412);
    expect((await editor("PUT", `${items}/tart`, { body: cake("1"), headers: { "if-none-match": "*" } })).status).toBe(400);
    expect((await editor("PUT", `${items}/tart`, { body: { ...cake("1"), id: "tart" }, headers: { "if-none-match": "*" } })).status).toBe(
      412,
    );
  });

  it("[I6] each change lands in the audit log with before and after; one that changes nothing does not", async () => {
    for (const price of ["1.00", "1.00", "2.00"]) await editor("PUT", `${items}/pie`, { body: pie(price) });
    await editor("DELETE", `${items}/pie`);
    const { rows } = await audit(env.DB, T).list({ kind: "item", subject: "pie" }, { start: 0, end: 9, sort: "id", order: "ASC" });
    expect(rows.map(({ action, before, after }) => [action, before, after])).toEqual([
      ["create", null, pie("1.00")],
      ["update", pie("1.00"), pie("2.00")],
      ["delete", pie("2.00"), null],
    ]);
  });

  it("[I7] bad documents are refused field by field, and nothing is kept of them", async () => {
    const bad = { id: "bad", kind: "3e/product", price: "-3", details: { literals: { "name-klingon tongue": "x" } } };
    const answer = await editor("PUT", `${items}/bad`, { body: bad });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: "/price" }, { pointer: "/details/literals/name-klingon tongue" }] });
    expect((await editor("GET", `${items}/bad`)).status).toBe(404);
    expect(await (await editor("PUT", `${items}/a`, { body: cake("1") })).json()).toMatchObject({ errors: [{ pointer: "/id" }] });
    expect(await (await editor("PUT", "/menu-api/api/menus/M", { body: { items: [{ kind: "3e/ref" }] } })).json()).toMatchObject({
      errors: [{ pointer: "/items/0/reference" }],
    });
    expect((await editor("PUT", "/menu-api/api/price-lists/L", { body: { channels: ["MARS"] } })).status).toBe(400);
  });

  it("[XC8] times that cannot be read are refused at their day, in price lists, products and categories; nights are times", async () => {
    const bar = { id: "bar", kind: "3e/group/category", items: [] };
    const doors = [
      { path: "/menu-api/api/price-lists/night", at: "", bodyOf: (availability: object) => ({ availability }) },
      { path: `${items}/drink`, at: "", bodyOf: (availability: object) => ({ ...cake("9.00"), id: "drink", availability }) },
      { path: "/menu-api/api/menus/M_bar", at: "/items/0", bodyOf: (availability: object) => ({ items: [{ ...bar, availability }] }) },
    ];
    for (const { path, at, bodyOf } of doors) {
      expect(await written(path, bodyOf({ FRI: ["22:00"] }))).toEqual([400, `${at}/availability/FRI 22:00 has no time that it goes to`]);
      expect(await written(path, bodyOf({ FRI: ["99:99", "02:00"] }))).toEqual([400, `${at}/availability/FRI 99:99 is no time of a day`]);
      expect(await written(path, bodyOf({ FRI: ["22:00", "02:00"] }))).toEqual([201]);
      expect(await written(path, bodyOf({ FRI: ["11:00", "24:00"], SAT: ["00:00", "00:00"] }))).toEqual([200]);
    }
  });

  it("[I8] what something refers to is not removed", async () => {
    const refused = await editor("DELETE", `${items}/burger`);
    expect([refused.status, await refused.json()]).toEqual([409, expect.objectContaining({ by: ["MENU_a", "MENU_new"] })]);
  });

  it("[I9] lists are paged, filtered and counted", async () => {
    await editor("PUT", `${items}/scone`, {
      body: { ...cake("4.00"), id: "scone", details: { literals: { name: "Clotted cream scone" } } },
    });
    const found = await editor("GET", `${items}?q=CLOTTED`);
    expect([found.headers.get("x-total-count"), await found.json()]).toMatchObject(["1", [{ id: "scone" }]]);
    const page = await editor("GET", `${items}?_start=0&_end=1&_sort=id&_order=DESC&kind=3e/product`);
    expect([Number(page.headers.get("x-total-count")) > 2, await page.json()]).toMatchObject([true, [{ id: "tart" }]]);
    expect(await (await editor("GET", `${items}?id=soup&id=burger`)).json()).toMatchObject([{ id: "burger" }, { id: "soup" }]);
    expect(await (await editor("GET", `${items}?q=%25`)).json()).toEqual([]);
  });

  it("[I10] who has no role for it reads or writes nothing, and another chain's items are not there", async () => {
    for (const method of ["GET", "DELETE"]) expect((await caller(T)(method, `${items}/soup`)).status).toBe(403);
    expect((await caller(T, "ROLE_VIEWMENU")("GET", `${items}/soup`)).status).toBe(200);
    expect((await caller(T, "ROLE_VIEWMENU")("PUT", `${items}/soup`, { body: cake("1") })).status).toBe(403);
    expect((await caller(RIVAL, "ROLE_MENU")("GET", `${items}/cake`)).status).toBe(404);
  });
});

describe("versions over HTTP", () => {
  const versions = "/menu-api/api/menus/MENU_a/versions";
  const guest = caller(T);
  const shownPrice = async (instance: string) => {
    forgetCards(T);
    const page: { items: { items: { id: string; price: string }[] }[] } = await (
      await guest("GET", `/menu-api/api/menu/MENU_a?channel=DELIVERY&instance=${instance}`)
    ).json();
    return page.items[0]?.items.find(({ id }) => id === "soup")?.price;
  };

  it("[T5] a version is frozen, looked at, published at one venue, then everywhere, and gone back from", async () => {
    await editor("PUT", `${items}/soup`, {
      body: { id: "soup", kind: "3e/product", price: "15.00", details: { literals: { name: "soup" } } },
    });
    const made = await editor("POST", versions, { body: { note: "dearer soup" } });
    const { version }: { version: number } = await made.json();
    expect([made.status, version]).toEqual([202, 2]);
    await editor("PUT", `${items}/soup`, {
      body: { id: "soup", kind: "3e/product", price: "99.00", details: { literals: { name: "soup" } } },
    });
    await compile(T, "MENU_a", menuWorker, version);
    const look = await editor("GET", `${versions}/${version}/page?channel=DELIVERY&instance=port`);
    expect(await look.text()).toContain('"price":"15.00"');
    expect(await shownPrice("port")).toBe("12.00");

    const canary = await editor("POST", `${versions}/${version}/publish`, { body: { venues: ["port"] } });
    expect([canary.status, await canary.json()]).toEqual([202, expect.objectContaining({ version, venues: ["port"], cancelled: false })]);
    await compile(T, "MENU_a", menuWorker, version);
    expect([await shownPrice("port"), await shownPrice("centrum")]).toEqual(["15.00", "12.00"]);

    await editor("POST", `${versions}/${version}/publish`, { body: {} });
    await compile(T, "MENU_a", menuWorker, version);
    expect(await shownPrice("centrum")).toBe("15.00");

    const back = await editor("POST", `${versions}/1/publish`, { body: {} });
    const { number }: { number: number } = await back.json();
    await compile(T, "MENU_a", menuWorker, 1);
    expect([await shownPrice("port"), await shownPrice("centrum")]).toEqual(["12.00", "12.00"]);
    expect((await editor("DELETE", `/menu-api/api/menus/MENU_a/publications/${number}`)).status).toBe(204);
    expect((await editor("DELETE", `/menu-api/api/menus/MENU_a/publications/${number}`)).status).toBe(404);
    expect(await shownPrice("port")).toBe("15.00");
    expect(await (await editor("GET", versions)).json()).toMatchObject([
      { version: 2, state: "ready", note: "dearer soup", publications: [{ venues: null }, { venues: ["port"] }] },
      { version: 1, state: "ready" },
    ]);
  });

  it("[T6] venues and times that are none are named, and what is not there is not published", async () => {
    const wrong = await editor("POST", `${versions}/1/publish`, { body: { at: "tomorrow", venues: ["port"] } });
    expect([wrong.status, await wrong.json()]).toEqual([
      400,
      expect.objectContaining({ errors: [expect.objectContaining({ pointer: "/at" })] }),
    ]);
    const nowhere = await editor("POST", `${versions}/1/publish`, { body: { venues: ["port", "moon"] } });
    expect(await nowhere.json()).toMatchObject({ errors: [{ pointer: "/venues/1", message: "there is no venue moon" }] });
    expect((await editor("POST", `${versions}/77/publish`, { body: {} })).status).toBe(404);
    expect((await caller(T, "ROLE_VIEWMENU")("POST", `${versions}/1/publish`, { body: {} })).status).toBe(403);
    expect((await caller(RIVAL, "ROLE_MENU")("GET", `${versions}/2`)).status).toBe(404);
  });
});

describe("stock over HTTP", () => {
  const stock = "/venue-api/api/venues/port/stock";

  it("[I27] an item that would stand for itself, by way of whatever others, is refused with the way round", async () => {
    const put = (document: { id: string }) => editor("PUT", `${items}/${document.id}`, { body: document });
    expect((await put(group("r1", "r2"))).status).toBe(201); // r2 may come later
    expect((await put(group("r2", "r3"))).status).toBe(201);
    const refused = await put(group("r3", "cake", "r1"));
    expect(await refused.json()).toMatchObject({
      status: 400,
      errors: [{ pointer: "/items/1/reference", message: "this reference leads back to itself: r3 → r1 → r2 → r3" }],
    });
    const itself = await editor("POST", items, { body: group("r4", "r4") });
    expect(await itself.json()).toMatchObject({ status: 400, errors: [{ pointer: "/items/0/reference" }] });
    expect((await put(group("r3", "cake"))).status).toBe(201);
  });

  it("[K19] a product is counted by who keeps the venue's stock, and is locked on the menu when none is left", async () => {
    const cook = caller(T, "ROLE_port_STOCK");
    expect((await cook("PUT", `${stock}/soup`, { body: { left: 0 } })).status).toBe(200);
    expect(await (await cook("GET", stock)).json()).toEqual([{ product: "soup", left: 0, oversold: 0 }]);
    const menu: { locks: unknown[] } = await (await caller(T)("GET", "/menu-api/api/menu/MENU_a?channel=DELIVERY&instance=port")).json();
    expect(menu.locks).toEqual([{ id: "86-soup", products: ["soup"], lockReason: "sold out" }]);
    expect((await cook("DELETE", `${stock}/soup`)).status).toBe(204);
    expect((await cook("DELETE", `${stock}/soup`)).status).toBe(404);
    expect((await cook("PUT", "/venue-api/api/venues/centrum/stock/soup", { body: { left: 1 } })).status).toBe(403);
    expect((await caller(RIVAL, "ROLE_port_STOCK")("GET", stock)).status).toBe(200);
    expect(await (await cook("PUT", `${stock}/soup`, { body: { left: 1.5, resetTo: 3 } })).json()).toMatchObject({
      errors: [{ pointer: "/left" }],
    });
    expect((await cook("PUT", `${stock}/soup`, { body: { left: 1, resetTo: 3 } })).status).toBe(400);
  });

  it("[K115] units that were sold beyond the count are told with the stock until the next count", async () => {
    const cook = caller(T, "ROLE_port_STOCK");
    await cook("PUT", `${stock}/tart`, { body: { left: 1 } });
    await env.VENUE.getByName(venueName(T, "port")).confirm({
      id: "offline",
      order: "o",
      region: "global",
      takes: [{ line: "l", items: [{ product: "tart", quantity: 3 }] }],
      gives: [],
      limits: "none",
      until: Date.now(),
    });
    const tart = async () => (await (await cook("GET", stock)).json<{ product: string }[]>()).find(({ product }) => product === "tart");
    expect(await tart()).toEqual({ product: "tart", left: 0, oversold: 2 });
    expect(await (await cook("PUT", `${stock}/tart`, { body: { left: 4 } })).json()).toEqual({ product: "tart", left: 4, oversold: 0 });
    expect(await tart()).toEqual({ product: "tart", left: 4, oversold: 0 });
    await cook("DELETE", `${stock}/tart`);
  });

  it("[K22] who counted what is in the audit log", async () => {
    const cook = caller(T, "ROLE_port_STOCK");
    for (const left of [4, 2]) await cook("PUT", `${stock}/pie`, { body: { left } });
    await cook("DELETE", `${stock}/pie`);
    const { rows } = await audit(env.DB, T).list({ subject: "port/pie" }, { start: 0, end: 9, sort: "id", order: "ASC" });
    const said = rows.map(({ kind, action, before, after, login }) => [kind, action, login, before, after]);
    expect(said.toSorted((a, b) => (String(a[1]) < String(b[1]) ? -1 : 1))).toEqual([
      ["stock", "create", "ann", null, { product: "pie", left: 4, oversold: 0 }],
      ["stock", "delete", "ann", { product: "pie", left: 2, oversold: 0 }, null],
      ["stock", "update", "ann", { product: "pie", left: 4, oversold: 0 }, { product: "pie", left: 2, oversold: 0 }],
    ]);
  });
});
