import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { paceOf } from "./preparation-time";

const now = Date.parse("2026-11-22T12:00:00.000Z");
const HOUR_MS = 60 * 60_000;
const made: fc.Arbitrary<Parameters<typeof paceOf>[0][number]> = fc.record({
  at: fc.integer({ min: now - 2 * HOUR_MS + 1, max: now }),
  ms: fc.integer({ min: 0, max: 3 * HOUR_MS }),
});
const enough = fc.array(made, { minLength: 5, maxLength: 50 });

describe("a venue's pace", () => {
  it("[K57] is that of a real order, and keeps seven of ten", () =>
    fc.assert(
      fc.property(enough, (all) => {
        const pace = paceOf(all, now);
        if (pace === undefined) throw new Error("there is enough to tell");
        expect(all.map(({ ms }) => ms)).toContain(pace);
        expect(all.filter(({ ms }) => ms <= pace).length).toBeGreaterThanOrEqual(0.7 * all.length);
        expect(all.filter(({ ms }) => ms < pace).length).toBeLessThan(0.7 * all.length);
      }),
    ));

  it("[K57] does not depend on the order in which it is told, and no slower order makes it faster", () =>
    fc.assert(
      fc.property(enough, fc.nat(49), fc.integer({ min: 1, max: HOUR_MS }), (all, which, more) => {
        const pace = paceOf(all, now);
        expect(paceOf(all.toReversed(), now)).toBe(pace);
        const slower = all.map((each, place) => (place === which % all.length ? { ...each, ms: each.ms + more } : each));
        expect(paceOf(slower, now)).toBeGreaterThanOrEqual(pace ?? Infinity);
      }),
    ));

  it("[K57] looks at the last two hours only, and says nothing of fewer than five orders", () =>
    fc.assert(
      fc.property(enough, fc.array(fc.nat(HOUR_MS), { maxLength: 10 }), (all, others) => {
        const old = others.map((ms) => ({ at: now - 2 * HOUR_MS - ms, ms }));
        const future = others.map((ms) => ({ at: now + 1 + ms, ms }));
        expect(paceOf([...all, ...old, ...future], now)).toBe(paceOf(all, now));
        expect(paceOf([...all.slice(0, 4), ...old, ...future], now)).toBeUndefined();
      }),
    ));
});
