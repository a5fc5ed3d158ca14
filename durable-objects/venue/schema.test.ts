import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { migrate } from "../lib/migrate";
import { OrderObject } from "../order/order-object";
import { aVenue, cakes, cakesFor, holding, left, orderId, placeFor } from "./holds.fixture";
import { migrations } from "./schema";

const BEFORE_HOLDS = 2;
const OPEN_AMONG_CLAIMS = 4;
const QUARTER = 15 * 60_000;
const at = Math.ceil(Date.now() / QUARTER) * QUARTER;

afterEach(() => vi.restoreAllMocks());

/** One that has not been awake since its tables were those of the first so many steps. */
async function aVenueAsOf(step: number, fill: (sql: SqlStorage) => void) {
  const venue = aVenue();
  await runInDurableObject(venue, (_, { storage }) => {
    const { sql } = storage;
    const tables = sql.exec<{ name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'",
    );
    for (const { name } of tables.toArray()) sql.exec(`DROP TABLE "${name}"`);
    migrate(storage, migrations.slice(0, step));
    fill(sql);
  });
  await evictDurableObject(venue);
  return venue;
}

/** Of 10 cakes its first order, which is placed, has 2, and the second, which is not, 3. */
const anOldVenue = () =>
  aVenueAsOf(BEFORE_HOLDS, (sql) => {
    sql.exec("INSERT INTO stock VALUES ('cake', 5, NULL, NULL, 1)");
    const capacity = { revision: 1, capacity: { slotMinutes: 15, orders: { DELIVERY: 2 } } };
    sql.exec("INSERT INTO facts VALUES ('epoch', '1'), ('capacity', ?)", JSON.stringify(capacity));
    const now = Date.now();
    for (const [n, state, quantity] of [
      [1, "placed", 2],
      [2, "held", 3],
    ] as const) {
      sql.exec("INSERT INTO reservations VALUES (?, 'global', ?, ?, ?, 'DELIVERY', ?)", orderId(n), state, now - 1, now - 1, at);
      sql.exec("INSERT INTO reserved VALUES (?, 'cake', ?, 1)", orderId(n), quantity);
    }
  });

describe("what orders had before there were holds", () => {
  it("[K121] comes back when their lines are voided or they are cancelled, as far as they have it", async () => {
    const venue = await anOldVenue();
    expect(await left(venue)).toBe(5);
    await venue.confirm(holding(1, { gives: [cakes("a line")] }));
    expect(await left(venue)).toBe(6);
    await venue.confirm(holding(1, { id: "cancelled", gives: [cakes("a line"), cakes("another", 9)], slot: null }));
    expect(await left(venue)).toBe(7);
  });

  it("[K121] is not what others, or lines of today, have", async () => {
    const venue = await anOldVenue();
    await venue.confirm(cakesFor(3, 1));
    await venue.confirm(holding(4, { order: orderId(3), gives: [cakes("l3", 3)] }));
    expect(await left(venue)).toBe(5);
  });

  it("[K121] keeps its places", async () => {
    const venue = await anOldVenue();
    expect(await venue.hold(placeFor(3, at))).toMatchObject({ error: { code: "slot-full" } });
    await venue.confirm(holding(1, { slot: null }));
    expect((await venue.hold(placeFor(3, at))).ok).toBe(true);
  });

  it("[K121] goes by the word of an order that was not placed yet", async () => {
    const [kept, gone] = [await anOldVenue(), await anOldVenue()];
    const asked = vi.spyOn(OrderObject.prototype, "holdOutcome").mockReturnValueOnce("kept").mockReturnValueOnce("gone");
    await runDurableObjectAlarm(kept);
    await runDurableObjectAlarm(gone);
    expect(asked.mock.calls).toEqual([[orderId(2)], [orderId(2)]]);
    expect([await left(kept), await left(gone)]).toEqual([5, 8]);
    expect([(await kept.hold(placeFor(3, at))).ok, (await gone.hold(placeFor(3, at))).ok]).toEqual([false, true]);
    await kept.confirm(holding(9, { order: orderId(2), gives: [cakes("a line", 3)], slot: null }));
    expect(await left(kept)).toBe(8);
  });
});

