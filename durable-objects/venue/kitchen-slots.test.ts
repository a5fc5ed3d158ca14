import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Hold } from "../../protocol/hold";
import { aVenue, cakes, count, holding, MINUTE, orderId, placeFor } from "./holds.fixture";

afterEach(() => vi.restoreAllMocks());

const QUARTER = 15 * MINUTE;
const at = Math.ceil(Date.now() / QUARTER) * QUARTER;
const full = (next: number, channel = "DELIVERY") => ({ ok: false, error: { code: "slot-full", channel, next } });

/** One whose kitchen takes so many deliveries in a quarter of an hour. */
async function aKitchen(deliveries: number) {
  const venue = aVenue();
  await venue.setCapacity(1, { slotMinutes: 15, orders: { DELIVERY: deliveries } });
  return venue;
}

async function throttled(orders: number) {
  const venue = aVenue();
  await venue.setCapacity(1, { slotMinutes: 15, orders: {}, throttle: { orders, minutes: 10 } });
  return venue;
}

describe("slots", () => {
  it("[K17] a slot takes so many orders of a channel, names the next free one, and gets its place back", async () => {
    const venue = await aKitchen(2);
    await venue.setCapacity(1, { slotMinutes: 15, orders: { DELIVERY: 9 } });
    expect(await Promise.all([venue.hold(placeFor(1, at)), venue.hold(placeFor(2, at + QUARTER - 1))])).toEqual([
      { ok: true, value: { slot: at } },
      { ok: true, value: { slot: at } },
    ]);
    await evictDurableObject(venue);
    expect(await venue.hold(placeFor(3, at))).toEqual(full(at + QUARTER));
    expect((await venue.hold(placeFor(4, at, { channel: "TAKE_AWAY" }))).ok).toBe(true);
    expect(await venue.hold(placeFor(2, at + QUARTER - 1))).toEqual({ ok: true, value: { slot: at } });
    await venue.release("h1");
    expect((await venue.hold(placeFor(3, at))).ok).toBe(true);
    await venue.confirm(placeFor(2, at));
    await venue.confirm(holding(2, { id: "cancelled", slot: null }));
    expect((await venue.hold(placeFor(5, at))).ok).toBe(true);
    expect(await venue.hold(placeFor(6, at))).toEqual(full(at + QUARTER));
  });

  it("[K118] an order has one place: it keeps it when it wants the same slot, and what it does not say leaves it where it is", async () => {
    const venue = await aKitchen(1);
    await venue.hold(placeFor(1, at));
    await venue.confirm(placeFor(1, at));
    const again = { ...placeFor(1, at + MINUTE), id: "again" };
    expect(await venue.hold(again)).toEqual({ ok: true, value: { slot: at } });
    await venue.confirm(again);
    await venue.confirm(holding(1, { id: "a cola more", takes: [cakes("l1")] }));
    expect(await venue.hold(placeFor(2, at))).toEqual(full(at + QUARTER));
  });

  it("[K118] an order counts once in a slot, also while it asks for it again", async () => {
    const venue = await aKitchen(2);
    await venue.confirm(placeFor(1, at));
    await venue.hold({ ...placeFor(1, at), id: "again" });
    expect((await venue.hold(placeFor(2, at))).ok).toBe(true);
    expect(await venue.hold(placeFor(3, at))).toEqual(full(at + QUARTER));
  });

  it("[K118] an order that wants another slot has both until it commits, and the old one is free then, or the new one", async () => {
    const venue = await aKitchen(1);
    await venue.confirm(placeFor(1, at));
    const later = { ...placeFor(1, at + QUARTER), id: "later" };
    expect(await venue.hold(later)).toEqual({ ok: true, value: { slot: at + QUARTER } });
    expect(await venue.hold(placeFor(2, at))).toEqual(full(at + 2 * QUARTER));
    await venue.release("later");
    expect(await venue.hold(placeFor(2, at))).toEqual(full(at + QUARTER));
    await venue.hold(later);
    await venue.confirm(later);
    expect((await venue.hold(placeFor(2, at))).ok).toBe(true);
    expect(await venue.hold({ ...placeFor(2, at + QUARTER), id: "where the other is" })).toEqual(full(at + 2 * QUARTER));
  });

  it("[K118] an order that has left hears of it late: the place that it has asked for since stays its own", async () => {
    const venue = await aKitchen(1);
    await venue.confirm(placeFor(1, at));
    await venue.hold({ ...placeFor(1, at), id: "again" });
    await venue.confirm(holding(1, { id: "given up", slot: null }));
    await venue.confirm({ ...placeFor(1, at), id: "again" });
    expect(await venue.hold(placeFor(2, at))).toEqual(full(at + QUARTER));
    await venue.confirm(holding(1, { id: "given up again", slot: null }));
    expect((await venue.hold(placeFor(2, at))).ok).toBe(true);
  });

  it("[K118] in whatever order places are held, confirmed, let go and left, the same is full after sleep", () => {
    const [order, slot] = [fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 })];
    const act = fc.constantFrom("hold" as const, "confirm" as const, "release" as const, "leave" as const);
    const steps = fc.array(fc.record({ act, order, slot, hold: fc.constantFrom("one", "two") }), { minLength: 4, maxLength: 24 });
    return fc.assert(
      fc.asyncProperty(steps, async (played) => {
        const venue = await aKitchen(2);
        const asks = [0, 1, 2, 3].map((n) => placeFor(9, at + n * QUARTER));
        const answers = () => Promise.all(asks.map((ask) => venue.wouldHold(ask)));
        await answers();
        for (const { act: does, order: n, slot: later, hold } of played) {
          const asked = { ...placeFor(n, at + later * QUARTER), id: `${n} ${hold}` };
          if (does === "hold") await venue.hold(asked);
          if (does === "confirm") await venue.confirm(asked);
          if (does === "release") await venue.release(asked.id);
          if (does === "leave") await venue.confirm(holding(n, { id: `${n} leaves ${later}`, slot: null }));
        }
        const before = await answers();
        await evictDurableObject(venue);
        expect(await answers()).toEqual(before);
      }),
      { numRuns: 25 },
    );
  });

  it("[K118] a shortage of stock takes no place, and a full slot no stock", async () => {
    const venue = await aKitchen(1);
    await count(venue, 1);
    expect((await venue.hold({ ...placeFor(1, at), takes: [cakes("l1", 2)] })).ok).toBe(false);
    await venue.confirm(placeFor(2, at));
    expect(await venue.hold({ ...placeFor(3, at), takes: [cakes("l3", 1)] })).toEqual(full(at + QUARTER));
    expect((await venue.hold(holding(4, { takes: [cakes("l4", 1)] }))).ok).toBe(true);
  });

  it("[K118] places stay where they are when the venue cuts its day anew", async () => {
    const venue = await aKitchen(2);
    const hour = Math.ceil(at / (60 * MINUTE)) * 60 * MINUTE;
    await venue.confirm(placeFor(1, hour));
    await venue.confirm(placeFor(2, hour + 45 * MINUTE));
    await venue.setCapacity(2, { slotMinutes: 60, orders: { DELIVERY: 2 } });
    expect(await venue.hold(placeFor(3, hour + 30 * MINUTE))).toEqual(full(hour + 60 * MINUTE));
  });

  it("[K119] staff are refused by stock alone and what is sold already by nothing, but both have their place", async () => {
    const venue = await aKitchen(1);
    await count(venue, 1);
    const atTheTill = (n: number): Hold => ({ ...placeFor(n, at), limits: "stock" });
    for (const n of [1, 2]) expect(await venue.hold(atTheTill(n))).toEqual({ ok: true, value: { slot: at } });
    expect((await venue.hold({ ...atTheTill(3), takes: [cakes("l3", 2)] })).ok).toBe(false);
    expect((await venue.hold({ ...atTheTill(4), takes: [cakes("l4", 2)], limits: "none" })).ok).toBe(true);
    expect(await venue.hold(placeFor(5, at))).toEqual(full(at + QUARTER));
    await venue.setCapacity(2, { slotMinutes: 15, orders: { DELIVERY: 4 } });
    expect((await venue.hold(placeFor(5, at))).ok).toBe(true);
    expect(await venue.hold(placeFor(6, at))).toEqual(full(at + QUARTER));
  });
});

