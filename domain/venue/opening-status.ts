// Whether a venue sells through a channel at one moment, why not, and until when: its week, its exceptions,
// its clock and what it says of itself.
import type { Channel } from "../menu/channel";
import { type ChannelHours, exceptionOn, hoursOf, isOpenAt, periodsOn } from "../menu/opening-hours";
import { closedChannels, type SalesChannels } from "../menu/sales-channels";
import { dayAfter, localDay } from "./time-zone";

/** How far is looked for the next opening, and for the end of hours that know no night. */
const OPENS_WITHIN_DAYS = 366;
const CLOSES_WITHIN_DAYS = 8;

/** `opensAt` of what is closed, `closesAt` of what is open: RFC 3339 UTC, left out when it is more than a year, or a week, away. */
export type Opening = { open: boolean; reason?: string; opensAt?: string; closesAt?: string };

/** `holidays`: public ones, by the chain's calendar. */
type Venue = SalesChannels & { timeZone: string; holidays?: readonly string[] };

/** Whether it takes orders at that moment (RFC 3339): `openAt` without looking for when that changes, for whoever asks of many venues. */
export function isOpenNow(document: Venue, channel: Channel, instant: string): boolean {
  const at = Date.parse(instant);
  return closedChannels(document, at)[channel] === undefined && isOpenIn(hoursOf(document)[channel], at, document.timeZone);
}

/** `instant`: RFC 3339. */
export function openAt(document: Venue, channel: Channel, instant: string): Opening {
  const { timeZone } = document;
  const at = Date.parse(instant);
  const hours = hoursOf(document)[channel];
  const closed = closedChannels(document, at)[channel];
  if (closed !== undefined) {
    const again = opensAgain(document, channel, at);
    const opens = again === undefined ? undefined : isOpenIn(hours, again, timeZone) ? again : nextOpening(hours, again, timeZone);
    return { open: false, reason: closed, ...(opens !== undefined && { opensAt: text(opens) }) };
  }
  if (isOpenIn(hours, at, timeZone)) {
    const closes = nextClosing(hours, at, timeZone);
    return { open: true, ...(closes !== undefined && { closesAt: text(closes) }) };
  }
  const opens = nextOpening(hours, at, timeZone);
  const reason = exceptionOn(hours, localDay(at, timeZone))?.reason ?? "outside the opening hours";
  return { open: false, reason, ...(opens !== undefined && { opensAt: text(opens) }) };
}

const text = (instant: number) => new Date(instant).toISOString();

const isOpenIn = (hours: ChannelHours | undefined, at: number, timeZone: string) => !hours || isOpenAt(hours, at, timeZone);

/** When a venue that is closed for the moment opens by itself; undefined when somebody has to open it. */
function opensAgain(document: SalesChannels, channel: Channel, at: number): number | undefined {
  const until = Date.parse(document.tempDisabledUntil ?? "");
  return until > at && closedChannels(document, until)[channel] === undefined ? until : undefined;
}

/** The days on which something may begin or go on, from the one before that of the instant. */
function* daysFrom(at: number, timeZone: string, count: number): Generator<string> {
  const yesterday = dayAfter(localDay(at, timeZone), -1);
  for (let n = 0; n <= count; n += 1) yield dayAfter(yesterday, n);
}

/** Of hours that are closed at that moment. */
function nextOpening(hours: ChannelHours | undefined, at: number, timeZone: string): number | undefined {
  for (const day of daysFrom(at, timeZone, OPENS_WITHIN_DAYS)) {
    const next = periodsOn(hours, day, timeZone).find(({ start }) => start > at);
    if (next) return next.start;
  }
  return undefined;
}

/** Of hours that are open at that moment: the end of all periods that follow on each other. */
function nextClosing(hours: ChannelHours | undefined, at: number, timeZone: string): number | undefined {
  if (!hours) return undefined;
  let end = at;
  for (const day of daysFrom(at, timeZone, CLOSES_WITHIN_DAYS)) {
    const before = end;
    for (const period of periodsOn(hours, day, timeZone)) if (period.start <= end) end = Math.max(end, period.end);
    if (before === end && end > at) return end;
  }
  return undefined;
}
