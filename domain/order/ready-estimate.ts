// When an order will be ready: what its kitchens take at their recent pace,
// or for want of that what the venue or its chain says, and not before it is wanted.
import { DEFAULT_READY_MINUTES } from "./order-settings";
import { isVoid, type Order } from "./state";

/** By venue, how long an order takes there at the moment (ms), for those that were asked. */
export type PrepTimes = Readonly<Record<string, number>>;

const MINUTE_MS = 60_000;

/** `at`: from when on the kitchens are at it. RFC 3339. */
function readyAt({ buckets, settings, due }: Order, at: string, prepTimes: PrepTimes = {}): string {
  const working = buckets.filter(({ lines }) => lines.some((line) => !isVoid(line)));
  const takes = working.map(({ venue, kitchen }) => {
    const minutes = kitchen?.readyAfterMinutes ?? settings.readyAfterMinutes ?? DEFAULT_READY_MINUTES;
    return prepTimes[venue] ?? kitchen?.paceMs ?? minutes * MINUTE_MS;
  });
  const soonest = Date.parse(at) + Math.max(0, ...takes);
  return new Date(due === undefined ? soonest : Math.max(soonest, Date.parse(due))).toISOString();
}

/** The promise that comes of being at it from `at` on, if it is a later one than the order has given. */
export function laterPromise(order: Order, at: string, prepTimes?: PrepTimes): string | undefined {
  const ready = readyAt(order, at, prepTimes);
  return order.promised === undefined || ready > order.promised ? ready : undefined;
}
