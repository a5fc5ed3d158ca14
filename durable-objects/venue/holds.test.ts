import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Hold } from "../../protocol/hold";
import { OrderObject } from "../order/order-object";
import { aVenue, cakes, cakesFor, count, holding, left, level, MINUTE, orderId, placeFor } from "./holds.fixture";

afterEach(() => vi.restoreAllMocks());

const soldOut = (wanted: number, remaining: number) => ({
  ok: false,
  error: { code: "sold-out", products: [{ product: "cake", wanted, left: remaining }] },
});

const HOUR = 60 * MINUTE;
const WEEK = 7 * 24 * HOUR;
const itIs = (at: number) => vi.spyOn(Date, "now").mockReturnValue(at);

/** Asks and commits. */
async function sell(venue: ReturnType<typeof aVenue>, hold: Hold) {
  const answer = await venue.hold(hold);
  if (answer.ok) await venue.confirm(hold);
  return answer;
}

describe("stock", () => {
  it("[K10] of a hundred guests at once on ten units ten get one", async () => {
    const venue = aVenue();
    await count(venue, 10);
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => venue.hold(cakesFor(n))));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(10);
    expect(answers.find(({ ok }) => !ok)).toEqual(soldOut(1, 0));
    expect(await left(venue)).toBe(0);
  });

  it("[K11] a hold that is asked for again gets its answer and takes nothing more, also when it is confirmed; one that is refused changes nothing", async () => {
    const venue = aVenue();
    await count(venue, 5);
    const hold = cakesFor(1, 3);
    const answers = [await venue.hold(hold), await venue.hold(hold)];
    await venue.confirm(hold);
    answers.push(await venue.hold(hold));
    expect(answers).toEqual([
      { ok: true, value: {} },
      { ok: true, value: {} },
      { ok: true, value: {} },
    ]);
    expect(await left(venue)).toBe(2);
    await count(venue, 9);
    expect([await venue.hold(hold), await left(venue)]).toEqual([{ ok: true, value: {} }, 9]);
    await count(venue, 2);
    const tooMuch = holding(2, { takes: [cakes("a", 2), cakes("b", 1)] });
    expect(await venue.hold(tooMuch)).toEqual(soldOut(3, 2));
    expect(await left(venue)).toBe(2);
    await count(venue, 3);
    expect((await venue.hold(tooMuch)).ok).toBe(true);
  });

  it("[K12] what is confirmed is sold, what is released is back, and saying it twice changes nothing", async () => {
    const venue = aVenue();
    await count(venue, 3);
    await Promise.all([venue.hold(cakesFor(1)), venue.hold(cakesFor(2))]);
    for (const _ of [1, 2]) await venue.confirm(cakesFor(1));
    for (const _ of [1, 2]) await venue.release("h2");
    await venue.release("h99");
    expect(await left(venue)).toBe(2);
  });

  it("[K12] what is confirmed is not released", async () => {
    const venue = aVenue();
    await count(venue, 3);
    await sell(venue, cakesFor(1, 2));
    await venue.release("h1");
    expect(await left(venue)).toBe(1);
  });

  it("[K13] what was promised before a recount is not given back to it", async () => {
    const venue = aVenue();
    await count(venue, 3);
    await sell(venue, cakesFor(1, 2));
    await venue.hold(cakesFor(2, 1));
    await count(venue, 7);
    await venue.release("h2");
    await venue.confirm(holding(3, { gives: [cakes("l1", 2)] }));
    expect(await level(venue)).toEqual([7, 0]);
  });

  it("[K14] a product that has run out is locked, and is there again at its time", async () => {
    const venue = aVenue();
    const resetAt = Date.now() + HOUR;
    await venue.setStock("global", "cake", { left: 1, resetAt, resetTo: 4 });
    await venue.hold(cakesFor(1));
    expect((await venue.facts()).locks).toEqual([
      { id: "86-cake", products: ["cake"], lockReason: "sold out", plannedLockExpirationDate: new Date(resetAt).toISOString() },
    ]);
    itIs(resetAt);
    expect((await venue.facts()).locks).toEqual([]);
    await runDurableObjectAlarm(venue);
    expect(await venue.stock()).toEqual([{ product: "cake", left: 4, oversold: 0, resetAt: null, resetTo: null }]);
  });

  it("[K15] what several lines want is wanted together; what is not counted is always there", async () => {
    const venue = aVenue();
    await count(venue, 2);
    const tea = { line: "t", items: [{ product: "tea", quantity: 99 }] };
    expect(await venue.hold(holding(1, { takes: [cakes("a", 2), cakes("b"), tea] }))).toEqual(soldOut(3, 2));
    expect((await venue.hold(holding(2, { takes: [cakes("a"), cakes("b"), tea] }))).ok).toBe(true);
    expect(await left(venue)).toBe(0);
  });

  it("[K113] what a line needs no longer is back when its order commits, not before and not twice", async () => {
    const venue = aVenue();
    await count(venue, 5);
    await sell(venue, cakesFor(1, 4));
    const less = holding(2, { gives: [cakes("l1", 3)] });
    await venue.hold(less);
    expect(await left(venue)).toBe(1);
    await venue.release("h2");
    expect(await left(venue)).toBe(1);
    for (const _ of [1, 2]) await venue.confirm(less);
    expect(await left(venue)).toBe(4);
  });

  it("[K113] a line gives back what it has, of the newest count first, and nothing of what was not counted when it was taken", async () => {
    const venue = aVenue();
    await sell(venue, cakesFor(1, 2));
    await count(venue, 5);
    await venue.confirm(holding(2, { gives: [cakes("l1", 2)] }));
    expect(await left(venue)).toBe(5);
    await sell(venue, { ...cakesFor(3, 2), takes: [cakes("l1", 2)] });
    await count(venue, 8);
    await sell(venue, { ...cakesFor(4, 1), takes: [cakes("l1", 1)] });
    await venue.confirm(holding(5, { gives: [cakes("l1", 2)] }));
    expect(await left(venue)).toBe(8);
    await venue.confirm(holding(6, { gives: [cakes("l1", 99)] }));
    expect(await left(venue)).toBe(8);
  });

  it("[K113] what is given back late, when the line has asked anew since, is what it had before; what it asks for now is its own", async () => {
    const venue = aVenue();
    await count(venue, 5);
    await sell(venue, cakesFor(1, 2));
    await count(venue, 8);
    const anew = { ...cakesFor(1, 2), id: "anew" };
    await venue.hold(anew);
    await venue.confirm(holding(1, { id: "given up", gives: [cakes("l1", 2)] }));
    await venue.confirm(anew);
    expect(await left(venue)).toBe(6);
    await venue.confirm(holding(1, { id: "given up again", gives: [cakes("l1", 2)] }));
    expect(await left(venue)).toBe(8);
  });

  it("[K113] what was not counted when it was sold takes nothing off what its order asks for anew", async () => {
    const venue = aVenue();
    await sell(venue, cakesFor(1, 2));
    await count(venue, 5);
    const anew = { ...cakesFor(1, 2), id: "anew" };
    await venue.hold(anew);
    await venue.confirm(holding(1, { id: "given up", gives: [cakes("l1", 2)] }));
    await venue.confirm(anew);
    expect(await left(venue)).toBe(3);
    await venue.confirm(holding(1, { id: "given up again", gives: [cakes("l1", 2)] }));
    expect(await left(venue)).toBe(5);
  });

  it("[K113] a line that moves on and is given up before its own hold is confirmed gives back what that took, also after sleep", async () => {
    const venue = aVenue();
    await count(venue, 5);
    const hold = cakesFor(1, 3);
    await venue.hold(hold);
    await venue.confirm(holding(2, { order: orderId(7), gives: [cakes("l1", 2)] }));
    expect(await left(venue)).toBe(4);
    await evictDurableObject(venue);
    await venue.confirm(hold);
    expect(await left(venue)).toBe(4);
    await venue.confirm(holding(3, { order: orderId(7), gives: [cakes("l1", 9)] }));
    expect(await left(venue)).toBe(5);
  });

  it("[K113] likewise when nothing comes of that hold", async () => {
    const venue = aVenue();
    await count(venue, 5);
    await venue.hold(cakesFor(1, 3));
    await venue.confirm(holding(2, { gives: [cakes("l1", 2)] }));
    await venue.release("h1");
    expect(await left(venue)).toBe(5);
  });

  it("[K113] units go with their line to whatever order it is in", async () => {
    const venue = aVenue();
    await count(venue, 5);
    await sell(venue, cakesFor(1, 2));
    await venue.confirm(holding(2, { order: orderId(7), gives: [cakes("l1", 2)] }));
    expect(await left(venue)).toBe(5);
  });

  it("[K114] a hold that was not asked for is applied when it is confirmed: what it gives is back before it takes", async () => {
    const venue = aVenue();
    await count(venue, 3);
    await sell(venue, cakesFor(1, 3));
    const swap = holding(2, { takes: [cakes("l2", 2)], gives: [cakes("l1", 2)], limits: "none" });
    for (const _ of [1, 2]) await venue.confirm(swap);
    await venue.release("h2");
    expect(await level(venue)).toEqual([0, 0]);
    expect(await venue.hold(swap)).toEqual({ ok: true, value: {} });
    expect(await level(venue)).toEqual([0, 0]);
  });

  it("[K115] what is sold already is not refused: units beyond the count are oversold, and made good by what comes back, until the next count", async () => {
    const venue = aVenue();
    await count(venue, 2);
    const offline = cakesFor(1, 3, { limits: "none" });
    expect((await venue.hold(offline)).ok).toBe(true);
    await venue.confirm(offline);
    await venue.confirm(cakesFor(2, 2));
    expect(await level(venue)).toEqual([0, 3]);
    expect(await venue.hold(cakesFor(3))).toEqual(soldOut(1, 0));
    await venue.confirm(holding(4, { gives: [cakes("l1", 3), cakes("l2", 1)] }));
    expect(await level(venue)).toEqual([1, 0]);
    await venue.confirm(cakesFor(5, 3));
    expect(await level(venue)).toEqual([0, 2]);
    await count(venue, 9);
    expect(await level(venue)).toEqual([9, 0]);
  });

  it("[K115] a reset is a count", async () => {
    const venue = aVenue();
    const resetAt = Date.now() + HOUR;
    await venue.setStock("global", "cake", { left: 1, resetAt, resetTo: 6 });
    await venue.confirm(cakesFor(1, 2));
    expect(await level(venue)).toEqual([0, 1]);
    itIs(resetAt);
    expect((await venue.hold(cakesFor(2, 2))).ok).toBe(true);
    expect(await level(venue)).toEqual([4, 0]);
  });

  it("[K116] running out and being there again are told once, and nothing is told of what stays as it is", async () => {
    const venue = aVenue();
    const told = () =>
      runInDurableObject(venue, (_, { storage }) =>
        storage.sql.exec<{ seq: number }>("SELECT coalesce(max(seq), 0) AS seq FROM sqlite_sequence WHERE name = 'notices'").one(),
      );
    await count(venue, 2);
    await venue.hold(cakesFor(1));
    expect(await told()).toEqual({ seq: 0 });
    await venue.hold(cakesFor(2));
    await venue.hold(cakesFor(3));
    await venue.confirm(cakesFor(2));
    await venue.confirm(cakesFor(4, 2));
    expect(await told()).toEqual({ seq: 1 });
    await venue.confirm(holding(5, { takes: [cakes("l5", 1)], gives: [cakes("l4", 2)] }));
    await venue.release("h1");
    expect(await told()).toEqual({ seq: 1 });
    await venue.confirm(holding(6, { gives: [cakes("l2", 1)] }));
    expect(await told()).toEqual({ seq: 2 });
  });
});

