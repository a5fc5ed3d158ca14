import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hoursOf, isOpen } from "../menu/opening";
import { Selling } from "../menu/selling";
import { dayAfter, localClock } from "./local-day";
import { openAt } from "./opening-day";

const MINUTE_MS = 60_000;
const two = (n: number) => String(n).padStart(2, "0");
const time = fc.integer({ min: 0, max: 1439 }).map((minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`);
const span = fc.record({ from: time, to: time });
const spans = fc.array(span, { maxLength: 3 });
const week = fc.record({ MON: spans, TUE: spans, WED: spans, THU: spans, FRI: spans, SAT: spans, SUN: spans }, { requiredKeys: [] });
const zone = fc.constantFrom("UTC", "Europe/Warsaw", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Havana");
/** Around days on which clocks change in one zone or another. */
const instant = fc
  .tuple(
    fc.constantFrom("2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01", "2026-12-24"),
    fc.integer({ min: -3000, max: 3000 }),
  )
  .map(([day, minutes]) => Date.parse(day) + minutes * MINUTE_MS);
const exception = fc.record({ date: fc.constantFrom("2026-03-29", "2026-10-25", "2026-12-24"), hours: spans });
const sellingOf = (told: object, exceptions: object[]) =>
  Selling.parse({ channelConstraints: { DELIVERY: { active: true, week: told } }, exceptions });
const iso = (at: number) => new Date(at).toISOString();

describe("a venue's hours, whatever they are", () => {
  it("[V21] an exception changes nothing but its own days and the nights that begin on them", () =>
    fc.assert(
      fc.property(week, exception, instant, zone, (told, special, at, timeZone) => {
        const [plain, changed] = [sellingOf(told, []), sellingOf(told, [special])].map((selling) =>
          isOpen(hoursOf(selling), "DELIVERY", iso(at), timeZone),
        );
        const { day } = localClock(at, timeZone);
        fc.pre(day !== special.date && day !== dayAfter(special.date));
        expect(changed).toBe(plain);
      }),
    ));

  it("[V22] on its own day an exception says all, but for the night before", () =>
    fc.assert(
      fc.property(week, exception, instant, zone, (told, special, at, timeZone) => {
        const { day, minute } = localClock(at, timeZone);
        fc.pre(day === special.date);
        const open = (selling: Selling) => isOpen(hoursOf(selling), "DELIVERY", iso(at), timeZone);
        const own = special.hours.some(({ from, to }) => clock(minute) >= from && (to < from || clock(minute) <= to));
        const nightBefore = open(sellingOf(told, [{ date: day, closed: true }]));
        expect(open(sellingOf(told, [special]))).toBe(own || nightBefore);
      }),
    ));

  it("[V23] what is told to come next is the first minute at which it is otherwise", () =>
    fc.assert(
      fc.property(week, fc.array(exception, { maxLength: 2 }), instant, zone, (told, exceptions, at, timeZone) => {
        const selling = sellingOf(told, exceptions);
        const hours = hoursOf(selling);
        const open = (moment: number) => isOpen(hours, "DELIVERY", iso(moment), timeZone);
        const answer = openAt({ ...selling, timeZone }, "DELIVERY", iso(at));
        expect(answer.open).toBe(open(at));
        const next = answer.open ? answer.closesAt : answer.opensAt;
        const end = next === undefined ? at + 36 * 60 * MINUTE_MS : Date.parse(next);
        if (next !== undefined) expect(open(end)).toBe(!answer.open);
        for (let moment = at; moment < Math.min(end, at + 36 * 60 * MINUTE_MS); moment += MINUTE_MS) {
          if (open(moment) !== answer.open) throw new Error(`it is otherwise at ${iso(moment)} already`);
        }
      }),
      { numRuns: 60 },
    ));
});

const clock = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
