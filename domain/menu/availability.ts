// When a product is on sale (WIRE.md section 4.5). Always asked in the venue's own zone: breakfast ends when the venue's clock says so.
import type { Availability, SaleTimes } from "./compiled";

export type Day = keyof Availability;
/** Minutes since midnight, both ends included. */
export type Span = readonly [from: number, to: number];

export const DAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"] as const satisfies Day[];

/** Making a formatter costs far more than using it, and a chain has few zones. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** Where a venue's clock stands: the day, and minutes since midnight. */
export type LocalTime = { day: Day | undefined; minute: number };

/** `instant`: RFC 3339. `timeZone`: IANA name. Absent availability is always, an empty one never; a day that is not named is closed. */
export function isAvailable(availability: Availability | undefined, instant: string, timeZone: string): boolean {
  if (!availability) return true;
  const { day, minute } = localTime(instant, timeZone);
  return day !== undefined && spansOf(availability[day]).some(([from, to]) => from <= minute && minute <= to);
}

/** The same for what is compiled. Whoever asks of many products tells the time once. */
export function isOnSale(times: SaleTimes | undefined, { day, minute }: LocalTime): boolean {
  if (!times) return true;
  const spans = day === undefined ? undefined : times[day];
  return spans !== undefined && spans.some(([from, to]) => from <= minute && minute <= to);
}

/** Compiles an availability: spans in order, those that touch or overlap made one. */
export function saleTimes(availability: Availability): SaleTimes {
  const times: SaleTimes = {};
  for (const day of DAYS) {
    const spans = spansOf(availability[day]).filter(([from, to]) => from <= to);
    const merged: [number, number][] = [];
    for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
      const last = merged.at(-1);
      if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
      else merged.push([from, to]);
    }
    if (merged.length > 0) times[day] = merged;
  }
  return times;
}

/** A day's flat pairs, `["08:00", "11:00"]`, as spans. A day with a time left over is closed, and so is one that is not there. */
export function spansOf(pairs: string[] | undefined): Span[] {
  if (!pairs || pairs.length % 2 !== 0) return [];
  const minutes = pairs.map((time) => Number(time.slice(0, -3)) * 60 + Number(time.slice(-2)));
  return minutes.flatMap((from, index) => (index % 2 === 0 ? [[from, minutes[index + 1] ?? 0] as const] : []));
}

export function localTime(instant: string, timeZone: string): LocalTime {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("en-US", { timeZone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    clocks.set(timeZone, clock);
  }
  const parts = clock.formatToParts(new Date(instant));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? "";
  const weekday = part("weekday").toUpperCase();
  return { day: DAYS.find((day) => day === weekday), minute: Number(part("hour")) * 60 + Number(part("minute")) };
}