const answering = (outcome: () => ReturnType<OrderObject["holdOutcome"]>) =>
  vi.spyOn(OrderObject.prototype, "holdOutcome").mockImplementation(outcome);

const dueInMs = (venue: ReturnType<typeof aVenue>) =>
  runInDurableObject(venue, (_, { storage }) => storage.sql.exec<{ due: number }>("SELECT due FROM holds").one().due - Date.now());

describe("a hold of which nothing was said in time", () => {
  const overdue = cakesFor(1, 1, { until: Date.now() - 1 });
  async function held() {
    const venue = aVenue();
    await count(venue, 1);
    await venue.hold(overdue);
    await evictDurableObject(venue);
    return venue;
  }
  it("[K16] goes back when its order says that nothing came of it", async () => {
    const venue = await held();
    const asked = answering(() => "gone");
    await runDurableObjectAlarm(venue);
    expect(asked.mock.calls).toEqual([["h1"]]);
    expect(await left(venue)).toBe(1);
  });

  it("[K16] stays when its order says that it is kept, until the order confirms it in its turn, with what it gives", async () => {
    const venue = aVenue();
    await count(venue, 3);
    await sell(venue, cakesFor(2, 2));
    const late = cakesFor(1, 1, { until: Date.now() - 1 });
    await venue.hold(late);
    answering(() => "kept");
    await runDurableObjectAlarm(venue);
    expect(await left(venue)).toBe(0);
    await venue.confirm({ ...late, gives: [cakes("l2", 1)] });
    await venue.release("h1");
    expect(await left(venue)).toBe(1);
  });

  it("[K16] stays, and is asked after again a minute later, while its order does not know yet", async () => {
    const venue = await held();
    answering(() => "pending");
    await runDurableObjectAlarm(venue);
    expect(await left(venue)).toBe(0);
    expect(await dueInMs(venue)).toBeGreaterThan(55_000);
    expect(await dueInMs(venue)).toBeLessThanOrEqual(MINUTE);
  });

  it("[K16] stays as well when its order cannot be asked", async () => {
    const venue = await held();
    vi.spyOn(console, "error").mockImplementation(() => {});
    answering(() => {
      throw new Error("not there");
    });
    await runDurableObjectAlarm(venue);
    expect(await left(venue)).toBe(0);
    expect(await dueInMs(venue)).toBeGreaterThan(55_000);
  });

  it("[K16] is asked after when its time has come and no earlier, also after sleep", async () => {
    const venue = aVenue();
    await count(venue, 2);
    const asked = answering(() => "gone");
    const until = Date.now() + MINUTE;
    await venue.hold(cakesFor(1, 1, { until }));
    const alarm = () => runInDurableObject(venue, (_, { storage }) => storage.getAlarm());
    expect(await alarm()).toBe(until);
    await runDurableObjectAlarm(venue);
    expect(asked).not.toHaveBeenCalled();
    await evictDurableObject(venue);
    expect(await alarm()).toBe(until);
    itIs(until);
    await runDurableObjectAlarm(venue);
    expect(await left(venue)).toBe(2);
  });
});

