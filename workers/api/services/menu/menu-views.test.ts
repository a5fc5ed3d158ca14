import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { tenants } from "../../../lib/db/schema";
import menuWorker from "../../../menu/index";
import { caller, compile, openChain } from "./chain.fixture";

const T = "4ead0000-0000-4000-8000-000000000001";
const guest = caller(T);
const keeper = caller(T, "ROLE_MENU", "ROLE_MENULOCKS");
const HERE = "channel=DINE_IN&instance=centrum";
const look = (what: string, query = HERE) => guest("GET", `/menu-api/api/menu/MENU_a/${what}?${query}`);

const product = (id: string, tags: string, more: object = {}) => ({
  id,
  kind: "3e/product",
  price: "5.00",
  vat: "8",
  details: { literals: { name: id } },
  _: { tags, ...more },
});
const ref = (id: string) => ({ kind: "3e/ref", id });
const offered = async (...basket: string[]) => (await look("upsell", [HERE, ...basket.map((id) => `product=${id}`)].join("&"))).json();

beforeAll(async () => {
  await openChain(T, menuWorker);
  await drizzle(env.DB)
    .update(tenants)
    .set({ properties: { upselCfg: "grill=drinks", upsellLastLine: "true" } })
    .where(eq(tenants.id, T));
  const items = [
    product("steak", "grill"),
    product("wine", "drinks"),
    product("beer", "drinks"),
    product("ribs", "grill", { upsell: "beer" }),
  ];
  const refs = ["burger", "soup", "steak", "wine", "beer", "ribs", "ghost"].map(ref);
  for (const item of items) await keeper("PUT", `/menu-api/api/items/${item.id}`, { body: item });
  await keeper("PUT", "/menu-api/api/items/alone", { body: product("alone", "") });
  await keeper("PUT", "/menu-api/api/menus/MENU_a", {
    body: { id: "MENU_a", items: [{ id: "all", kind: "3e/group/category", details: { literals: { name: "All" } }, items: refs }] },
  });
  await compile(T, "MENU_a", menuWorker);
});

describe("other ways to look at a menu", () => {
  it("[X6] the menu in short says what can be had now", async () => {
    await keeper("POST", "/menu-api/api/manage-locks", { body: { id: "no-wine", products: ["wine"], lockReason: "empty" } });
    const short = await (await look("simplified")).json<{ categories: { products: { id: string }[] }[] }>();
    expect(short).toMatchObject({ menu: "MENU_a", currency: "PLN", categories: [{ id: "all", path: [], literals: { name: "All" } }] });
    const products = new Map(short.categories[0]?.products.map((one) => [one.id, one]));
    expect(products.get("burger")).toEqual({ id: "burger", literals: { name: "burger" }, price: "20.00", soldNow: true });
    expect(products.get("wine")).toMatchObject({ soldNow: false });
    expect((await look("simplified", "channel=DINE_IN&instance=nowhere")).status).toBe(404);
    expect((await look("simplified", "channel=TABLE&instance=centrum")).status).toBe(400);
  });

  it("[X7] a report names what was left out, what nothing refers to, and what is locked, with the reasons", async () => {
    expect(await (await look("report")).json()).toEqual({
      menu: "MENU_a",
      version: expect.any(Number),
      removed: [
        {
          code: "reference-missing",
          path: ["MENU_a", "all", "ghost"],
          at: { part: "menus", id: "MENU_a", pointer: "/items/0/items/6" },
          message: 'There is no item "ghost".',
        },
      ],
      warnings: [],
      unreachable: ["alone"],
      locked: [{ product: "wine", lock: "no-wine", reason: "empty" }],
    });
  });

  it("[X8] suggestions are of what can be had now", async () => {
    expect(await offered("steak")).toEqual({ items: ["beer"], showAs: "ANY" });
    expect(await offered("steak", "ribs")).toEqual({ items: ["beer"], showAs: "POPUP" });
    expect(await offered("steak", "wine")).toEqual({ items: [], showAs: "ANY" });
    expect(await offered()).toEqual({ items: [], showAs: "ANY" });
  });

  it("[X9] a draft is seen through its link, without a login, until it is over; one that was tampered with shows nothing", async () => {
    const wanted = { channel: "DINE_IN", instance: "centrum", hours: 1 };
    const made = await keeper("POST", "/menu-api/api/menus/MENU_a/versions/1/preview-links", { body: wanted });
    const { url, expires } = await made.json<{ url: string; expires: string }>();
    expect([made.status, Date.parse(expires) > Date.now()]).toEqual([201, true]);
    const path = new URL(url).pathname;
    const nobody = { authorization: "" };
    const json = await guest("GET", path, { headers: nobody });
    expect([json.headers.get("cache-control"), await json.json()]).toEqual([
      "private, no-store",
      expect.objectContaining({ id: "MENU_a" }),
    ]);
    const page = await (await guest("GET", path, { headers: { ...nobody, accept: "text/html,*/*" } })).text();
    expect(page).toContain("20.00 PLN");
    expect((await guest("GET", `${path.slice(0, -2)}AA`)).status).toBe(404);
    expect((await keeper("POST", "/menu-api/api/menus/MENU_a/versions/99/preview-links", { body: wanted })).status).toBe(404);
    expect((await guest("POST", "/menu-api/api/menus/MENU_a/versions/1/preview-links", { body: wanted })).status).toBe(403);
  });
});
