import { describe, expect, it } from "vitest";
import { compare, formatDecimal, ONE, parseDecimal, plus, roundHalfUp, times, ZERO } from "./decimal";

const read = (text: string) => {
  const value = parseDecimal(text);
  if (!value) throw new Error(`${text} is no decimal`);
  return value;
};
const shown = (text: string, scale: number) => formatDecimal(roundHalfUp(read(text), scale), 0);

describe("decimals", () => {
  it("[P28] of up to fifteen digits on either side of the point are read as they are written", () => {
    expect(read("-1.50")).toEqual({ digits: -150n, scale: 2 });
    expect(read("12")).toEqual({ digits: 12n, scale: 0 });
    expect(read(`${"9".repeat(15)}.${"9".repeat(15)}`)).toEqual({ digits: BigInt("9".repeat(30)), scale: 15 });
    for (const wrong of ["1".repeat(16), `1.${"1".repeat(16)}`, "x1", "1x", "1.", "1.-5"]) expect(parseDecimal(wrong)).toBeUndefined();
    expect([ZERO, ONE]).toEqual([
      { digits: 0n, scale: 0 },
      { digits: 1n, scale: 0 },
    ]);
  });

  it("[P29] of unequal scale are added, compared and multiplied as numbers are", () => {
    expect(plus(read("0.1"), read("0.25"))).toEqual({ digits: 35n, scale: 2 });
    expect(plus(read("0.25"), read("0.1"))).toEqual({ digits: 35n, scale: 2 });
    expect(plus(read("0.5"), read("0.7"))).toEqual({ digits: 12n, scale: 1 });
    expect(times(read("1.5"), read("-0.25"))).toEqual({ digits: -375n, scale: 3 });
    expect([compare(read("0.5"), read("0.50")), compare(read("0.49"), read("0.5")), compare(read("3"), read("-3.01"))]).toEqual([0, -1, 1]);
  });

  it.each([
    ["0.005", 2, "0.01"],
    ["0.0049", 2, "0"],
    ["-0.005", 2, "0"],
    ["-0.0051", 2, "-0.01"],
    ["-1.5", 0, "-1"],
    ["-1.51", 0, "-2"],
    ["2.5", 0, "3"],
    ["1.25", 2, "1.25"],
    ["-3", 2, "-3"],
  ])("[P30] %s with %i digits is %s: a half goes up", (text, scale, rounded) => {
    expect(shown(text, scale)).toBe(rounded);
    expect(roundHalfUp(read(text), scale).scale).toBe(scale);
  });

  it("[P31] are written with the digits that are wanted, and with those that count", () => {
    const written: [string, number, string][] = [
      ["2.5", 2, "2.50"],
      ["2.500", 2, "2.50"],
      ["0.005", 2, "0.005"],
      ["-0.05", 1, "-0.05"],
      ["100", 0, "100"],
      ["100.00", 0, "100"],
      ["-7", 2, "-7.00"],
      ["0", 0, "0"],
    ];
    for (const [text, decimals, expected] of written) expect(formatDecimal(read(text), decimals)).toBe(expected);
  });
});
