// A date and time by a venue's own clock, as an instant.

const LOCAL = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;

const MINUTE = 60_000;

/**
 * `text`: `2026-12-01T06:00` by the clock of the zone, or an instant with its offset (RFC 3339). Epoch ms. A time that the clocks skip is the moment after the skip; one that they show twice is the first. `timeZone`: IANA name.
 */
export function instantOf(text: string, timeZone: string): number {
  if (!LOCAL.test(text)) return Date.parse(text);
  const asUtc = Date.parse(`${text}${text.length === 16 ? ":00" : ""}Z`);
  const [before, after] = [asUtc - 24 * 60 * MINUTE, asUtc + 24 * 60 * MINUTE].map((at) => asUtc - offset(at, timeZone));
  const candidates = [before ?? asUtc, after ?? asUtc].toSorted((a, b) => a - b);
  return candidates.find((at) => at + offset(at, timeZone) === asUtc) ?? candidates.at(-1) ?? asUtc;
}

/** What the zone's clocks are ahead of UTC by then, in ms. */
function offset(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? "00";
  const shown = Date.parse(`${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}:${part("second")}Z`);
  return shown - Math.floor(instant / 1_000) * 1_000;
}
