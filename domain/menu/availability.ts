// When a product is on sale (WIRE.md section 4.5). Always asked in the venue's own zone: breakfast ends when the venue's clock says so.
import type { Availability } from "./compiled";

export type Day = keyof Availability;
/** Minutes since midnight, both ends included. */
export type Span = readonly [from: number, to: number];

export const DAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"] as const satisfies Day[];

/** Making a formatter costs far more than using it, and a chain has few zones. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** `instant`: RFC 3339. `timeZone`: IANA name. Absent availability is always, an empty one never; a day that is not named is closed. */
export function isAvailable(availability: Availability | undefined, instant: string, timeZone: string): boolean {
  if (!availability) return true;
  const { day, minute } = localTime(instant, timeZone);
  return day !== undefined && spansOf(availability[day]).some(([from, to]) => from <= minute && minute <= to);
}

/** A day's flat pairs, `["08:00", "11:00"]`, as spans. A day with a time left over is closed, and so is one that is not there. */
export function spansOf(pairs: string[] | undefined): Span[] {
  if (!pairs || pairs.length % 2 !== 0) return [];
  const minutes = pairs.map((time) => Number(time.slice(0, -3)) * 60 + Number(time.slice(-2)));
  return minutes.flatMap((from, index) => (index % 2 === 0 ? [[from, minutes[index + 1] ?? 0] as const] : []));
}

function localTime(instant: string, timeZone: string): { day: Day | undefined; minute: number } {
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
