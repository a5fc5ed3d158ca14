// What an order does by itself when its time has come. Its alarm rings then; a command of the clock goes through the same door as everybody's.
import type { CommandOf } from "./commands";
import { isMissed } from "./decide/kitchen";
import { isEnded, isPlaced, type Order } from "./state";
import { totals } from "./totals";

/** `at`: epoch milliseconds. */
export type Step = { at: number; command: CommandOf<"AbandonOrder" | "CloseOrder" | "EscalateOrder"> };

const MINUTE_MS = 60_000;

/** The next thing that happens if nobody does anything; undefined when the order waits for people. */
export function nextStep(order: Order): Step | undefined {
  if (isEnded(order) || order.transfers.length > 0) return undefined;
  const { abandonAfterMinutes, closeAfterMinutes, escalateAfterMinutes } = order.house;
  if (!isPlaced(order)) {
    if (order.payments.length > 0) return undefined; // somebody's money is in it: people decide
    return { at: after(order.lastChanged, abandonAfterMinutes), command: { type: "AbandonOrder", statusInfo: "nobody came back to it" } };
  }
  if (order.status === "DELIVERED" && order.deliveredTime !== undefined && totals(order).remaining === 0) {
    return { at: after(order.deliveredTime, closeAfterMinutes), command: { type: "CloseOrder" } };
  }
  return isMissed(order) ? { at: after(order.completedTime, escalateAfterMinutes), command: { type: "EscalateOrder" } } : undefined;
}

/** When an ended order's log may be put away, in epoch milliseconds. */
export const shrinksAt = (order: Order): number | undefined =>
  isEnded(order) ? Date.parse(order.closedDate) + order.house.shrinkAfterDays * 24 * 60 * MINUTE_MS : undefined;

const after = (instant: string, minutes: number): number => Date.parse(instant) + minutes * MINUTE_MS;
