// Opening hours of a venue's channels (`channelConstraints[channel].week`): inclusive minutes by the venue's own clock, and the days on
// which something else holds.
import { z } from "zod";
import { dayAfter, hoursClock, instantAt } from "../venue/time-zone";
import { DAYS, weekdayOf } from "./availability";
import { Channel } from "./channel";
import { Availability } from "./compiled";
import type { SalesChannels } from "./sales-channels";
import { LAST_MINUTE, type TimeSpan, spansOf } from "./time-span";
import { pairsOf } from "./weekly-hours";

const Pairs = Availability.valueType;

/**
 * Flat pairs, as availability has them; a pair that ends before it begins ends on the next day.
 * `exceptions`: days, both included, that have other hours.
 */
export const ChannelHours = z.object({
  MON: Pairs.optional(),
  TUE: Pairs.optional(),
  WED: Pairs.optional(),
  THU: Pairs.optional(),
  FRI: Pairs.optional(),
  SAT: Pairs.optional(),
  SUN: Pairs.optional(),
  exceptions: z.array(z.object({ from: z.string(), to: z.string(), hours: Pairs, reason: z.string().optional() })).optional(),
});
export type ChannelHours = z.infer<typeof ChannelHours>;

/** By channel. A channel that is not named is open whenever the venue sells through it. */
export const Hours = z.partialRecord(Channel, ChannelHours);
export type Hours = z.infer<typeof Hours>;

const HOLIDAY = "public holiday";
const WHOLE_DAY = ["00:00", "23:59"];
const ALWAYS: ChannelHours = Object.fromEntries(DAYS.map((day) => [day, WHOLE_DAY]));

/** What a venue's document says of its hours, and the public holidays (`2026-12-25`) of its chain's calendar. */
export type HoursSource = Pick<SalesChannels, "channelConstraints" | "exceptions"> & { holidays?: readonly string[] };

/**
 * The hours of the channels of which the venue's document tells a week or an exception. Exceptions that are over on the day `since` are
 * left out. A week that says something of `PH` has an exception for each public holiday; one that is written for that day counts more.
 */
export function hoursOf({ channelConstraints = {}, exceptions = [], holidays = [] }: HoursSource, since = ""): Hours {
  const told = Channel.options.flatMap((channel) => {
    const week = channelConstraints[channel]?.week;
    const holidayHours = week?.PH && pairsOf(week.PH);
    const onHolidays = holidayHours
      ? holidays.filter((day) => day >= since).map((day) => ({ from: day, to: day, hours: holidayHours, reason: HOLIDAY }))
      : [];
    const written = exceptions
      .filter(({ channels = [], date, dateTo = date }) => dateTo >= since && (channels.length === 0 || channels.includes(channel)))
      .map(({ date, dateTo = date, closed, hours = [], reason }) => ({
        from: date,
        to: dateTo,
        hours: closed ? [] : pairsOf(hours),
        ...(reason !== undefined && { reason }),
      }));
    const special = [...onHolidays, ...written];
    if (!week && special.length === 0) return [];
    const usual = week ? Object.fromEntries(DAYS.map((day) => [day, pairsOf(week[day] ?? [])])) : ALWAYS;
    return [[channel, { ...usual, ...(special.length > 0 && { exceptions: special }) }] as const];
  });
  return Object.fromEntries(told);
}

/** What holds on that day, `2026-12-24`, instead of the week. */
export const exceptionOn = (hours: ChannelHours | undefined, day: string) =>
  hours?.exceptions?.findLast(({ from, to }) => from <= day && day <= to);

/** When it is open on that day: spans that begin on it. One that ends before it begins ends on the next day. */
export function spansOn(hours: ChannelHours | undefined, day: string): TimeSpan[] {
  return hours ? spansOf(exceptionOn(hours, day)?.hours ?? hours[weekdayOf(day)]) : [[0, LAST_MINUTE]];
}

/** From `start` until just before `end`, epoch ms. */
export type Period = { start: number; end: number };

/**
 * The spans of that day as instants, in order. Whatever the clocks do meanwhile, each is open once, without a break; one that they skip is
 * left out.
 */
export function periodsOn(hours: ChannelHours | undefined, day: string, timeZone: string): Period[] {
  return spansOn(hours, day)
    .map(([from, to]) => ({
      start: instantAt(day, from, timeZone),
      end: instantAt(to < from ? dayAfter(day) : day, to + 1, timeZone),
    }))
    .filter(({ start, end }) => start < end)
    .toSorted((a, b) => a.start - b.start);
}

/** `hours` undefined: they are not known here and nothing is refused for them. `instant`: RFC 3339. */
export function isOpen(hours: Hours | undefined, channel: Channel, instant: string, timeZone: string): boolean {
  const at = hours?.[channel];
  return at === undefined || isOpenAt(at, Date.parse(instant), timeZone);
}

/** Whether one of the periods holds the instant (epoch ms). What began on the day before may still go on. */
export function isOpenAt(hours: ChannelHours, instant: number, timeZone: string): boolean {
  const { day, minute } = hoursClock(instant, timeZone);
  return (
    spansOn(hours, day).some(([from, to]) => from <= minute && (to < from || minute <= to)) ||
    spansOn(hours, dayAfter(day, -1)).some(([from, to]) => to < from && minute <= to)
  );
}
