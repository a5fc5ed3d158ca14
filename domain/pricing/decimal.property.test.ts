import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compare, formatDecimal, parseDecimal, plus, roundHalfUp, times } from "./decimal";

const scaled = fc.record({ digits: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), scale: fc.integer({ min: 0, max: 6 }) });
/** The same number in millionths, where everything is a plain integer. */
const millionths = ({ digits, scale }: { digits: bigint; scale: number }) => digits * 10n ** BigInt(6 - scale);

describe("decimals", () => {
  it("[P10] what is written is read back as the same number", () => {
    fc.assert(
      fc.property(scaled, (value) => {
        const read = parseDecimal(formatDecimal(value, 2));
        expect(read && compare(read, value)).toBe(0);
      }),
    );
  });

  it("[P10] sums and products are exact", () => {
    fc.assert(
      fc.property(scaled, scaled, (a, b) => {
        expect(millionths(plus(a, b))).toBe(millionths(a) + millionths(b));
        const { digits, scale } = times(a, b);
        expect(digits * 10n ** BigInt(12 - scale)).toBe(millionths(a) * millionths(b));
      }),
    );
  });

  it("[P10] rounding gives the nearest multiple, and the upper one of two that are as near", () => {
    fc.assert(
      fc.property(scaled, fc.integer({ min: 0, max: 3 }), (value, decimals) => {
        const rounded = roundHalfUp(value, decimals);
        expect(rounded.scale).toBe(decimals);
        const twiceOff = 2n * (millionths(rounded) - millionths(value));
        const step = 10n ** BigInt(6 - decimals);
        expect(twiceOff > -step && twiceOff <= step).toBe(true);
      }),
    );
  });

  it.each(["", " 1", "1 ", "1e3", "0x10", ".5", "5.", "1,5", "--1", "+1", "NaN", "Infinity", "1.2.3", "9".repeat(16)])(
    "[P11] %j is no decimal",
    (text) => {
      expect(parseDecimal(text)).toBeUndefined();
    },
  );
});