describe("what was confirmed long ago", () => {
  it("[K117] is forgotten after a week, and what comes back then is not back on sale", async () => {
    const venue = aVenue();
    await count(venue, 2);
    const hold = holding(1, { takes: [cakes("l1", 1)], slot: { channel: "DELIVERY", at: Date.now(), timeZone: "UTC" } });
    await sell(venue, hold);
    const later = Date.now() + WEEK + MINUTE;
    const rows = () =>
      runInDurableObject(venue, (_, { storage }) =>
        ["holds", "claims", "places"].map((table) => storage.sql.exec<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).one().n),
      );
    await runDurableObjectAlarm(venue);
    expect(await rows()).toEqual([1, 1, 1]);
    itIs(later);
    await venue.hold(holding(2, { order: orderId(2), takes: [cakes("l2", 1)], until: later - 1 }));
    vi.spyOn(OrderObject.prototype, "holdOutcome").mockReturnValue("pending");
    await runDurableObjectAlarm(venue);
    expect(await rows()).toEqual([1, 0, 0]);
    await venue.confirm(holding(3, { gives: [cakes("l1", 1)] }));
    expect(await left(venue)).toBe(0);
  });

  it("[K117] an order that is wanted later than that has its place until then", async () => {
    const venue = aVenue();
    await venue.setCapacity(1, { slotMinutes: 60, orders: { DELIVERY: 1 } });
    const at = Date.now() + 3 * WEEK;
    await venue.confirm(placeFor(1, at));
    itIs(Date.now() + 2 * WEEK);
    await runDurableObjectAlarm(venue);
    expect((await venue.hold(placeFor(2, at))).ok).toBe(false);
  });
});

