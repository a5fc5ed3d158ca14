import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { localDay, localHour, startOfDay } from "./local-day";

const day = (instant: string, zone: string) => localDay(Date.parse(instant), zone);
const start = (instant: string, zone: string) => new Date(startOfDay(Date.parse(instant), zone)).toISOString();
const zones = ["UTC", "Europe/Warsaw", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Havana", "Pacific/Apia"];

describe("a venue's days", () => {
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
      fc.property(fc.integer({ min: Date.parse("2020-01-01"), max: Date.parse("2030-01-01") }), fc.constantFrom(...zones), (at, zone) => {
        const begins = startOfDay(at, zone);
        expect(localDay(begins, zone)).toBe(localDay(at, zone));
        expect(localDay(begins - 1, zone)).not.toBe(localDay(at, zone));
      }),
    ));
});
