import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CLOCK_CHANGES, ZONES } from "./clock-changes.fixture";
import { offsetAt } from "./time-zone";
import { nextSlot, slotStart } from "./kitchen-slot";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const length = fc.oneof(fc.constantFrom(5, 10, 15, 20, 30, 60, 120, 240), fc.integer({ min: 1, max: 240 }));
/** Around changes of clocks, and anywhere else. */
const moment = fc.oneof(
  fc
    .tuple(fc.constantFrom(...CLOCK_CHANGES), fc.integer({ min: -10 * 3_600, max: 10 * 3_600 }))
    .map(([{ zone, at }, seconds]) => ({ timeZone: zone, at: at + seconds * 1_000 })),
  fc.record({
    timeZone: fc.constantFrom(...ZONES, "Asia/Kathmandu"),
    at: fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2029, 0, 1) }),
  }),
);
/** Minutes since midnight. */
const shownAt = (at: number, timeZone: string) => Math.floor((at + offsetAt(at, timeZone)) / MINUTE) % (24 * 60);

describe("slots, whatever the zone and the day", () => {
  it("[K112] are one after the other: no moment is in none or in two, and none begins after what is in it", () =>
    fc.assert(
      fc.property(length, moment, (minutes, { timeZone, at }) => {
        const start = slotStart(at, minutes, timeZone);
        const end = nextSlot(start, minutes, timeZone);
        expect(start).toBeLessThanOrEqual(at);
        expect(end).toBeGreaterThan(at);
        for (const inside of [start, at, end - MINUTE, end - 1]) expect(slotStart(inside, minutes, timeZone)).toBe(start);
        expect(slotStart(end, minutes, timeZone)).toBe(end);
      }),
    ));

  it("[K112] begin where the clock shows a multiple of their length, or has skipped one, and wherever it shows one", () =>
    fc.assert(
      fc.property(length, moment, (minutes, { timeZone, at }) => {
        const shown = (each: number) => shownAt(each, timeZone) % minutes;
        const start = slotStart(at, minutes, timeZone);
        const skippedMinutes = (offsetAt(start, timeZone) - offsetAt(start - MINUTE, timeZone)) / MINUTE;
        expect(shown(start) === 0 || shown(start) <= skippedMinutes).toBe(true);
        for (let each = start + MINUTE; each <= at; each += MINUTE) expect(shown(each)).not.toBe(0);
      }),
    ));

  it("[K111] last no longer than they should where the clock changes by whole slots or not at all", () =>
    fc.assert(
      fc.property(length, moment, (minutes, { timeZone, at }) => {
        const start = slotStart(at, minutes, timeZone);
        const change = (offsetAt(start + 6 * HOUR, timeZone) - offsetAt(start - 6 * HOUR, timeZone)) / MINUTE;
        fc.pre(change % minutes === 0);
        expect(nextSlot(start, minutes, timeZone) - start).toBeLessThanOrEqual(minutes * MINUTE);
      }),
    ));
});
