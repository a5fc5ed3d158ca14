// Holidays and special days: what a venue does on certain days instead of what its week says.
import { z } from "zod";
import { Channel } from "../menu/channel";
import { OpenSpan } from "../menu/weekly-hours";

const Day = z.iso.date("expected a day such as 2026-12-24");

/**
 * Days of the venue's own calendar, `date` to `dateTo` (included), or one. `closed`, or open during `hours` only; hours over midnight
 * belong to the day on which they begin. Without `channels` it is said of all. Of two that name the same day the later one counts.
 */
export const CalendarException = z.looseObject({
  date: Day,
  dateTo: Day.optional(),
  closed: z.boolean().optional(),
  hours: z.array(OpenSpan).max(24).optional(),
  channels: z.array(Channel).max(Channel.options.length).optional(),
  reason: z.string().max(255).optional(),
});
export type CalendarException = z.infer<typeof CalendarException>;
