import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type WeightedRow, apportion } from "./weighted-rows";

const row = fc.record({
  id: fc.uuid(),
  article: fc.constantFrom("a", "b", "c"),
  weight: fc.integer({ min: 0, max: 2_000 }),
  cost: fc.integer({ min: 0, max: 2_000 }),
});
const rows = fc.uniqueArray(row, { minLength: 1, maxLength: 8, selector: ({ id }) => id });
const amount = fc.integer({ min: 0, max: 50_000 });
const sum = (amounts: Iterable<number>) => [...amounts].reduce((all, each) => all + each, 0);
const bearer = (id: string, weight: number, cost: number): WeightedRow => ({ id, article: id, weight, cost });

describe("a sum over rows", () => {
  it("[O473] is borne exactly, and by nobody with less than nothing", () => {
    fc.assert(
      fc.property(amount, rows, (total, bearers) => {
        const parts = apportion(total, bearers);
        expect([...parts.keys()].toSorted()).toEqual(bearers.map(({ id }) => id).toSorted());
        expect(sum(parts.values())).toBe(total);
        for (const part of parts.values()) expect(part).toBeGreaterThanOrEqual(0);
      }),
    );
    expect(apportion(100, [])).toEqual(new Map());
  });

  it("[O473] each row bears what it costs, and its part of the rest by weight", () => {
    const two = [bearer("a", 1000, 1000), bearer("b", 3000, 3050)];
    expect([...apportion(4450, two).values()]).toEqual([1100, 3350]);
    expect([...apportion(4050, two).values()]).toEqual([1000, 3050]);
    expect([...apportion(0, two).values()]).toEqual([0, 0]);
    expect([...apportion(7, [bearer("a", 0, 5), bearer("b", 0, 0)]).values()]).toEqual([7, 0]);
  });

  it("[O474] a row that is split moves nobody else's part", () => {
    fc.assert(
      fc.property(amount, rows, fc.nat(7), fc.nat(2_000), fc.nat(2_000), (total, bearers, nth, weight, cost) => {
        const split = bearers[nth % bearers.length];
        const parts = bearers.flatMap((each) => {
          if (each !== split) return [each];
          const first = { ...each, weight: Math.min(weight, each.weight), cost: Math.min(cost, each.cost) };
          return [first, { ...each, id: "part", weight: each.weight - first.weight, cost: each.cost - first.cost }];
        });
        const [before, after] = [apportion(total, bearers), apportion(total, parts)];
        for (const { id } of bearers) {
          const part = id === split?.id ? (after.get("part") ?? 0) : 0;
          expect((after.get(id) ?? 0) + part).toBe(before.get(id));
        }
      }),
    );
  });
});