describe("a kitchen that is throttled", () => {
  const busy = { ok: false, error: { code: "venue-busy", retryAfterSeconds: expect.any(Number) } };
  it("[K18] says when it takes the next order", async () => {
    const venue = await throttled(1);
    expect((await venue.hold(placeFor(1, at))).ok).toBe(true);
    const answer = await venue.hold(placeFor(2, at));
    expect(answer).toEqual(busy);
    if (!answer.ok && answer.error.code === "venue-busy") expect(answer.error.retryAfterSeconds).toBeGreaterThan(590);
  });

  it("[K18] counts orders that are new: one that moves, or has more made, is not, and staff's count", async () => {
    const venue = await throttled(2);
    await venue.hold({ ...placeFor(1, at), limits: "stock" });
    await venue.confirm(placeFor(1, at));
    expect((await venue.hold({ ...placeFor(1, at + QUARTER), id: "later" })).ok).toBe(true);
    expect((await venue.hold(placeFor(2, at))).ok).toBe(true);
    expect((await venue.hold({ ...placeFor(2, at + QUARTER), id: "later, too" })).ok).toBe(true);
    expect((await venue.hold(holding(3, { order: orderId(3), takes: [cakes("l3")] }))).ok).toBe(true);
    expect(await venue.hold(placeFor(4, at))).toEqual(busy);
  });

  it("[K18] asks once which orders are new, however many wait", async () => {
    const few = await statementsOfHold(2);
    expect(few).toBeGreaterThan(0);
    expect(await statementsOfHold(12)).toBe(few);
  });

  it("[K18] an order that came long ago and asks for another place is not new", async () => {
    const venue = await throttled(1);
    await venue.confirm(placeFor(1, at));
    vi.spyOn(Date, "now").mockReturnValue(Date.now() + 11 * MINUTE);
    expect((await venue.hold({ ...placeFor(1, at + QUARTER), id: "later" })).ok).toBe(true);
    expect((await venue.hold(placeFor(2, at + QUARTER))).ok).toBe(true);
    expect(await venue.hold(placeFor(3, at + QUARTER))).toEqual(busy);
  });
});

