import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOnSale, localTime, unreadableDays } from "./availability";
import { publicHolidays } from "../venue/public-holidays";
import type { Availability } from "./compiled";
import { both, either, saleTimes, writtenTimes } from "./sale-times";

const WARSAW = "Europe/Warsaw";
/** Monday 2026-11-23 in Warsaw, one hour ahead of UTC. */
const monday = (time: string) => `2026-11-23T${time}+01:00`;
const breakfast: Availability = { MON: ["06:00", "11:00"], TUE: ["06:00", "11:00"] };
const isAvailable = (availability: Availability | undefined, instant: string, timeZone = WARSAW) =>
  isOnSale(availability && saleTimes(availability), localTime(instant, timeZone));
const at = (availability: Availability, ...times: string[]) => times.map((time) => isAvailable(availability, monday(time)));
const wrong = (...times: string[]) => unreadableDays({ MON: ["08:00", "12:00"], FRI: times }).map(({ day, why }) => `${day} ${why}`);
const shown = (availability: Availability) => writtenTimes(saleTimes(availability));

describe("availability", () => {
  it("[M17] what says nothing is always on sale, what says nothing but braces never", () => {
    expect(isAvailable(undefined, monday("03:00:00"))).toBe(true);
    expect(isAvailable({}, monday("03:00:00"))).toBe(false);
  });

  it.each([
    ["05:59:59", false],
    ["06:00:00", true],
    ["11:00:59", true],
    ["11:01:00", false],
  ])("[M18] breakfast from 06:00 to 11:00 at %s: %s, the end minute included", (time, onSale) => {
    expect(isAvailable(breakfast, monday(time))).toBe(onSale);
  });

  it("[M18] a day has as many spans as it has pairs", () => {
    const split: Availability = { MON: ["08:00", "11:00", "12:00", "15:00"] };
    expect(isAvailable(split, monday("12:30:00"))).toBe(true);
    expect(isAvailable(split, monday("11:30:00"))).toBe(false);
  });

  it("[M19] a day that is not named, or that cannot be read: not on sale", () => {
    expect(isAvailable({ TUE: ["06:00", "11:00"] }, monday("08:00:00"))).toBe(false);
    expect(isAvailable({ MON: ["06:00", "11:00", "12:00"] }, monday("08:00:00"))).toBe(false);
    expect(isAvailable({ MON: ["06:00", "99:99"] }, monday("08:00:00"))).toBe(false);
    expect(isAvailable({ SUN: ["99:99", "09:00"], MON: ["08:00", "08:00"] }, monday("08:00:00"))).toBe(true);
    expect(isAvailable({ SUN: ["99:99", "09:00"] }, monday("08:00:00"))).toBe(false);
  });

  it("[M20] the venue's clock counts, on both sides of a change of clocks", () => {
    const early: Availability = { SUN: ["06:00", "06:59"] };
    expect(isAvailable(early, "2026-10-18T04:30:00Z")).toBe(true);
    expect(isAvailable(early, "2026-10-25T04:30:00Z")).toBe(false);
    expect(isAvailable(early, "2026-10-25T05:30:00Z")).toBe(true);
    expect(isAvailable({ SUN: ["00:00", "23:59"] }, "2026-11-23T04:30:00Z", "America/New_York")).toBe(true);
  });

  it("[M120] what goes on after midnight is on sale until its last minute on the next day, from Sunday to Monday too", () => {
    expect(at({ MON: ["22:00", "02:00"] }, "01:00:00", "21:59:59", "22:00:00", "23:59:59")).toEqual([false, false, true, true]);
    expect(at({ SUN: ["22:00", "02:00"] }, "00:00:00", "02:00:59", "02:01:00", "22:30:00")).toEqual([true, true, false, false]);
  });

  it("[M121] 24:00 is the end of the day, and 00:00 to 00:00 is all of it", () => {
    expect(saleTimes({ FRI: ["11:00", "24:00"], SAT: ["00:00", "00:00"], SUN: ["0:00", "24:00"] })).toEqual({
      FRI: [[660, 1439]],
      SAT: [[0, 1439]],
      SUN: [[0, 1439]],
    });
    // Midnight as an end is a minute of the next day, as every end is one.
    expect(saleTimes({ FRI: ["11:00", "00:00"] })).toEqual({ FRI: [[660, 1439]], SAT: [[0, 0]] });
  });

  it("[M122] the days that cannot be read are named, with the reason", () => {
    const expected = 'FRI expected pairs of times such as ["08:00", "22:00"]:';
    expect(wrong("22:00")).toEqual([`${expected} 22:00 has no time that it goes to`]);
    expect(wrong("99:99", "02:00")).toEqual([`${expected} 99:99 is no time of a day`]);
    expect(wrong("24:00", "02:00")).toEqual([`${expected} 24:00 is no time of a day`]);
    expect(wrong("10:00", "24:30")).toEqual([`${expected} 24:30 is no time of a day`]);
    expect(wrong("8", "22:00")).toEqual([`${expected} 8 is no time of a day`]);
    for (const fine of [["22:00", "02:00"], ["8:00", "24:00"], []]) expect(wrong(...fine)).toEqual([]);
  });

  it("[M123] as guests read them, times end on the day on which they begin", () => {
    expect(shown({ FRI: ["22:00", "02:00"] })).toEqual({ FRI: ["22:00", "23:59"], SAT: ["00:00", "02:00"] });
    expect(shown({ SUN: ["8:00", "24:00"], MON: ["22:00"] })).toEqual({ SUN: ["08:00", "23:59"] });
    expect(shown({})).toEqual({});
    expect(shown({ FRI: ["20:00", "00:00"] })).toEqual({ FRI: ["20:00", "23:59"] });
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
const times = availability.map((written) => written && saleTimes(written));
const instant = fc.integer({ min: Date.UTC(2026, 10, 21), max: Date.UTC(2026, 10, 26) }).map((time) => new Date(time).toISOString());

describe("sale times", () => {
  it("[M21] a product is on sale when it and its category are, and when one of its places in the menu is", () => {
    fc.assert(
      fc.property(times, times, instant, (a, b, moment) => {
        const now = localTime(moment, WARSAW);
        const [inA, inB] = [isOnSale(a, now), isOnSale(b, now)];
        expect(isOnSale(both(a, b), now)).toBe(inA && inB);
        expect(isOnSale(either(a, b), now)).toBe(inA || inB);
      }),
      { numRuns: 300 },
    );
  });

  it("[M123] reading what guests read gives the same times, but for the one minute of midnight", () =>
    fc.assert(
      fc.property(availability, instant, (written = {}, moment) => {
        const [now, own] = [localTime(moment, WARSAW), saleTimes(written)];
        fc.pre(now.minute > 0);
        expect(isOnSale(saleTimes(writtenTimes(own)), now)).toBe(isOnSale(own, now));
      }),
    ));
});

describe("public holidays", () => {
  /** A Friday; the Saturday after it is one, too. */
  const holidays = ["2026-12-25", "2026-12-26"];
  const open: Availability = {
    THU: ["18:00", "02:00"],
    FRI: ["08:00", "22:00"],
    SAT: ["08:00", "22:00"],
    SUN: ["08:00", "22:00"],
    PH: ["12:00", "03:00"],
  };
  const isOpen = (time: string, held = saleTimes(open, holidays)) => isOnSale(held, localTime(`2026-${time}:00+01:00`, WARSAW));

  it("[M136] on a public holiday the times under PH hold instead of the weekday's, and what began before goes on", () => {
    expect(["12-18T09:00", "12-25T01:00", "12-25T09:00", "12-25T12:00", "12-26T02:59", "12-26T09:00"].map((time) => isOpen(time))).toEqual([
      true,
      true,
      false,
      true,
      true,
      false,
    ]);
    expect(["12-27T02:59", "12-27T03:01", "12-27T09:00", "01-03T01:00"].map((time) => isOpen(time))).toEqual([true, false, true, false]);
  });

  it("[M136] what says nothing of holidays has its weekday's times there, and empty pairs are none", () => {
    expect(isOpen("12-25T09:00", saleTimes({ FRI: ["08:00", "22:00"] }, holidays))).toBe(true);
    expect(isOpen("12-25T09:00", saleTimes({ FRI: ["08:00", "22:00"], PH: [] }, holidays))).toBe(false);
    expect(isOpen("12-25T12:00", saleTimes({ PH: ["12:00", "13:00"] }, []))).toBe(false);
  });

  it("[M137] shared and added times know holidays on either side", () => {
    const week = saleTimes({ FRI: ["08:00", "22:00"] }, holidays);
    const [shared, added] = [both(week, saleTimes(open, holidays)), either(week, saleTimes({ PH: [] }, holidays))];
    expect(["12-25T09:00", "12-25T13:00", "12-18T09:00"].map((time) => isOpen(time, shared))).toEqual([false, true, true]);
    expect(["12-25T09:00", "12-26T09:00"].map((time) => isOpen(time, added))).toEqual([true, false]);
  });

  it("[M138] the chain's calendar is a list of days; what is no day in it says nothing", () => {
    expect(publicHolidays({ publicHolidays: "2026-12-26, 2026-12-25;2026-02-30 christmas 2026-12-25" })).toEqual([
      "2026-12-25",
      "2026-12-26",
    ]);
    expect(publicHolidays({})).toEqual([]);
  });
});
