import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeAll, describe, expect, it } from "vitest";
import { failures } from "../../../lib/db/failures";
import { menus as menuRows } from "../../../lib/db/schema";
import menuWorker from "../../../menu/index";
import { caller, compile, openChain } from "./chain.fixture";

const T = "3e210000-0000-4000-8000-000000000001";
const OTHER = "3e210000-0000-4000-8000-000000000002";
const guest = caller(T);
const keeper = caller(T, "ROLE_MENULOCKS");
const menu = (query: string, name = "MENU_a") => `/menu-api/api/menu/${name}?${query}`;
const CENTRUM = menu("channel=DINE_IN&instance=centrum");

type Menu = { id: string; items: { items: { id: string }[] }[]; locks: { id: string }[] };
type Problem = { type: string; message: string; errors: { pointer: string }[] };
const slug = async (answer: Response) => [answer.status, (await answer.json<Problem>()).type.split("/").at(-1)];

const ask = (query: string, body: unknown = {}) =>
  guest("POST", `/menu-api/api/menu/MENU_a/validateProduct?channel=DINE_IN&instance=centrum&${query}`, { body });

beforeAll(async () => {
  await openChain(T, menuWorker);
  await openChain(OTHER, menuWorker);
});

describe("GET menu", () => {
  it("[U4] is the compiled menu of the venue and channel, with the locks that hold there", async () => {
    await keeper("POST", "/menu-api/api/manage-locks", { body: { id: "port-only", products: ["soup"], instances: ["port"] } });
    await keeper("POST", "/menu-api/api/manage-locks", {
      body: { id: "no-take-away", products: ["soup"], lockedInChannel: { TAKE_AWAY: true } },
    });
    const answer = await guest("GET", CENTRUM);
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "private, max-age=5"]);
    const body = await answer.json<Menu>();
    expect(body.items[0]?.items.map(({ id }) => id)).toEqual(["burger", "soup"]);
    expect([body.id, body.locks]).toEqual(["MENU_a", []]);
    const delivered = await (await guest("GET", menu("channel=DELIVERY&instance=port"))).json<Menu>();
    expect(delivered.locks).toEqual([{ id: "port-only", products: ["soup"], instances: ["port"] }]);
  });

  it("[U5] who has the menu is told so by its ETag, until a lock changes it: at once where the lock was made", async () => {
    const first = await guest("GET", CENTRUM);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[0-9a-f-]+"$/);
    const again = await guest("GET", CENTRUM, { headers: { "if-none-match": `"else", W/${etag}` } });
    expect([again.status, again.headers.get("etag"), await again.text()]).toEqual([304, etag, ""]);
    await keeper("POST", "/menu-api/api/manage-locks", { body: { id: "no-burger", products: ["burger"] } });
    const locked = await guest("GET", CENTRUM, { headers: { "if-none-match": etag } });
    expect([locked.status, (await locked.json<Menu>()).locks.map(({ id }) => id)]).toEqual([200, ["no-burger"]]);
    await keeper("DELETE", "/menu-api/api/manage-locks/no-burger");
    expect((await guest("GET", CENTRUM, { headers: { "if-none-match": etag } })).status).toBe(304);
  });

  it("[U6] a menu, venue or channel that is not there, or is another tenant's, is not found", async () => {
    const asked = [
      menu("channel=DINE_IN&instance=nowhere"),
      menu("channel=DINE_IN&instance=centrum", "MENU_new"),
      menu("channel=DINE_IN&instance=port"),
      menu("channel=GLOVO&instance=centrum"),
    ];
    for (const path of asked) expect(await slug(await guest("GET", path))).toEqual([404, "not-found"]);
    const [foreign, absent] = await Promise.all([caller("nobody")("GET", CENTRUM), guest("GET", menu("channel=DINE_IN&instance=nowhere"))]);
    expect(await foreign.text()).toBe(await absent.text());
  });

  it("[U7] a channel that does not exist is named, and so is a venue that is missing", async () => {
    const answer = await guest("GET", menu("channel=POST"));
    const { errors, message } = await answer.json<Problem>();
    expect([answer.status, errors.map(({ pointer }) => pointer)]).toEqual([400, ["/channel", "/instance"]]);
    expect(message).toContain("DINE_IN");
    expect((await guest("GET", menu("channel=DINE_IN&instance=%2F..%2F"))).status).toBe(400);
  });

  it("[U8] without a token nobody sees a menu", async () => {
    const answer = await guest("GET", CENTRUM, { headers: { authorization: "" } });
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="brigade"']);
  });
});

