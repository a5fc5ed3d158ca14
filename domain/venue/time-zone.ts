// Civil time: what the clocks of a zone (IANA name) show, and when they show it. Instants are epoch ms, days are text such as `2026-11-24`.

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const DAY_MINUTES = 24 * 60;

/** `shown`: what it was read at lately, by second. Orders ask for the same moments many times: now, and when days and slots begin. */
type Clock = { formatter: Intl.DateTimeFormat; shown: Map<number, number> };

const MAX_READINGS = 512;

/** Making a formatter costs far more than using it, and a chain has few zones. */
const clocks = new Map<string, Clock>();

function clockOf(timeZone: string): Clock {
  const known = clocks.get(timeZone);
  if (known) return known;
  const [numeric, digits] = ["numeric", "2-digit"] as const;
  const time = { hourCycle: "h23", hour: digits, minute: digits, second: digits } as const;
  const formatter = new Intl.DateTimeFormat("en-US", { timeZone, year: numeric, month: digits, day: digits, ...time });
  const clock = { formatter, shown: new Map<number, number>() };
  clocks.set(timeZone, clock);
  return clock;
}

/** What the clock shows, to the second, written as the instant at which clocks in Greenwich show the same. */
function shownAt(instant: number, timeZone: string): number {
  const { formatter, shown } = clockOf(timeZone);
  const second = Math.floor(instant / SECOND_MS);
  const known = shown.get(second);
  if (known !== undefined) return known;
  if (shown.size >= MAX_READINGS) shown.clear();
  const reading = read(formatter, instant);
  shown.set(second, reading);
  return reading;
}

function read(formatter: Intl.DateTimeFormat, instant: number): number {
  const text = formatter.format(instant); // 11/24/2026, 16:13:20; in parts it takes four times as long
  const [month, day, year = "", hour, minute, second] = text.match(/\d+/g) ?? [];
  return Date.parse(`${year.padStart(4, "0")}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** How far the clocks are ahead of UTC, in ms. */
export const offsetAt = (instant: number, timeZone: string): number =>
  shownAt(instant, timeZone) - Math.floor(instant / SECOND_MS) * SECOND_MS;

/** The first instant at which the clocks show this, or, when they skip it, the one at which they do. */
function firstShown(shown: number, timeZone: string): number {
  const [before, after] = [offsetAt(shown - DAY_MS, timeZone), offsetAt(shown + DAY_MS, timeZone)];
  const [byOld, byNew] = [shown - before, shown - after];
  if (before === after || offsetAt(byOld, timeZone) === before) return byOld;
  return offsetAt(byNew, timeZone) === after ? byNew : changeBetween(byNew, byOld, timeZone);
}

/** When the clocks are changed: they are at `earlier` (whole seconds) what they were, and are not at `later`. */
export function changeBetween(earlier: number, later: number, timeZone: string): number {
  const old = offsetAt(earlier, timeZone);
  let [last, first] = [earlier, later];
  while (first - last > SECOND_MS) {
    const middle = Math.floor((last + first) / 2 / SECOND_MS) * SECOND_MS;
    if (offsetAt(middle, timeZone) === old) last = middle;
    else first = middle;
  }
  return first;
}

const textOf = (shown: number) => new Date(shown).toISOString();

/** The day that an instant belongs to. */
export const localDay = (instant: number, timeZone: string): string => textOf(shownAt(instant, timeZone)).slice(0, 10);

/** Hour of the day, `00` to `23`. */
export const localHour = (instant: number, timeZone: string): string => textOf(shownAt(instant, timeZone)).slice(11, 13);

/** The day so many days after that one, by the calendar. */
export const dayAfter = (day: string, days = 1): string => textOf(Date.parse(day) + days * DAY_MS).slice(0, 10);

/**
 * When that minute of the day (0 is midnight, 1440 the end of the day) comes. One that the clocks show twice is the first; one that they
 * skip is the moment after the skip; a day that a zone has left out begins with the one after it.
 */
export const instantAt = (day: string, minute: number, timeZone: string): number =>
  firstShown(Date.parse(day) + minute * MINUTE_MS, timeZone);

/** When the day of that instant began. */
export const startOfDay = (instant: number, timeZone: string): number => instantAt(localDay(instant, timeZone), 0, timeZone);

const LOCAL = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;

/**
 * `text`: `2026-12-01T06:00` by the zone's clocks, once shown or skipped as `instantAt` has it; or an instant with its offset (RFC 3339).
 */
export const instantOf = (text: string, timeZone: string): number =>
  LOCAL.test(text) ? firstShown(Date.parse(`${text}Z`), timeZone) : Date.parse(text);

/** A day, and minutes since its midnight. */
export type ClockTime = { day: string; minute: number };

/**
 * The clock that hours go by. It shows what every clock shows, and is not put back: while an hour is repeated, it stands at the last minute
 * before. So it has come to a minute exactly when `instantAt` of that minute has passed, and what has begun or ended once does not do so
 * again.
 */
export function hoursClock(instant: number, timeZone: string): ClockTime {
  const shown = shownAt(instant, timeZone);
  const second = Math.floor(instant / SECOND_MS) * SECOND_MS;
  const before = offsetAt(second - DAY_MS, timeZone);
  const putBack = before - (shown - second);
  const isRepeated = putBack > 0 && offsetAt(second - putBack, timeZone) === before;
  const counts = isRepeated ? changeBetween(second - putBack, second, timeZone) + before - MINUTE_MS : shown;
  return { day: textOf(counts).slice(0, 10), minute: Math.floor(counts / MINUTE_MS) % DAY_MINUTES };
}