/** `taken`: of one line each, as they were taken. */
type Taken = { line: string; quantity: number };

/**
 * Of 10 cakes orders have taken what `open` holds say, and `claims` is what their lines still have, with what was confirmed. One order a
 * quarter of an hour; the first open hold has the place, as of an hour ago.
 */
const aVenueWithOpenHolds = (open: Taken[][], claims: Taken[]) =>
  aVenueAsOf(OPEN_AMONG_CLAIMS, (sql) => {
    const remaining = 10 - claims.reduce((sum, { quantity }) => sum + quantity, 0);
    sql.exec("INSERT INTO stock (product, left, epoch) VALUES ('cake', ?, 1)", remaining);
    const capacity = { slotMinutes: 15, orders: { DELIVERY: 1 }, throttle: { orders: 1, minutes: 10 } };
    sql.exec("INSERT INTO facts VALUES ('epoch', '1'), ('capacity', ?)", JSON.stringify({ revision: 1, capacity }));
    for (const { line, quantity } of claims) sql.exec("INSERT INTO claims VALUES (?, 'cake', 1, ?, ?)", line, quantity, Date.now());
    open.forEach((taken, n) => {
      const { id, ...hold } = placeFor(n + 1, at);
      const document = { hold: { id, ...hold }, taken: taken.map((each) => ({ ...each, product: "cake", epoch: 1 })) };
      sql.exec("INSERT INTO holds VALUES (?, 'open', ?, ?, ?)", id, hold.until, at, JSON.stringify(document));
    });
    sql.exec("INSERT INTO places VALUES (?, 'h1', 'DELIVERY', ?, ?)", orderId(1), at, Date.now() - 60 * 60_000);
  });

describe("holds that were open when their claims stood among the confirmed ones", () => {
  const one = [{ line: "l1", quantity: 2 }];

  it("[K122] are released once, and what is confirmed of the same line stays", async () => {
    const venue = await aVenueWithOpenHolds([one], [{ line: "l1", quantity: 5 }]);
    for (const _ of [1, 2]) await venue.release("h1");
    expect(await left(venue)).toBe(7);
    await venue.confirm(holding(9, { gives: [cakes("l1", 9)] }));
    expect(await left(venue)).toBe(10);
  });

  it("[K122] are confirmed once, and come back with their lines", async () => {
    const venue = await aVenueWithOpenHolds([one], one);
    for (const _ of [1, 2]) await venue.confirm(placeFor(1, at));
    expect(await left(venue)).toBe(8);
    await venue.confirm(holding(9, { gives: [cakes("l1", 9)] }));
    expect(await left(venue)).toBe(10);
  });

  it("[K122] have no more than their line had left, whichever of them goes first", async () => {
    const both = [one, [{ line: "l1", quantity: 4 }]];
    const [released, confirmed] = await Promise.all([1, 2].map(() => aVenueWithOpenHolds(both, [{ line: "l1", quantity: 3 }])));
    for (const id of ["h2", "h1"]) await released?.release(id);
    expect(released && (await left(released))).toBe(10);
    for (const n of [1, 2]) await confirmed?.confirm(placeFor(n, at));
    expect(confirmed && (await left(confirmed))).toBe(7);
    await confirmed?.confirm(holding(9, { gives: [cakes("l1", 9)] }));
    expect(confirmed && (await left(confirmed))).toBe(10);
  });

  it("[K122] keep their place, since when they came, until it is said that nothing came of them", async () => {
    const venue = await aVenueWithOpenHolds([one], one);
    const next = { ...placeFor(3, at), order: orderId(3) };
    expect(await venue.hold(next)).toMatchObject({ error: { code: "slot-full" } });
    const later = placeFor(4, at + QUARTER);
    expect((await venue.hold(later)).ok).toBe(true);
    await venue.release(later.id);
    await venue.release("h1");
    expect((await venue.hold(next)).ok).toBe(true);
  });
});
