import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Publication, Reservation } from "../../protocol/venue";
import type { VenueObject } from "./venue-object";

const MINUTE = 60_000;
let made = 0;
const aVenue = () => env.VENUE.getByName(`t${(made += 1)}/venue/v`);
const orderId = (n: number) => `018f0000-0000-8000-9000-${String(n).padStart(12, "0")}`;
const wants = (n: number, quantity = 1, more: Partial<Reservation> = {}): Reservation => ({
  order: orderId(n),
  region: "global",
  items: [{ product: "cake", quantity }],
  until: Date.now() + MINUTE,
  ...more,
});
const counted = (left: number) => ({ left, resetAt: null, resetTo: null });
const published = (number: number, at: number, more: Partial<Publication> = {}): Publication => ({
  number,
  menu: "m",
  version: number,
  at,
  hashes: { DINE_IN: `h${number}` },
  ...more,
});
const lock = (id: string, more: object = {}) => ({ id, products: ["soup"], ...more });
const noticesOf = (venue: DurableObjectStub<VenueObject>) =>
  runInDurableObject(venue, (_, ctx) =>
    ctx.storage.sql
      .exec<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'notices'")
      .toArray()
      .map(({ seq }) => seq),
  );
const left = async (venue: DurableObjectStub<VenueObject>) => (await venue.stock()).map(({ left: n }) => n);

describe("what is in force", () => {
  it("[K5] a publication holds from its time on, however often and late it is told, and after sleep", async () => {
    const venue = aVenue();
    const now = Date.now();
    await venue.publish("global", [published(2, now - 10), published(3, now + MINUTE)]);
    await venue.publish("global", [published(1, now - 20)]);
    await venue.publish("global", [published(2, now - 10)]);
    await evictDurableObject(venue);
    expect((await venue.facts()).menus).toEqual({ m: { DINE_IN: { hash: "h2", version: 2, number: 2 } } });
    expect((await venue.asOf(now - 15)).menus.m?.DINE_IN?.number).toBe(1);
    expect((await venue.asOf(now + 2 * MINUTE)).menus.m?.DINE_IN?.number).toBe(3);
  });

  it("[K6] a publication that is cancelled never holds, even when it comes after its cancellation", async () => {
    const venue = aVenue();
    await venue.publish("global", [published(1, 10)]);
    await venue.cancelPublication(2);
    await venue.publish("global", [published(2, 20)]);
    expect((await venue.facts()).menus.m?.DINE_IN?.number).toBe(1);
    await venue.cancelPublication(1);
    expect((await venue.facts()).menus).toEqual({});
  });

  it("[K7] a list of locks counts when it is newer; what held at a time is known later", async () => {
    const venue = aVenue();
    await venue.setLocks("global", 2, [lock("one"), lock("two", { plannedLockExpirationDate: "2020-01-01T00:00:00Z" })]);
    await venue.setLocks("global", 1, [lock("old")]);
    const { locks, lockRevision } = await venue.facts();
    expect([locks.map(({ id }) => id), lockRevision]).toEqual([["one"], 2]);
    const then = Date.now();
    await scheduler.wait(5);
    await venue.setLocks("global", 3, []);
    expect((await venue.facts()).locks).toEqual([]);
    expect((await venue.asOf(then)).locks.map(({ id }) => id)).toEqual(["one"]);
  });

  it("[K8] listeners are told of locks and menus that came, and of nothing that is repeated", async () => {
    const venue = aVenue();
    await venue.setLocks("global", 1, [lock("one")]);
    await venue.setLocks("global", 1, [lock("one")]);
    await venue.publish("global", [published(1, 10)]);
    await venue.publish("global", [published(1, 10)]);
    expect(await noticesOf(venue)).toEqual([2]);
    await venue.publish("global", [published(2, 20)], { products: ["soup", "cola"] });
    await venue.publish("global", [published(2, 20)], { products: ["soup", "cola"] });
    expect(await noticesOf(venue)).toEqual([5]);
    await venue.publish("global", [published(3, 30)], { imported: true });
    expect(await noticesOf(venue)).toEqual([7]);
  });

  it("[K9] one venue's facts are no other's", async () => {
    const [one, other] = [aVenue(), aVenue()];
    await one.setStock("global", "cake", counted(0));
    await one.setLocks("global", 1, [lock("one")]);
    expect(await other.facts()).toEqual({ menus: {}, locks: [], lockRevision: 0, capacityRevision: 0 });
  });
});