/** How many statements a hold takes, when so many orders have asked for places that the kitchen is busy from the next one on. */
async function statementsOfHold(open: number): Promise<number> {
  const venue = await throttled(open + 1);
  for (let n = 1; n <= open; n += 1) await venue.hold(placeFor(n, at));
  return runInDurableObject(venue, (instance, { storage }) => {
    const exec = vi.spyOn(storage.sql, "exec");
    expect(instance.hold(placeFor(99, at))).toMatchObject({ ok: true });
    expect(instance.wouldHold(placeFor(98, at))).toMatchObject({ ok: false, error: { code: "venue-busy" } });
    return exec.mock.calls.length;
  });
}

const inKolkata = (n: number, time: string): Hold =>
  placeFor(n, Date.parse(`2027-02-01T${time}:00+05:30`), { channel: "TAKE_AWAY", timeZone: "Asia/Kolkata" });

describe("what broke", () => {
  it("[XB8] slots of an hour in Asia/Kolkata, one order each: 12:00 is taken, 12:45 is full, 13:15 is taken", async () => {
    const venue = aVenue();
    await venue.setCapacity(1, { slotMinutes: 60, orders: { TAKE_AWAY: 1 } });
    expect(await venue.hold(inKolkata(1, "12:00"))).toEqual({ ok: true, value: { slot: Date.parse("2027-02-01T12:00:00+05:30") } });
    expect(await venue.hold(inKolkata(2, "12:45"))).toEqual(full(Date.parse("2027-02-01T13:00:00+05:30"), "TAKE_AWAY"));
    expect(await venue.hold(inKolkata(3, "13:15"))).toEqual({ ok: true, value: { slot: Date.parse("2027-02-01T13:00:00+05:30") } });
  });
});
