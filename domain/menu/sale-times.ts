// Times of sale as they are compiled, and their arithmetic: a product in a category is on sale when both are, and a product in two
// categories when either is.
import { dayAfter } from "../venue/time-zone";
import { DAYS, weekdayOf } from "./availability";
import type { Availability, SaleTimes } from "./compiled";
import { LAST_MINUTE, type TimeSpan, spansOf, timeOf } from "./time-span";

/**
 * What goes on after midnight is cut there. `holidays`: dates on which the times under `PH` hold, where there are any;
 * what has begun on the day before goes on.
 */
export function saleTimes(availability: Availability, holidays: readonly string[] = []): SaleTimes {
  const concerned = availability.PH ? new Set(holidays) : new Set<string>();
  const written = (day: string): TimeSpan[] => spansOf(availability[concerned.has(day) ? "PH" : namedDay(day)]);
  const dates = [...new Set([...concerned].flatMap((day) => [day, dayAfter(day)]))].toSorted();
  return inOrder(
    (day) => [
      ...written(day).map(([from, to]): TimeSpan => [from, to < from ? LAST_MINUTE : to]),
      ...written(dayBefore(day)).flatMap(([from, to]): TimeSpan[] => (to < from ? [[0, to]] : [])),
    ],
    dates,
  );
}

/** A weekday by its name, or that of a date. */
const namedDay = (day: string): (typeof DAYS)[number] => DAYS.find((name) => name === day) ?? weekdayOf(day);
const dayBefore = (day: string): string => {
  const nth = DAYS.findIndex((name) => name === day);
  return nth < 0 ? dayAfter(day, -1) : (DAYS.at(nth - 1) ?? day);
};

/** The dates that have times of their own. */
export const datesIn = (...all: readonly (SaleTimes | undefined)[]): string[] =>
  [...new Set(all.flatMap((times) => Object.keys(times ?? {})))].filter((day) => !DAYS.some((name) => name === day)).toSorted();

/** What holds on a weekday, or on a date. */
export const timesOn = (times: SaleTimes, day: string): readonly TimeSpan[] => times[day] ?? times[namedDay(day)] ?? [];

/**
 * As the published clients read it, who know no span that goes on after midnight, and no dates.
 * The one minute of midnight is left out: written, it would be the whole day.
 */
export const writtenTimes = (times: SaleTimes): Availability =>
  Object.fromEntries(
    DAYS.flatMap((day) => {
      const spans = (times[day] ?? []).filter(([, to]) => to > 0);
      return spans.length > 0 ? [[day, spans.flat().map(timeOf)]] : [];
    }),
  );

/** On sale only when both say so. Absent is always. */
export function both(a: SaleTimes | undefined, b: SaleTimes | undefined): SaleTimes | undefined {
  if (!a || !b) return a ?? b;
  const shared = (day: string): TimeSpan[] =>
    timesOn(a, day).flatMap(([from, to]) =>
      timesOn(b, day).flatMap((other): TimeSpan[] => {
        const span = [Math.max(from, other[0]), Math.min(to, other[1])] as const;
        return span[0] <= span[1] ? [span] : [];
      }),
    );
  return inOrder(shared, datesIn(a, b));
}

/** On sale when one of them says so. */
export const either = (a: SaleTimes | undefined, b: SaleTimes | undefined): SaleTimes | undefined =>
  a && b && inOrder((day) => [...timesOn(a, day), ...timesOn(b, day)], datesIn(a, b));

/** Spans that touch or overlap are made one. A weekday without any is left out; a date is not, because then its weekday would hold. */
function inOrder(spans: (day: string) => readonly TimeSpan[], dates: readonly string[]): SaleTimes {
  const times: SaleTimes = {};
  for (const day of [...DAYS, ...dates]) {
    const merged: [number, number][] = [];
    for (const [from, to] of spans(day).toSorted((a, b) => a[0] - b[0])) {
      const last = merged.at(-1);
      if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
      else merged.push([from, to]);
    }
    if (merged.length > 0 || dates.includes(day)) times[day] = merged;
  }
  return times;
}
