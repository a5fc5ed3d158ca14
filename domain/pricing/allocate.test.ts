import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocate, allocateInSteps } from "./allocate";

describe("shares of a sum", () => {
  it("[P20] what is left over goes to the largest remainders, the first of equals first", () => {
    expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(allocate(101, [1, 1, 1])).toEqual([34, 34, 33]);
    expect(allocate(10, [1, 2, 4])).toEqual([1, 3, 6]);
    expect(allocate(-100, [1, 1, 1])).toEqual([-34, -33, -33]);
    expect(allocate(1, [3, 5, 5])).toEqual([0, 1, 0]);
  });
  it("[P21] without any weight everything goes to the first, and an empty list has no shares", () => {
    expect(allocate(7, [0, 0])).toEqual([7, 0]);
    expect(allocate(7, [0, 3])).toEqual([0, 7]);
    expect(allocate(7, [])).toEqual([]);
  });
  it("[P22] shares add up, and each is within one minor unit of what is fair", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
        fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), { minLength: 1, maxLength: 20 }),
        (amount, weights) => {
          const shares = allocate(amount, weights);
          const whole = weights.reduce((sum, weight) => sum + weight, 0);
          expect(shares.reduce((sum, share) => sum + share, 0)).toBe(amount);
          if (whole === 0) return;
          shares.forEach((share, index) =>
            expect(Math.abs(share - (amount * (weights[index] ?? 0)) / whole)).toBeLessThanOrEqual(1.000_001),
          );
        },
      ),
    ));

  it("[O476] shares in steps add up, too, and an entry that is split moves none of the others", () => {
    expect(allocateInSteps(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(allocateInSteps(102, [1, 1, 1, 1])).toEqual([26, 25, 26, 25]);
    expect(allocateInSteps(-100, [1, 1, 1])).toEqual([-34, -33, -33]);
    expect([allocateInSteps(7, [0, 0]), allocateInSteps(7, [])]).toEqual([[7, 0], []]);
    const weights = fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), weights, fc.nat(19), (amount, all, nth) => {
        const index = nth % all.length;
        const first = Math.floor((all[index] ?? 0) / 3);
        const split = allocateInSteps(amount, [...all.slice(0, index), first, (all[index] ?? 0) - first, ...all.slice(index + 1)]);
        const shares = allocateInSteps(amount, all);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(amount);
        expect([...split.slice(0, index), (split[index] ?? 0) + (split[index + 1] ?? 0), ...split.slice(index + 2)]).toEqual(shares);
      }),
    );
  });
});
