// Times of a day as people write them. Both minutes belong to a span, and what ends before it begins ends on the next day. `24:00` is the
// end of the day, and `00:00` to `00:00` all of it.

/** Minutes since midnight, both included; `to` before `from`: on the next day. */
export type TimeSpan = readonly [from: number, to: number];

export const LAST_MINUTE = 24 * 60 - 1;

const TIME = /^([01]?\d|2[0-3]):([0-5]\d)$/;

function minuteOf(time: string): number | undefined {
  const [, hours, minutes] = TIME.exec(time) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

/** Undefined when one of the two is no time. */
export function spanOf(begin: string, end: string): TimeSpan | undefined {
  const from = minuteOf(begin);
  const to = end === "24:00" ? LAST_MINUTE : minuteOf(end);
  if (from === undefined || to === undefined) return undefined;
  return from === 0 && to === 0 ? [0, LAST_MINUTE] : [from, to];
}

/** Of a day's flat pairs, `["08:00", "11:00"]`. A day that cannot be read is closed, and so is one that is not there. */
export function spansOf(pairs: readonly string[] = []): TimeSpan[] {
  const spans = pairs.flatMap((begin, index) => (index % 2 === 0 ? [spanOf(begin, pairs[index + 1] ?? "")] : []));
  return spans.every((span) => span !== undefined) ? spans : [];
}

/** Why a day's pairs cannot be read; undefined when they can. */
export function unreadable(pairs: readonly string[]): string | undefined {
  if (spansOf(pairs).length * 2 === pairs.length) return undefined;
  const wrong = pairs.find((time, index) => minuteOf(time) === undefined && !(time === "24:00" && index % 2 === 1));
  const why = wrong === undefined ? `${pairs.at(-1)} has no time that it goes to` : `${wrong} is no time of a day`;
  return `expected pairs of times such as ["08:00", "22:00"]: ${why}`;
}

/** `08:30`. */
export const timeOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
