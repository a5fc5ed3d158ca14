// Whether a venue sells through a channel at one moment, why not, and until when: its week, its exceptions, its clock and what it says of itself.
import type { Channel } from "../menu/channel";
import { type ChannelHours, exceptionOn, hoursOf, isOpenAt, spansOn } from "../menu/opening";
import { closedChannels, type Selling } from "../menu/selling";
import { dayAfter, localDay, startOf } from "./local-day";

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** How far is looked for the next opening, and for the end of hours that know no night. */
const OPENS_WITHIN_DAYS = 366;
const CLOSES_WITHIN_DAYS = 8;

/** `opensAt` of what is closed, `closesAt` of what is open: RFC 3339 UTC, left out when it is more than a year, or a week, away. */
export type Opening = { open: boolean; reason?: string; opensAt?: string; closesAt?: string };

/** `instant`: RFC 3339. */
export function openAt(document: Selling & { timeZone: string }, channel: Channel, instant: string): Opening {
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
function opensAgain(document: Selling, channel: Channel, at: number): number | undefined {
  const until = Date.parse(document.tempDisabledUntil ?? "");
  return until > at && closedChannels(document, until)[channel] === undefined ? until : undefined;
}

function nextOpening(hours: ChannelHours | undefined, at: number, timeZone: string): number | undefined {
  if (!hours) return undefined;
  const yesterday = dayAfter(localDay(at, timeZone), -1);
  for (let n = 0; n <= OPENS_WITHIN_DAYS; n += 1) {
    const day = dayAfter(yesterday, n);
    if (spansOn(hours, day).length + spansOn(hours, dayAfter(day, -1)).length === 0) continue;
    const opens = turns(hours, day, timeZone).find((turn) => turn > at && isOpenAt(hours, turn, timeZone));
    if (opens !== undefined) return opens;
  }
  return undefined;
}

function nextClosing(hours: ChannelHours | undefined, at: number, timeZone: string): number | undefined {
  if (!hours) return undefined;
  const yesterday = dayAfter(localDay(at, timeZone), -1);
  for (let n = 0; n <= CLOSES_WITHIN_DAYS; n += 1) {
    const closes = turns(hours, dayAfter(yesterday, n), timeZone).find((turn) => turn > at && !isOpenAt(hours, turn, timeZone));
    if (closes !== undefined) return closes;
  }
  return undefined;
}

/** The moments of a day at which it may open or close, in order: where spans begin and end, and on days when the clocks change also wherever they may do so. */
function turns(hours: ChannelHours, day: string, timeZone: string): number[] {
  const start = startOf(day, timeZone);
  const length = startOf(dayAfter(day), timeZone) - start;
  const begun = spansOn(hours, day).flatMap(([from, to]) => [from, ...(to < from ? [] : [to + 1])]);
  const going = spansOn(hours, dayAfter(day, -1)).flatMap(([from, to]) => (to < from ? [to + 1] : []));
  const plain = [...begun, ...going].map((minute) => start + minute * MINUTE_MS);
  if (length === DAY_MS) return plain.toSorted((a, b) => a - b);
  const shifts = Array.from({ length: 17 }, (_, n) => (n - 8) * QUARTER_MS);
  const quarters = Array.from({ length: Math.ceil(length / QUARTER_MS) }, (_, n) => start + n * QUARTER_MS);
  const moved = plain.flatMap((turn) => shifts.map((shift) => turn + shift));
  return [...quarters, ...moved].filter((turn) => start <= turn && turn <= start + length).toSorted((a, b) => a - b);
}