describe("compiling", () => {
  it("[U9] a menu that nobody has compiled is being prepared; once it is compiled it is there", async () => {
    const asked = menu("channel=DINE_IN&instance=new", "MENU_new");
    expect(await slug(await guest("GET", asked))).toEqual([503, "menu-not-compiled"]);
    await compile(T, "MENU_new", menuWorker);
    expect((await guest("GET", asked)).status).toBe(200);
  });

  it("[U10] those who keep the menu may have it compiled", async () => {
    const path = "/menu-api/api/menus/MENU_a/compile";
    const answer = await caller(T, "ROLE_MENU")("POST", path);
    expect([answer.status, await answer.json()]).toEqual([202, { correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
    expect(await slug(await guest("POST", path))).toEqual([403, "forbidden"]);
    expect(await slug(await caller(T, "ROLE_MENU")("POST", "/menu-api/api/menus/MENU_x/compile"))).toEqual([404, "not-found"]);
  });

  it("[U11] a menu with nothing to sell leaves the old one in force, and an admin sees why until it is mended", async () => {
    const before = (await guest("GET", CENTRUM)).headers.get("etag");
    const page = { start: 0, end: 10, sort: "id", order: "ASC" } as const;
    const write = (document: Record<string, unknown>) =>
      drizzle(env.DB)
        .insert(menuRows)
        .values({ tenant: OTHER, id: "MENU_a", document, changed: "2026-11-02T00:00:00Z" })
        .onConflictDoUpdate({ target: [menuRows.tenant, menuRows.id], set: { document } });
    const soup = { id: "soup", kind: "3e/product", price: "1", details: { literals: { name: "Soup" } } };
    await write({ id: "MENU_a", items: [] });
    await compile(OTHER, "MENU_a", menuWorker);
    expect((await caller(OTHER)("GET", CENTRUM)).headers.get("etag")).toBe(before);
    const { rows } = await failures(env.DB, OTHER).list(page);
    expect(rows).toEqual([expect.objectContaining({ id: "menu/MENU_a", queue: "menu", body: expect.stringContaining("Nothing is left") })]);
    await write({ id: "MENU_a", items: [{ id: "all", kind: "3e/group/category", items: [soup] }] });
    await compile(OTHER, "MENU_a", menuWorker);
    expect((await failures(env.DB, OTHER).list(page)).rows).toEqual([]);
  });
});

describe("validateProduct", () => {
  it("[U12] describes what would be ordered, with its price", async () => {
    const answer = await ask("product=burger&time=2026-11-23T12:00:00Z", { selected: { sauce: { mayo: "1" } } });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      product: { id: "burger", kind: "product", items: [{ id: "sauce", items: [{ id: "mayo", quantity: "1" }] }] },
      price: "21.50",
      config: { selected: { sauce: { mayo: "1" } } },
    });
  });

  it("[U13] names every rule that the configuration breaks", async () => {
    const answer = await ask("product=burger", { selected: { sauce: { mayo: "1", ketchup: "1", gravel: "1" } } });
    expect(answer.status).toBe(422);
    const { violations } = await answer.json<{ violations: { rule: string }[] }>();
    expect(violations.length).toBeGreaterThan(1);
    expect(await slug(await ask("product=burger", {}))).toEqual([422, "configuration-invalid"]);
    expect((await ask("product=burger", { selected: { sauce: "mayo" }, price: 1 })).status).toBe(400);
  });

  it("[U14] names a product that is not there, is not sold at that time, or is locked", async () => {
    expect(await slug(await ask("product=pizza"))).toEqual([422, "product-not-found"]);
    expect(await slug(await ask("product=constructor"))).toEqual([422, "product-not-found"]);
    const monday = { breakfast: "2026-11-23T08:30:00%2B01:00", noon: "2026-11-23T12:00:00Z" };
    expect((await ask(`product=soup&time=${monday.breakfast}`)).status).toBe(200);
    expect(await slug(await ask(`product=soup&time=${monday.noon}`))).toEqual([409, "product-unavailable"]);
    expect((await ask("product=soup&time=noon")).status).toBe(400);
    await keeper("POST", "/menu-api/api/manage-locks", { body: { id: "gone", products: ["soup"], lockReason: "sold out" } });
    const locked = await ask(`product=soup&time=${monday.breakfast}`);
    expect([locked.status, await locked.json()]).toEqual([409, expect.objectContaining({ lock: "gone", reason: "sold out" })]);
    await keeper("DELETE", "/menu-api/api/manage-locks/gone");
  });
});
