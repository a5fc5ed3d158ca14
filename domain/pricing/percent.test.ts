import { describe, expect, it } from "vitest";
import { percentOf } from "./percent";

describe("so many percent of an amount", () => {
  it.each([
    [1345, 10, 135],
    [1344, 10, 134],
    [1, 50, 1],
    [1250, 12.35, 154],
    [0, 50, 0],
    [-1000, 50, 0],
    [99_999_999_999, 99.99, 99_989_999_999],
    [9_007_199_254_740_991, 100, 9_007_199_254_740_991],
  ])("[O472] of %i, %f percent are %i: half up, and nothing of nothing or less", (amount, percent, part) => {
    expect(percentOf(amount, percent)).toBe(part);
  });
});
