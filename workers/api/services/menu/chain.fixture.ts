// For tests: a small chain in the database, with compiled menus, and callers with tokens.
import { createMessageBatch } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { signAccessToken } from "../../../../runtime/access-token";
import { readKeys } from "../../../../runtime/keys";
import type { ApiEnv } from "#api/env";
import * as schema from "../../../lib/db/schema";

const d1 = drizzle(env.DB);

const product = (id: string, price: string, over: object = {}) => ({
  id,
  kind: "3e/product",
  price,
  vat: "8",
  details: { literals: { name: id } },
  ...over,
});
const sauce = {
  id: "sauce",
  kind: "3e/group/options",
  selCtx: "sauce",
  attrs: { selMin: "1", selMax: "1" },
  items: [product("ketchup", "0"), product("mayo", "1.50")],
};
const items = [
  product("burger", "20.00", { items: [sauce], _: { tags: "lunch" } }),
  product("soup", "12.00", { availability: { MON: ["08:00", "11:00"] } }),
];
/** Only tests may look into another worker, so they hand it in. */
type MenuWorker = { queue(batch: MessageBatch, env: ApiEnv): Promise<void> };

const menu = (id: string) => ({
  id,
  items: [{ id: "all", kind: "3e/group/category", items: items.map(({ id: item }) => ({ kind: "3e/ref", id: item })) }],
});

/** Ten percent off what is for lunch, for who has the coupon, or for everybody. */
const lunch = (coupon: object) => ({ kind: "percent", id: "lunch", name: "Lunch", tag: "lunch", percent: 10, ...coupon });

/**
 * A chain of three places: Centrum and Port sell from MENU_a (Port delivers only), New from MENU_new, which nobody has compiled.
 * `discounts`: everybody has them, and not only who has the coupon.
 */
export async function openChain(tenant: string, menuWorker: MenuWorker, { discounts = false } = {}): Promise<void> {
  const own = { tenant, timeZone: "Europe/Warsaw", lat: null, lng: null, document: {} };
  const changed = "2026-11-01T00:00:00Z";
  await d1.batch([
    d1.insert(schema.tenants).values({
      id: tenant,
      name: "Chain",
      clientId: `app-${tenant}`,
      clientSecretHash: "-",
      region: "global",
      currency: "PLN",
      decimals: 2,
      properties: {},
    }),
    d1.insert(schema.venues).values([
      {
        ...own,
        id: "centrum",
        name: "Centrum",
        menu: "MENU_a",
        lat: "52.2297",
        lng: "21.0122",
        document: { phone: "1", device: { k: {} } },
      },
      {
        ...own,
        id: "port",
        name: "Port",
        menu: "MENU_a",
        lat: "54.3520",
        lng: "18.6466",
        document: { channelConstraints: { DELIVERY: { active: true } } },
      },
      { ...own, id: "new", name: "New", menu: "MENU_new", document: { tempDisabled: true, tempDisabledReason: "opening soon" } },
    ]),
    d1.insert(schema.menuItems).values(items.map((item) => ({ tenant, id: item.id, kind: item.kind, document: item, changed }))),
    d1.insert(schema.menus).values([
      { tenant, id: "MENU_a", document: menu("MENU_a"), changed },
      { tenant, id: "MENU_new", document: menu("MENU_new"), changed },
    ]),
    d1.insert(schema.discountRules).values([
      { tenant, id: "lunch", active: true, document: lunch(discounts ? {} : { coupon: "LUNCH" }) },
      { tenant, id: "off", active: false, document: { kind: "bulk", id: "off", name: "Off", tag: "BULK3" } },
    ]),
  ]);
  await compile(tenant, "MENU_a", menuWorker);
}

/** Brings the menu worker its job, as the queue would. */
export async function compile(tenant: string, name: string, menuWorker: MenuWorker, version?: number): Promise<void> {
  const body = { tenant, region: "global", menu: name, ...(version !== undefined && { version }) };
  await menuWorker.queue(createMessageBatch("menu", [{ id: "m", timestamp: new Date(), attempts: 1, body }]), env);
}

/** Asks the API as somebody with these roles. */
export function caller(tenant: string, ...roles: string[]) {
  type Asking = { body?: unknown; raw?: BodyInit; headers?: Record<string, string> };
  return async (method: string, path: string, { body, raw, headers = {} }: Asking = {}) => {
    const principal = { tenant, user: "u1", login: "ann", roles, client: "app", region: "global" as const };
    const token = await signAccessToken(readKeys(env.KEYS), principal, Date.now(), 600);
    return exports.default.fetch(`https://api.test${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(raw !== undefined && { body: raw }),
    });
  };
}
