// When something is on sale. Always asked in the venue's own zone: breakfast ends when the venue's clock says so.
import { type ClockTime, hoursClock } from "../venue/time-zone";
import { Availability, type SaleTimes } from "./compiled";
import { spansOf, timeOf, unreadable } from "./time-span";

export const DAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"] as const satisfies (keyof Availability)[];
export type Day = (typeof DAYS)[number];

/** The days that availability may name: those of the week, and public holidays. */
export const NAMED_DAYS = [...DAYS, "PH"] as const satisfies (keyof Availability)[];

/** `day`: `2026-11-24`. */
export const weekdayOf = (day: string): Day => DAYS[(new Date(day).getUTCDay() + 6) % DAYS.length] ?? "MON";

/** Where a venue's clock stands: the date, the day of the week, and minutes since midnight. */
export type LocalTime = Pick<ClockTime, "minute"> & { date: string; day: Day };

/** `instant`: RFC 3339. `timeZone`: IANA name. */
export function localTime(instant: string, timeZone: string): LocalTime {
  const { day: date, minute } = hoursClock(Date.parse(instant), timeZone);
  return { date, day: weekdayOf(date), minute };
}

/** Absent times are always, empty ones never; a day that is not named is closed. Whoever asks of many products tells the time once. */
export const isOnSale = (times: SaleTimes | undefined, { date, day, minute }: LocalTime): boolean =>
  !times || (times[date] ?? times[day] ?? []).some(([from, to]) => from <= minute && minute <= to);

/** The days of which the times cannot be read, and why. Reading takes such a day for closed. */
export function unreadableDays(availability: Availability | undefined): { day: keyof Availability; why: string }[] {
  if (!availability) return [];
  return NAMED_DAYS.flatMap((day) => {
    const why = unreadable(availability[day] ?? []);
    return why === undefined ? [] : [{ day, why }];
  });
}

/** The days on which something is on sale for one minute, and that minute: mostly meant is all of the day. */
export const daysOfOneMinute = (availability: Availability = {}): { day: keyof Availability; time: string }[] =>
  NAMED_DAYS.flatMap((day) => spansOf(availability[day]).flatMap(([from, to]) => (from === to ? [{ day, time: timeOf(from) }] : [])));

/** As people may write it: the times of every day can be read. */
export const WrittenAvailability = Availability.superRefine((availability, context) => {
  for (const { day, why } of unreadableDays(availability)) context.addIssue({ code: "custom", path: [day], message: why });
});
