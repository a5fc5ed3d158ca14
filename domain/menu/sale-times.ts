// Times of sale as they are compiled, and their arithmetic: a product in a category is on sale when both are, and a product in two
// categories when either is.
import { type Day, DAYS } from "./availability";
import type { Availability, SaleTimes } from "./compiled";
import { LAST_MINUTE, type Span, spansOf, timeOf } from "./span";

/** What goes on after midnight is cut there. */
export const saleTimes = (availability: Availability): SaleTimes =>
  inOrder((day) => {
    const yesterday = DAYS.at(DAYS.indexOf(day) - 1) ?? day;
    return [
      ...spansOf(availability[day]).map(([from, to]): Span => [from, to < from ? LAST_MINUTE : to]),
      ...spansOf(availability[yesterday]).flatMap(([from, to]): Span[] => (to < from ? [[0, to]] : [])),
    ];
  });

/**
 * As the published clients read it, who know no span that goes on after midnight. The one minute of midnight is left out: written, it would
 * be the whole day.
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
  return inOrder((day) =>
    (a[day] ?? []).flatMap(([from, to]) =>
      (b[day] ?? []).flatMap((other): Span[] => {
        const shared = [Math.max(from, other[0]), Math.min(to, other[1])] as const;
        return shared[0] <= shared[1] ? [shared] : [];
      }),
    ),
  );
}

/** On sale when one of them says so. */
export const either = (a: SaleTimes | undefined, b: SaleTimes | undefined): SaleTimes | undefined =>
  a && b && inOrder((day) => [...(a[day] ?? []), ...(b[day] ?? [])]);

/** Spans that touch or overlap are made one. */
function inOrder(spans: (day: Day) => readonly Span[]): SaleTimes {
  const times: SaleTimes = {};
  for (const day of DAYS) {
    const merged: [number, number][] = [];
    for (const [from, to] of spans(day).toSorted((a, b) => a[0] - b[0])) {
      const last = merged.at(-1);
      if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
      else merged.push([from, to]);
    }
    if (merged.length > 0) times[day] = merged;
  }
  return times;
}
