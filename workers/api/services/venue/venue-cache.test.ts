import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../../../domain/order/order-settings";
import { ruleSetOf } from "../../../../runtime/rule-sets";
import { discountRules as rules } from "../../../lib/db/discount-rules";
import { locks } from "../../../lib/db/locks";
import { discountRules, tenants, venues } from "../../../lib/db/schema";
import menuWorker from "../../../menu/index";
import { forgetCards, tenantCard, venueCard, venuesNow } from "./venue-cache";
import { openChain } from "#api/services/menu/chain.fixture";

const T = "c4ad0000-0000-4000-8000-000000000001";
const d1 = drizzle(env.DB);
const lock = (id: string, over: object = {}) => ({ id, products: ["soup"], ...over });
const away = () => {
  throw new Error("D1 is away");
};
const ann = { user: "u1", login: "ann" };
const down = { ...env, DB: new Proxy(env.DB, { get: () => away }) };
const cardOf = async (venue: string) => {
  const card = await venueCard(env, T, venue);
  return card.ok ? card.value : card.error;
};
const cardNow = async (venue: string) => {
  const [now] = await venuesNow(env, T, [venue]);
  return now?.ok ? now.value.card : now?.error;
};

beforeAll(() => openChain(T, menuWorker));

describe("venue cards", () => {
  it("[C19] a card says which compiled menus are in force, what is closed, and which tags discounts look at", async () => {
    expect(await cardOf("centrum")).toEqual({
      tenant: T,
      venue: "centrum",
      name: "Centrum",
      menu: "MENU_a",
      menuHashes: { DINE_IN: expect.any(String), TAKE_AWAY: expect.any(String), DELIVERY: expect.any(String) },
      menuVersions: { DINE_IN: 1, TAKE_AWAY: 1, DELIVERY: 1 },
      closed: expect.objectContaining({ GLOVO: "the venue does not sell through GLOVO" }),
      timeZone: "Europe/Warsaw",
      currency: { code: "PLN", decimals: 2 },
      locks: [],
      discountTags: ["lunch"],
      discountRules: ruleSetOf(await rules(env.DB, T).active()).hash,
    });
    expect(await cardOf("new")).toMatchObject({ menuHashes: {}, closed: { DINE_IN: "opening soon" } });
  });

  it("[C20] another tenant's venue and one that nobody has are not there alike", async () => {
    const nobody = await venueCard(env, T, "nowhere");
    expect(nobody).toEqual({ ok: false, error: { code: "not-found", what: "venue" } });
    expect(await venueCard(env, "c4ad0000-0000-4000-8000-00000000000f", "centrum")).toEqual(nobody);
  });

  it("[C21] a card is kept for a moment; who needs its venue as it is now, or forgets the tenant's cards, gets what is new", async () => {
    await cardOf("port");
    await locks(env.DB, T).add(lock("no-soup"), "2026-11-22T12:00:00Z", ann);
    expect(await cardOf("port")).toMatchObject({ locks: [] });
    expect(await cardNow("port")).toMatchObject({ locks: [{ id: "no-soup", products: ["soup"] }] });
    await locks(env.DB, T).remove(lock("no-soup"), "2026-11-22T12:00:01Z", ann);
    forgetCards(T);
    expect(await cardOf("port")).toMatchObject({ locks: [] });
  });

  it("[C22] only locks that name the venue or none, and are not over, are on its card; each with its channels and reason", async () => {
    const mine = locks(env.DB, T);
    const past = "2020-01-01T00:00:00Z";
    await Promise.all([
      mine.add(lock("here", { instances: ["port"], lockReason: "sold out" }), past, ann),
      mine.add(lock("there", { instances: ["centrum"] }), past, ann),
      mine.add(lock("delivery", { lockedInChannel: { DELIVERY: true } }), past, ann),
      mine.add(lock("over", { plannedLockExpirationDate: past }), past, ann),
    ]);
    expect(await cardNow("port")).toMatchObject({
      locks: [
        { id: "delivery", products: ["soup"], channels: ["DELIVERY"] },
        { id: "here", products: ["soup"], reason: "sold out" },
      ],
    });
    await Promise.all(["here", "there", "delivery", "over"].map((id) => mine.remove(lock(id), past, ann)));
  });

  it("[C23] a database that is away is said to be", async () => {
    expect(await venueCard(down, T, "never-read")).toEqual({ ok: false, error: { code: "temporarily-unavailable", retryAfterSeconds: 1 } });
  });

  it("[C24] venues that are looked at together are each as they are now, in their order; one that is not there says so for itself", async () => {
    const seen = (await venuesNow(env, T, ["port", "nowhere", "centrum", "port"])).map((now) =>
      now.ok ? now.value.row.id : now.error.code,
    );
    expect(seen).toEqual(["port", "not-found", "centrum", "port"]);
    expect(await venuesNow(env, T, [])).toEqual([]);
    const unread = { ok: false, error: { code: "temporarily-unavailable", retryAfterSeconds: 1 } };
    expect(await venuesNow(down, T, ["port", "centrum"])).toEqual([unread, unread]);
  });

  it("[C25] a menu compiled for another menu of the venue is not in force", async () => {
    await d1.update(venues).set({ menu: "MENU_new" }).where(eq(venues.id, "centrum"));
    expect(await cardNow("centrum")).toMatchObject({ menu: "MENU_new", menuHashes: {} });
    await d1.update(venues).set({ menu: "MENU_a" }).where(eq(venues.id, "centrum"));
  });

  it("[D20] a discount rule that cannot be read is left out, and the others hold", async () => {
    await d1.insert(discountRules).values([
      { tenant: T, id: "a-broken", active: true, document: { kind: "percent" } },
      { tenant: T, id: "bulk", active: true, document: { kind: "bulk", id: "bulk", name: "Third", tag: "BULK3" } },
    ]);
    expect(await cardNow("centrum")).toMatchObject({ discountTags: ["BULK3", "lunch"] });
    expect((await rules(env.DB, T).active()).map(({ id }) => id)).toEqual(["bulk", "lunch"]);
  });
});

describe("tenant cards", () => {
  it("[C26] a tenant's card says name, region, currency and how it does business, and is kept; a tenant that is not there has none", async () => {
    const card = {
      ok: true,
      value: { name: "Chain", region: "global", currency: { code: "PLN", decimals: 2 }, house: DEFAULT_SETTINGS, properties: {} },
    };
    expect(await tenantCard(env, T)).toEqual(card);
    await d1.update(tenants).set({ name: "Renamed" }).where(eq(tenants.id, T));
    expect(await tenantCard(env, T)).toEqual(card);
    expect(await tenantCard(env, "nobody")).toEqual({ ok: false, error: { code: "not-found", what: "tenant" } });
  });
});
