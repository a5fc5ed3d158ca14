import { describe, expect, it } from "vitest";
import { Currency, fromDecimal, toDecimal } from "./money";
import { taxLines } from "./tax";

describe("amounts", () => {
  it.each([
    [0, 2, "0.00"],
    [1, 2, "0.01"],
    [-1, 2, "-0.01"],
    [1399, 2, "13.99"],
    [-1399, 2, "-13.99"],
    [14, 0, "14"],
    [-14, 0, "-14"],
    [1, 3, "0.001"],
    [12_345, 3, "12.345"],
  ])("[P23] %i with %i decimals is %s, and reads back", (amount, decimals, text) => {
    expect(toDecimal(amount, decimals)).toBe(text);
    expect(fromDecimal(text, decimals)).toBe(amount);
  });

  it.each<[string | number, number, number]>([
    ["14", 2, 1400],
    [13.99, 2, 1399],
    ["0.5", 2, 50],
    ["007", 0, 7],
    [0.1 + 0.2, 2, 30],
    ["0.30000000000000004", 2, 30],
    [0.1 + 0.7, 1, 8],
    [1.1 * 3, 2, 330],
    [-19.990000000000002, 2, -1999],
    [9.999999999999998, 0, 10],
    ["1.500", 2, 150],
    ["1.0", 0, 1],
    ["-0", 2, 0],
    ["-0.00", 2, 0],
    ["999999999999", 2, 99_999_999_999_900],
  ])("[P24] %j with %i decimals reads as %i", (text, decimals, amount) => {
    expect(fromDecimal(text, decimals)).toBe(amount);
    expect(Object.is(fromDecimal(text, decimals), -0)).toBe(false);
  });

  it.each<[string | number, number]>([
    ["1.505", 2],
    ["1.5000001", 2],
    ["1.5", 0],
    ["1.01", 1],
    ["", 2],
    ["1.", 2],
    [".5", 2],
    ["+1", 2],
    ["--1", 2],
    ["1e3", 2],
    [1e21, 2],
    [Number.NaN, 2],
    ["1 ", 2],
    [" 1", 2],
    ["1,5", 2],
    ["1000000000000", 2],
  ])("[P25] %j with %i decimals is no amount", (text, decimals) => {
    expect(fromDecimal(text, decimals)).toBeUndefined();
  });

  it("[P26] a currency has three capitals and no, two or three digits", () => {
    for (const [code, decimals] of [
      ["JPY", 0],
      ["PLN", 2],
      ["BHD", 3],
    ])
      expect(Currency.parse({ code, decimals })).toEqual({ code, decimals });
    for (const [code, decimals] of [
      ["pln", 2],
      ["PL", 2],
      ["PLNX", 2],
      ["xPLN", 2],
      ["PLN", 4],
      ["PLN", -1],
      ["PLN", 0.5],
    ])
      expect(Currency.safeParse({ code, decimals }).success).toBe(false);
  });

  it.each([
    [12_300, "23", 2_300],
    [10_800, "8", 800],
    [10_550, "5.5", 550],
    [10_125, "1.25", 125],
    [100_125, "0.125", 125],
    [100, "0", 0],
    [-12_300, "23", -2_300],
    [200, "100", 100],
    [3, "20", 1],
    [100, "ZW", 0],
    [100, "", 0],
    [100, "8%", 0],
    [100, "x8", 0],
    [100, "1000", 0],
    [100, "8.", 0],
    [100, "8.1234", 0],
    [100, "8,5", 0],
  ])("[P27] %i with tax at %s contains %i of it", (gross, rate, tax) => {
    expect(taxLines([{ rate, amount: gross }], {})).toMatchObject([{ tax }]);
  });
});
