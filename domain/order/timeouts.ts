// What an order does by itself when its time has come. Its alarm rings then;
// a command of the clock goes through the same door as everybody's.
import type { CommandOf } from "./commands";
import { DEFAULT_SETTINGS, DEFAULT_ALERT_MINUTES, DEFAULT_GUEST_BASKET_MINUTES, DEFAULT_PAYMENT_MINUTES } from "./order-settings";
import { reopensBill } from "./refund-kind";
import { holdsMoney } from "./refundable";
import { isEnded, isPlaced, type Order, type Placed } from "./state";
import { totals } from "./totals";
import { isMissed } from "./kitchen-work";

/** `at`: epoch milliseconds. */
export type Step = { at: number; command: CommandOf<"AbandonOrder" | "CloseOrder" | "AlertKitchen" | "EscalateOrder" | "DeclinePayment"> };

const MINUTE_MS = 60_000;

/** The next thing that happens if nobody does anything; undefined when the order waits for people. */
export function nextStep(order: Order): Step | undefined {
  if (isEnded(order) || order.transfers.length > 0) return undefined;
  const steps = [paymentStep(order), isPlaced(order) ? placedStep(order) : basketStep(order)].filter((step) => step !== undefined);
  return steps.toSorted((a, b) => a.at - b.at)[0];
}

/** While a payment is open nothing that it counts on goes, so it does not stay open for ever. */
function paymentStep({ pendingPayments: [oldest], settings }: Order): Step | undefined {
  if (!oldest) return undefined;
  const at = after(oldest.at, settings.paymentMinutes ?? DEFAULT_PAYMENT_MINUTES);
  return { at, command: { type: "DeclinePayment", id: oldest.id, reason: "nobody has finished it" } };
}

function basketStep(order: Order): Step | undefined {
  if (holdsMoney(order) || order.pendingPayments.length > 0) return undefined; // somebody's money is in it, or on its way: people decide
  const { abandonAfterMinutes, guestBasketMinutes = DEFAULT_GUEST_BASKET_MINUTES } = order.settings;
  const minutes = order.createdByStaff ? abandonAfterMinutes : Math.min(abandonAfterMinutes, guestBasketMinutes);
  const at = after(order.lastChanged, minutes);
  return { at, command: { type: "AbandonOrder", statusInfo: "nobody came back to it" } };
}

function placedStep(order: Placed): Step | undefined {
  if (order.status === "DELIVERED" && order.deliveredTime !== undefined && isSettled(order)) {
    return { at: after(order.deliveredTime, order.settings.closeAfterMinutes), command: { type: "CloseOrder" } };
  }
  return isMissed(order) ? unseenStep(order) : undefined;
}

/** Nothing is owed, and will not be when what is on its way back has arrived. */
const isSettled = (order: Order): boolean => totals(order).remaining === 0 && !order.pendingRefunds.some(reopensBill);

/** First the kitchen's screens are alerted, then the managers are told; each once for what the kitchen was given. */
function unseenStep({ work, buckets, settings }: Order): Step | undefined {
  const least = (rule: "alertAfterMinutes" | "escalateAfterMinutes", usual: number) =>
    Math.min(...buckets.map(({ kitchen }) => kitchen?.[rule] ?? settings[rule] ?? usual));
  const steps: Step[] = [];
  if (work?.alert !== undefined) {
    steps.push({ at: after(work.alert, least("alertAfterMinutes", DEFAULT_ALERT_MINUTES)), command: { type: "AlertKitchen" } });
  }
  if (work?.escalate !== undefined) {
    steps.push({
      at: after(work.escalate, least("escalateAfterMinutes", DEFAULT_SETTINGS.escalateAfterMinutes)),
      command: { type: "EscalateOrder" },
    });
  }
  return steps.toSorted((a, b) => a.at - b.at)[0];
}

/** When an ended order's log may be put away, in epoch milliseconds. Nobody asks again for what was never ordered. */
export function shrinksAt(order: Order): number | undefined {
  if (!isEnded(order)) return undefined;
  const days = order.status === "ABANDONED" ? 0 : order.settings.shrinkAfterDays;
  return after(order.closedDate, days * 24 * 60);
}

const after = (instant: string, minutes: number): number => Date.parse(instant) + minutes * MINUTE_MS;