describe("one shelf for every way to sell", () => {
  it("[K119] of 5 the counter sells 2 and an aggregator 1: a guest who wants 3 hears that 2 are left", async () => {
    const venue = aVenue();
    await count(venue, 5);
    await sell(venue, cakesFor(1, 2, { limits: "stock" }));
    await venue.confirm(cakesFor(2, 1, { limits: "none" }));
    expect(await sell(venue, cakesFor(3, 3))).toEqual(soldOut(3, 2));
    expect((await sell(venue, cakesFor(4, 2))).ok).toBe(true);
    expect(await left(venue)).toBe(0);
  });

  it("[K113] tables that were merged have taken what they had before, and a cola more asks for no cake", async () => {
    const venue = aVenue();
    await count(venue, 5);
    await sell(venue, cakesFor(6, 2));
    await sell(venue, cakesFor(7, 3));
    const cola = holding(8, { order: orderId(6), takes: [{ line: "c", items: [{ product: "cola", quantity: 1 }] }] });
    expect((await sell(venue, cola)).ok).toBe(true);
    expect(await left(venue)).toBe(0);
  });

  it("[K113] of two lines that were sold the voided one comes back, and what was wasted of a cancelled order does not", async () => {
    const venue = aVenue();
    await count(venue, 5);
    await sell(venue, holding(1, { takes: [cakes("a"), cakes("b")] }));
    await venue.confirm(holding(2, { order: orderId(1), gives: [cakes("a")] }));
    expect(await left(venue)).toBe(4);
    await sell(venue, holding(3, { takes: [cakes("c", 2), cakes("d", 1)] }));
    await venue.confirm(holding(4, { order: orderId(3), gives: [cakes("d", 1)], slot: null }));
    expect(await left(venue)).toBe(2);
  });
});

describe("what broke", () => {
  it("[XB6] a tab of 2 fired, staff count 8, the tab fires 1 more: 7 are left, and of 1 it may have one", async () => {
    const venue = aVenue();
    await count(venue, 10);
    await sell(venue, cakesFor(1, 2));
    await count(venue, 8);
    const more = { ...cakesFor(2, 1), order: orderId(1) };
    expect((await sell(venue, more)).ok).toBe(true);
    expect(await left(venue)).toBe(7);
    await count(venue, 1);
    expect((await sell(venue, { ...cakesFor(3, 1), order: orderId(1) })).ok).toBe(true);
    expect(await left(venue)).toBe(0);
  });

  it("[XB6] likewise when the product is reset by itself meanwhile", async () => {
    const venue = aVenue();
    const resetAt = Date.now() + HOUR;
    await venue.setStock("global", "cake", { left: 10, resetAt, resetTo: 8 });
    await sell(venue, cakesFor(1, 2));
    itIs(resetAt);
    await sell(venue, { ...cakesFor(2, 1), order: orderId(1) });
    expect(await left(venue)).toBe(7);
  });
});