describe("stock", () => {
  it("[K10] of a hundred guests at once on ten units ten get one", async () => {
    const venue = aVenue();
    await venue.setStock("global", "cake", counted(10));
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => venue.reserve(wants(n))));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(10);
    expect(answers.find(({ ok }) => !ok)).toEqual({
      ok: false,
      error: { code: "sold-out", products: [{ product: "cake", wanted: 1, left: 0 }] },
    });
    expect(await left(venue)).toEqual([0]);
  });

  it("[K11] a repeated reservation replaces the order's own, and one that is refused leaves it as it was", async () => {
    const venue = aVenue();
    await venue.setStock("global", "cake", counted(5));
    await venue.reserve(wants(1, 2));
    await venue.reserve(wants(1, 2));
    expect(await left(venue)).toEqual([3]);
    expect((await venue.reserve(wants(1, 6))).ok).toBe(false);
    expect(await left(venue)).toEqual([3]);
    expect((await venue.reserve(wants(1, 5))).ok).toBe(true);
    expect(await left(venue)).toEqual([0]);
  });

  it("[K12] what is placed is sold, what is gone is back, and saying it twice changes nothing", async () => {
    const venue = aVenue();
    await venue.setStock("global", "cake", counted(3));
    await Promise.all([venue.reserve(wants(1)), venue.reserve(wants(2))]);
    await venue.settle("global", orderId(1), "placed");
    await venue.settle("global", orderId(1), "placed");
    await venue.settle("global", orderId(2), "gone");
    await venue.settle("global", orderId(2), "gone");
    expect(await left(venue)).toEqual([2]);
    await venue.settle("global", orderId(1), "gone");
    expect(await left(venue)).toEqual([3]);
  });

  it("[K13] what was promised before a recount is not given back to it", async () => {
    const venue = aVenue();
    await venue.setStock("global", "cake", counted(3));
    await venue.reserve(wants(1, 2));
    await venue.setStock("global", "cake", counted(7));
    await venue.settle("global", orderId(1), "gone");
    expect(await left(venue)).toEqual([7]);
  });

  it("[K14] a product that has run out is locked, and is there again at its time", async () => {
    const venue = aVenue();
    const resetAt = Date.now() + 40;
    await venue.setStock("global", "cake", { left: 1, resetAt, resetTo: 4 });
    await venue.reserve(wants(1));
    expect((await venue.facts()).locks).toEqual([
      { id: "86-cake", products: ["cake"], lockReason: "sold out", plannedLockExpirationDate: new Date(resetAt).toISOString() },
    ]);
    await scheduler.wait(50);
    expect((await venue.facts()).locks).toEqual([]);
    await runDurableObjectAlarm(venue);
    expect(await venue.stock()).toEqual([{ product: "cake", left: 4, resetAt: null, resetTo: null }]);
  });

  it("[K15] what several lines want is wanted together, halves as wholes; what is not counted is always there", async () => {
    const venue = aVenue();
    await venue.setStock("global", "cake", counted(2));
    const items = [
      { product: "cake", quantity: 1.5 },
      { product: "cake", quantity: 1 },
      { product: "tea", quantity: 99 },
    ];
    expect(await venue.reserve(wants(1, 1, { items }))).toMatchObject({ error: { products: [{ product: "cake", wanted: 3, left: 2 }] } });
    expect((await venue.reserve(wants(2, 1, { items: items.slice(0, 1) }))).ok).toBe(true);
    expect(await left(venue)).toEqual([0]);
  });

  it("[K16] what nobody took in time goes back when the order says that it is still open, or is not there", async () => {
    const venue = aVenue();
    await venue.setStock("global", "cake", counted(1));
    await venue.reserve(wants(1, 1, { until: Date.now() - 1 }));
    expect(await left(venue)).toEqual([0]);
    await evictDurableObject(venue);
    await runDurableObjectAlarm(venue);
    expect(await left(venue)).toEqual([1]);
  });
});

describe("slots", () => {
  const at = Math.ceil(Date.now() / (15 * MINUTE)) * 15 * MINUTE;
  const inSlot = (n: number) => wants(n, 1, { slot: { channel: "DELIVERY" as const, at } });

  it("[K17] a slot takes so many orders of a channel, names the next free one, and gets its place back", async () => {
    const venue = aVenue();
    await venue.setCapacity(1, { slotMinutes: 15, orders: { DELIVERY: 2 } });
    await venue.setCapacity(1, { slotMinutes: 15, orders: { DELIVERY: 9 } });
    expect(await Promise.all([venue.reserve(inSlot(1)), venue.reserve(inSlot(2))])).toEqual([
      { ok: true, value: { slot: at } },
      { ok: true, value: { slot: at } },
    ]);
    expect(await venue.reserve(inSlot(3))).toEqual({
      ok: false,
      error: { code: "slot-full", channel: "DELIVERY", next: at + 15 * MINUTE },
    });
    expect((await venue.reserve(inSlot(2))).ok).toBe(true);
    await venue.settle("global", orderId(1), "gone");
    expect((await venue.reserve(inSlot(3))).ok).toBe(true);
  });

  it("[K18] a kitchen that is throttled says when it takes the next order", async () => {
    const venue = aVenue();
    await venue.setCapacity(1, { slotMinutes: 15, orders: {}, throttle: { orders: 1, minutes: 10 } });
    expect((await venue.reserve(wants(1))).ok).toBe(true);
    expect((await venue.reserve(wants(1))).ok).toBe(true);
    expect(await venue.reserve(wants(2))).toEqual({ ok: false, error: { code: "venue-busy", retryAfterSeconds: expect.any(Number) } });
  });
});
