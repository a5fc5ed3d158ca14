import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { migrate } from "../lib/migrate";
import { OrderObject } from "../order/order-object";
import { aVenue, cakes, cakesFor, holding, left, orderId, placeFor } from "./holds.fixture";
import { migrations } from "./schema";

const BEFORE_HOLDS = 2;
const QUARTER = 15 * 60_000;
const at = Math.ceil(Date.now() / QUARTER) * QUARTER;

afterEach(() => vi.restoreAllMocks());

/**
 * One that has not been awake since there were no holds: of 10 cakes its first order, which is placed, has 2, and the second, which is not,
 * 3.
 */
async function anOldVenue() {
  const venue = aVenue();
  await runInDurableObject(venue, (_, { storage }) => {
    const { sql } = storage;
    const tables = sql.exec<{ name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'",
    );
    for (const { name } of tables.toArray()) sql.exec(`DROP TABLE "${name}"`);
    migrate(storage, migrations.slice(0, BEFORE_HOLDS));
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
  await evictDurableObject(venue);
  return venue;
}

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
