// The days that hours under `PH` hold on: a chain names them itself, because each country, and often each town, has its own.
import { z } from "zod";

/** Of the chain's properties, the one that has them: `2026-12-25, 2026-12-26`. */
export const HOLIDAYS_PROPERTY = "publicHolidays";

const Day = z.iso.date("expected a day such as 2026-12-25");
/** Two or three years of them: what is sold by them keeps the dates. */
const MAX_DAYS = 60;

/** As people write them, in any order. */
export const PublicHolidays = z
  .array(Day)
  .max(MAX_DAYS, `expected at most ${MAX_DAYS} days: leave out those that are over`)
  .superRefine((days, context) => {
    days.forEach((day, index) => {
      if (days.indexOf(day) < index) context.addIssue({ code: "custom", path: [index], message: `${day} is named already` });
    });
  });

/** Out of a chain's properties, in order; what is no day is left out. */
export function publicHolidays({ [HOLIDAYS_PROPERTY]: written = "" }: Readonly<Record<string, string>>): string[] {
  const days = written.split(/[\s,;]+/).filter((day) => Day.safeParse(day).success);
  return [...new Set(days)].toSorted().slice(0, MAX_DAYS);
}

/** As the property has them. */
export const holidaysText = (days: readonly string[]): string => days.toSorted().join(", ");
