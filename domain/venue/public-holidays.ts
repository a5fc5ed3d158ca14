// The days that hours under `PH` hold on: a chain names them itself, because each country, and often each town, has its own.

import { z } from "zod";

const Day = z.iso.date();
/** Two or three years of them: what is sold by them keeps the dates. */
const MOST_DAYS = 60;

/** Out of a chain's properties (`publicHolidays`: `2026-12-25, 2026-12-26`), in order; what is no day is left out. */
export function publicHolidays(properties: Readonly<Record<string, string>>): string[] {
  const days = (properties.publicHolidays ?? "").split(/[\s,;]+/).filter((day) => Day.safeParse(day).success);
  return [...new Set(days)].toSorted().slice(0, MOST_DAYS);
}
