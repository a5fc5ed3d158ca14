import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayAfter, hoursClock, instantAt, instantOf, localDay, localHour, startOfDay } from "./time-zone";

const iso = (instant: number) => new Date(instant).toISOString();
const day = (instant: string, zone: string) => localDay(Date.parse(instant), zone);
const start = (instant: string, zone: string) => iso(startOfDay(Date.parse(instant), zone));
const begins = (date: string, zone: string) => iso(instantAt(date, 0, zone));
const zones = ["UTC", "Europe/Warsaw", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Havana", "Pacific/Apia"];
/** Minutes of the years in which clocks change. */
const minutes = fc
  .integer({ min: Date.parse("2020-01-01") / 60_000, max: Date.parse("2030-01-01") / 60_000 })
  .map((minute) => minute * 60_000);

describe("civil time in a zone", () => {
  it("[V8] an instant belongs to the day and hour of the venue's clock, also where zones are not whole hours", () => {
    expect(day("2026-11-23T23:30:00Z", "Europe/Warsaw")).toBe("2026-11-24");
    expect(day("2026-11-23T18:14:59Z", "Asia/Kathmandu")).toBe("2026-11-23");
    expect(day("2026-11-23T18:15:00Z", "Asia/Kathmandu")).toBe("2026-11-24");
    expect(localHour(Date.parse("2026-11-23T18:15:00Z"), "Asia/Kathmandu")).toBe("00");
  });

  it("[V9] a day begins at its first instant, on days when the clocks change too", () => {
    expect(start("2026-03-29T12:00:00Z", "Europe/Warsaw")).toBe("2026-03-28T23:00:00.000Z");
    expect(start("2026-10-25T12:00:00Z", "Europe/Warsaw")).toBe("2026-10-24T22:00:00.000Z");
    // In Havana the clocks jump at midnight: the day begins at one.
    expect(start("2026-03-08T15:00:00Z", "America/Havana")).toBe("2026-03-08T05:00:00.000Z");
  });

  it("[V10] the beginning of a day is of that day, and a moment before it is not", () =>
    fc.assert(
      fc.property(minutes, fc.constantFrom(...zones), (at, zone) => {
        const from = startOfDay(at, zone);
        expect(localDay(from, zone)).toBe(localDay(at, zone));
        expect(localDay(from - 1, zone)).not.toBe(localDay(at, zone));
      }),
    ));

  it("[V20] a day begins where its zone begins it, and the clock shows the minutes since midnight", () => {
    expect(begins("2026-11-24", "Pacific/Kiritimati")).toBe("2026-11-23T10:00:00.000Z");
    expect(begins("2026-11-24", "Etc/GMT+12")).toBe("2026-11-24T12:00:00.000Z");
    expect(begins("2026-03-29", "Europe/Warsaw")).toBe("2026-03-28T23:00:00.000Z");
    expect(begins("2011-12-30", "Pacific/Apia")).toBe("2011-12-30T10:00:00.000Z");
    expect(hoursClock(Date.parse("2026-11-24T23:30:00Z"), "Asia/Kathmandu")).toEqual({ day: "2026-11-25", minute: 315 });
    expect([dayAfter("2026-12-31"), dayAfter("2026-03-01", -1)]).toEqual(["2027-01-01", "2026-02-28"]);
  });

  it.each([
    ["2026-12-01T06:00", "Europe/Warsaw", "2026-12-01T05:00:00.000Z"],
    ["2026-07-01T06:00:30", "Europe/Warsaw", "2026-07-01T04:00:30.000Z"],
    ["2026-12-01T06:00", "Asia/Kathmandu", "2026-12-01T00:15:00.000Z"],
    ["2026-12-01T06:00:00+02:00", "Europe/Warsaw", "2026-12-01T04:00:00.000Z"],
    // The night of the change: 02:30 comes twice in autumn, and not at all in spring.
    ["2026-10-25T02:30", "Europe/Warsaw", "2026-10-25T00:30:00.000Z"],
    ["2026-03-29T02:30", "Europe/Warsaw", "2026-03-29T01:00:00.000Z"],
    ["2026-10-25T12:00", "Europe/Warsaw", "2026-10-25T11:00:00.000Z"],
    ["2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45:00.000Z"],
    ["2026-10-04T02:10", "Australia/Lord_Howe", "2026-10-03T15:30:00.000Z"],
  ])(
    "[T1] %s by the clock in %s is %s; what comes twice is the first, what is skipped is the moment after the skip",
    (text, zone, instant) => {
      expect(iso(instantOf(text, zone))).toBe(instant);
    },
  );

  it("[K100] the clock that hours go by stands still while an hour is repeated", () => {
    const warsaw = ["00:59:59", "01:00:00", "01:59:59", "02:00:00"].map((time) => Date.parse(`2027-10-31T${time}Z`));
    expect(warsaw.map((instant) => hoursClock(instant, "Europe/Warsaw"))).toEqual([
      { day: "2027-10-31", minute: 179 },
      { day: "2027-10-31", minute: 179 },
      { day: "2027-10-31", minute: 179 },
      { day: "2027-10-31", minute: 180 },
    ]);
    // In Beirut the clocks go back from midnight to eleven: it stays the day before for an hour more.
    expect(hoursClock(Date.parse("2026-10-24T21:30:00Z"), "Asia/Beirut")).toEqual({ day: "2026-10-24", minute: 1439 });
    expect(hoursClock(Date.parse("2026-10-24T22:00:00Z"), "Asia/Beirut")).toEqual({ day: "2026-10-25", minute: 0 });
  });

  it("[K101] it has come to a minute of a day exactly when that minute has been, whatever the clocks do", () =>
    fc.assert(
      fc.property(
        minutes,
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: -1, max: 1 }),
        fc.constantFrom(...zones),
        (at, minute, days, zone) => {
          const clock = hoursClock(at, zone);
          const other = dayAfter(clock.day, days);
          const hasBeen = other < clock.day || (other === clock.day && minute <= clock.minute);
          expect(instantAt(other, minute, zone) <= at).toBe(hasBeen);
        },
      ),
      { numRuns: 1_000 },
    ));
});
