// Preparation slots: a kitchen makes so many orders of a channel in so many minutes. Times are epoch milliseconds.
const MINUTE = 60_000;

/** Slots are counted from the epoch, so every clock cuts them alike. */
export const slotStart = (at: number, slotMinutes: number): number => Math.floor(at / (slotMinutes * MINUTE)) * slotMinutes * MINUTE;

/** The first slot after `from` that has room, within a day. `taken`: orders in the slot that begins then. */
export function nextFreeSlot(from: number, slotMinutes: number, limit: number, taken: (start: number) => number): number | undefined {
  if (limit < 1) return undefined;
  const step = slotMinutes * MINUTE;
  const DAY = 24 * 60 * MINUTE;
  for (let start = from + step; start <= from + DAY; start += step) if (taken(start) < limit) return start;
  return undefined;
}

/** Seconds until one more order may come, 0 when it may at once. `created`: when the orders of the last minutes came, oldest first. */
export function throttled(created: readonly number[], { orders, minutes }: { orders: number; minutes: number }, now: number): number {
  const recent = created.filter((at) => at > now - minutes * MINUTE);
  const oldest = recent[recent.length - orders];
  return oldest === undefined ? 0 : Math.max(1, Math.ceil((oldest + minutes * MINUTE - now) / 1_000));
}
