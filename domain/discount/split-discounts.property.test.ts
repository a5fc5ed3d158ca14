import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitDiscounts } from "./split-discounts";
import type { OrderDiscount } from "./line-discount";

const discount = (layer: string, amount: number): OrderDiscount => ({ line: "whole", layer, name: "n", type: "PERCENT", amount });
const sum = (amounts: readonly number[]) => amounts.reduce((all, each) => all + each, 0);
const amounts = (discounts: readonly OrderDiscount[]) => sum(discounts.map(({ amount }) => amount));
const anyDiscounts = fc
  .array(fc.integer({ min: 0, max: 8 }), { maxLength: 4 })
  .map((all) => all.map((amount, n) => discount(`layer${n}`, amount)));
const anyParts = fc
  .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 })
  .map((all) => all.map((quantity, n) => ({ id: `part${n}`, quantity })));

describe("the discounts of a line that is split", () => {
  it("[D34] stay what they are, and what they take off stays what it is", () => {
    fc.assert(
      fc.property(anyDiscounts, fc.integer({ min: -2, max: 4 }), anyParts, (discounts, unitPrice, parts) => {
        const divided = splitDiscounts(discounts, unitPrice, parts);
        for (const { layer, amount } of discounts) expect(amounts(divided.flat().filter((each) => each.layer === layer))).toBe(amount);
        const off = (some: readonly OrderDiscount[], quantity: number) => Math.min(amounts(some), Math.max(0, unitPrice * quantity));
        const whole = off(discounts, sum(parts.map(({ quantity }) => quantity)));
        expect(sum(parts.map(({ quantity }, index) => off(divided[index] ?? [], quantity)))).toBe(whole);
      }),
    );
  });
  it("[D34] a part of nothing is no discount, and each belongs to its part", () => {
    const parts = [
      { id: "a", quantity: 1 },
      { id: "b", quantity: 1 },
    ];
    expect(splitDiscounts([discount("x", 1), discount("y", 1)], 1, parts)).toEqual([
      [{ ...discount("x", 1), line: "a" }],
      [{ ...discount("y", 1), line: "b" }],
    ]);
  });
});
