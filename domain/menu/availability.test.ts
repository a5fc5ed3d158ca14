import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAvailable } from "./availability";
import type { Availability } from "./compiled";
import { both, either } from "./sale-times";

const WARSAW = "Europe/Warsaw";
/** Monday 2026-11-23 in Warsaw, one hour ahead of UTC. */
const monday = (time: string) => `2026-11-23T${time}+01:00`;
const breakfast: Availability = { MON: ["06:00", "11:00"], TUE: ["06:00", "11:00"] };

describe("availability", () => {
  it("[M17] what says nothing is always on sale, what says nothing but braces never", () => {
    expect(isAvailable(undefined, monday("03:00:00"), WARSAW)).toBe(true);
    expect(isAvailable({}, monday("03:00:00"), WARSAW)).toBe(false);
  });

  it.each([
    ["05:59:59", false],
    ["06:00:00", true],
    ["11:00:59", true],
    ["11:01:00", false],
  ])("[M18] breakfast from 06:00 to 11:00 at %s: %s, the end minute included", (time, onSale) => {
    expect(isAvailable(breakfast, monday(time), WARSAW)).toBe(onSale);
  });

  it("[M18] a day has as many spans as it has pairs", () => {
    const split: Availability = { MON: ["08:00", "11:00", "12:00", "15:00"] };
    expect(isAvailable(split, monday("12:30:00"), WARSAW)).toBe(true);
    expect(isAvailable(split, monday("11:30:00"), WARSAW)).toBe(false);
  });

  it("[M19] a day that is not named, a time left over, a span over midnight: not on sale", () => {
    expect(isAvailable({ TUE: ["06:00", "11:00"] }, monday("08:00:00"), WARSAW)).toBe(false);
    expect(isAvailable({ MON: ["06:00", "11:00", "12:00"] }, monday("08:00:00"), WARSAW)).toBe(false);
    expect(isAvailable({ MON: ["22:00", "02:00"] }, monday("23:00:00"), WARSAW)).toBe(false);
  });

  it("[M20] the venue's clock counts, on both sides of a change of clocks", () => {
    const early: Availability = { SUN: ["06:00", "06:59"] };
    expect(isAvailable(early, "2026-10-18T04:30:00Z", WARSAW)).toBe(true);
    expect(isAvailable(early, "2026-10-25T04:30:00Z", WARSAW)).toBe(false);
    expect(isAvailable(early, "2026-10-25T05:30:00Z", WARSAW)).toBe(true);
    expect(isAvailable({ SUN: ["00:00", "23:59"] }, "2026-11-23T04:30:00Z", "America/New_York")).toBe(true);
  });
});

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
const day = fc.option(fc.array(clock, { maxLength: 5 }), { nil: undefined });
const availability = fc.option(
  fc
    .record({ MON: day, TUE: day, SUN: day })
    .map((days): Availability => Object.fromEntries(Object.entries(days).filter(([, times]) => times !== undefined))),
  { nil: undefined, freq: 4 },
);
const instant = fc.integer({ min: Date.UTC(2026, 10, 21), max: Date.UTC(2026, 10, 26) }).map((time) => new Date(time).toISOString());

describe("sale times", () => {
  it("[M21] a product is on sale when it and its category are, and when one of its places in the menu is", () => {
    fc.assert(
      fc.property(availability, availability, instant, (a, b, at) => {
        const [inA, inB] = [isAvailable(a, at, WARSAW), isAvailable(b, at, WARSAW)];
        expect(isAvailable(both(a, b), at, WARSAW)).toBe(inA && inB);
        expect(isAvailable(either(a, b), at, WARSAW)).toBe(inA || inB);
      }),
      { numRuns: 300 },
    );
  });
});
