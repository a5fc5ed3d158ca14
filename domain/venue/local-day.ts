// Calendar days as a venue's own clock has them.

const DAY_MS = 24 * 60 * 60_000;

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  let clock = clocks.get(timeZone);
  if (!clock) {
    const digits = "2-digit";
    clock = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: digits,
      day: digits,
      hour: digits,
      minute: digits,
      second: digits,
    });
    clocks.set(timeZone, clock);
  }
  return clock;
}

function localParts(instant: number, timeZone: string): Record<string, string> {
  return Object.fromEntries(
    clockOf(timeZone)
      .formatToParts(new Date(instant))
      .map(({ type, value }) => [type, value]),
  );
}

/** The day, `2026-11-24`, that an instant (epoch ms) belongs to in a zone (IANA name). */
export function localDay(instant: number, timeZone: string): string {
  const { year, month, day } = localParts(instant, timeZone);
  return `${year}-${month}-${day}`;
}

/** Hour of the day, `00` to `23`. */
export const localHour = (instant: number, timeZone: string): string => localParts(instant, timeZone).hour ?? "00";

/** What the clock shows: the day, and the minutes since midnight. */
export function localClock(instant: number, timeZone: string): { day: string; minute: number } {
  const { year, month, day, hour, minute } = localParts(instant, timeZone);
  return { day: `${year}-${month}-${day}`, minute: Number(hour) * 60 + Number(minute) };
}

/** The day so many days after that one, by the calendar. */
export const dayAfter = (day: string, days = 1): string => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** When that day, `2026-11-24`, begins in a zone, in epoch ms. A day that a zone has left out begins with the one after it. */
export function startOf(day: string, timeZone: string): number {
  let instant = Date.parse(day) + DAY_MS / 2;
  if (localDay(instant, timeZone) > day) instant -= DAY_MS; // east of +12:00 noon in Greenwich is tomorrow
  if (localDay(instant, timeZone) < day) instant += DAY_MS;
  return startOfDay(instant, timeZone);
}

/** When the day of that instant began, in epoch ms. A day that begins with a change of clocks begins after it. */
export function startOfDay(instant: number, timeZone: string): number {
  const day = localDay(instant, timeZone);
  const { hour, minute, second } = localParts(instant, timeZone);
  const seconds = Number(hour) * 3_600 + Number(minute) * 60 + Number(second);
  let start = Math.floor(instant / 1_000) * 1_000 - seconds * 1_000;
  // Clocks that changed since midnight moved it by what they changed by: at most two hours, in quarters.
  const QUARTER_MS = 15 * 60_000;
  while (localDay(start, timeZone) < day) start += QUARTER_MS;
  while (localDay(start - QUARTER_MS, timeZone) === day) start -= QUARTER_MS;
  return start;
}
