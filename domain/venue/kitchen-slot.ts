// Preparation slots: a kitchen makes so many orders of a channel in so many minutes. Times are epoch milliseconds, zones IANA names.
import { changeBetween, offsetAt } from "./time-zone";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * When the slot of that moment begins. Slots begin where the venue's clock shows a whole multiple of their length since midnight, each time
 * that it does: an hour that comes twice is two slots of an hour. A beginning that the clock skips is the moment after the skip.
 */
export function slotStart(at: number, slotMinutes: number, timeZone: string): number {
  const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
  const offset = offsetAt(minute, timeZone);
  const begun = (((minute + offset) % DAY_MS) / MINUTE_MS) % slotMinutes;
  const start = minute - begun * MINUTE_MS;
  const before = offsetAt(start, timeZone);
  if (before === offset) return start;
  const change = changeBetween(start, minute, timeZone);
  const isSkipped = start + offset >= change + before;
  return isSkipped ? change : slotStart(change - MINUTE_MS, slotMinutes, timeZone);
}

/** When the slot begins that follows the one which begins at `start`. */
export function nextSlot(start: number, slotMinutes: number, timeZone: string): number {
  const step = slotMinutes * MINUTE_MS;
  let after = start + step;
  let next = slotStart(after, slotMinutes, timeZone);
  // A slot in which the clock is put back may be longer than others,
  while (next === start) next = slotStart((after += step), slotMinutes, timeZone);
  // and ones that midnight or a change of clocks cuts short may have been passed by.
  let before = slotStart(next - MINUTE_MS, slotMinutes, timeZone);
  while (before !== start) {
    next = before;
    before = slotStart(next - MINUTE_MS, slotMinutes, timeZone);
  }
  return next;
}

/** The first slot after that of `from` which has room, within a day. `taken`: orders in the slot from `start` to before `end`. */
export function nextFreeSlot(
  from: number,
  { slotMinutes, timeZone, limit }: { slotMinutes: number; timeZone: string; limit: number },
  taken: (start: number, end: number) => number,
): number | undefined {
  if (limit < 1) return undefined;
  const following = (start: number) => nextSlot(start, slotMinutes, timeZone);
  const last = from + DAY_MS;
  for (let start = following(slotStart(from, slotMinutes, timeZone)); start <= last;) {
    const end = following(start);
    if (taken(start, end) < limit) return start;
    start = end;
  }
  return undefined;
}

/** Seconds until one more order may come, 0 when it may at once. `created`: when the orders of the last minutes came, oldest first. */
export function throttled(created: readonly number[], { orders, minutes }: { orders: number; minutes: number }, now: number): number {
  const recent = created.filter((at) => at > now - minutes * MINUTE_MS);
  const oldest = recent[recent.length - orders];
  return oldest === undefined ? 0 : Math.max(1, Math.ceil((oldest + minutes * MINUTE_MS - now) / 1_000));
}
