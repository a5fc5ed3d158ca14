import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOnSale, localTime, weekdayOf } from "../menu/availability";
import { hoursOf, isOpen } from "../menu/opening-hours";
import { saleTimes } from "../menu/sale-times";
import { SalesChannels } from "../menu/sales-channels";
import { timeOf } from "../menu/time-span";
import { pairsOf } from "../menu/weekly-hours";
import { CLOCK_CHANGES, ZONES } from "./clock-changes.fixture";
import { openAt } from "./opening-status";
import { dayAfter, hoursClock } from "./time-zone";

const MINUTE_MS = 60_000;
const time = fc.integer({ min: 0, max: 1439 }).map(timeOf);
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
  SalesChannels.parse({ channelConstraints: { DELIVERY: { active: true, week: told } }, exceptions });
/** On the day on which it begins. */
const holds = ({ from, to }: { from: string; to: string }, clock: string) =>
  (from === "00:00" && to === "00:00") || (clock >= from && (to < from || clock <= to));
const iso = (at: number) => new Date(at).toISOString();

/**
 * A week of one span, which begins on the day of a change of clocks or the day before, at a time near to it; `near`: minutes around the
 * change.
 */
const over = ({ zone: timeZone, at }: (typeof CLOCK_CHANGES)[number]) =>
  fc
    .record({ days: fc.constantFrom(-1, 0), from: fc.integer({ min: -150, max: 150 }), to: fc.integer({ min: -150, max: 150 }) })
    .map(({ days, from, to }) => {
      const { day, minute } = hoursClock(at, timeZone);
      const around = (shift: number) => timeOf((1440 + minute + shift) % 1440);
      const near = Array.from({ length: 6 * 60 }, (_, n) => at + (n - 3 * 60) * MINUTE_MS);
      return { timeZone, near, weekday: weekdayOf(dayAfter(day, days)), only: { from: around(from), to: around(to) } };
    });

describe("a venue's hours, whatever they are", () => {
  it("[V21] an exception changes nothing but its own days and the nights that begin on them", () =>
    fc.assert(
      fc.property(week, exception, instant, zone, (told, special, at, timeZone) => {
        const [plain, changed] = [sellingOf(told, []), sellingOf(told, [special])].map((selling) =>
          isOpen(hoursOf(selling), "DELIVERY", iso(at), timeZone),
        );
        const { day } = hoursClock(at, timeZone);
        fc.pre(day !== special.date && day !== dayAfter(special.date));
        expect(changed).toBe(plain);
      }),
    ));

  it("[V22] on its own day an exception says all, but for the night before", () =>
    fc.assert(
      fc.property(week, exception, instant, zone, (told, special, at, timeZone) => {
        const { day, minute } = hoursClock(at, timeZone);
        fc.pre(day === special.date);
        const open = (selling: SalesChannels) => isOpen(hoursOf(selling), "DELIVERY", iso(at), timeZone);
        const own = special.hours.some((one) => holds(one, timeOf(minute)));
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

  it("[K105] open is one interval for each span, over every change of clocks of 2026 to 2028", () => {
    expect(new Set(CLOCK_CHANGES.map(({ zone: changed }) => changed)).size).toBe(6); // neither Sao Paulo nor Kolkata
    for (const change of CLOCK_CHANGES) {
      fc.assert(
        fc.property(over(change), ({ timeZone, near, weekday, only }) => {
          const hours = hoursOf(sellingOf({ [weekday]: [only] }, []));
          const open = near.map((moment) => isOpen(hours, "DELIVERY", iso(moment), timeZone));
          expect(open.filter((now, index) => now && !open[index - 1]).length).toBeLessThanOrEqual(1);
        }),
        { numRuns: 2 },
      );
    }
  });

  it("[K106] something is on sale exactly when a venue of the same hours is open", () => {
    fc.assert(
      fc.property(fc.constantFrom(...CLOCK_CHANGES).chain(over), ({ timeZone, near, weekday, only }) => {
        const hours = hoursOf(sellingOf({ [weekday]: [only] }, []));
        const times = saleTimes({ [weekday]: [only.from, only.to] });
        for (const moment of near.map(iso)) {
          expect(isOnSale(times, localTime(moment, timeZone))).toBe(isOpen(hours, "DELIVERY", moment, timeZone));
        }
      }),
      { numRuns: 20 },
    );
    fc.assert(
      fc.property(week, instant.map(iso), fc.constantFrom(...ZONES), (told, moment, timeZone) => {
        const times = saleTimes(Object.fromEntries(Object.entries(told).map(([day, all]) => [day, pairsOf(all)])));
        expect(isOnSale(times, localTime(moment, timeZone))).toBe(isOpen(hoursOf(sellingOf(told, [])), "DELIVERY", moment, timeZone));
      }),
    );
  });
});
