// What a provider has collected.
import { ok } from "../../result";
import type { OrderEvent } from "../events";
import { surplusOf } from "../refundable";
import { isVoid, linesOf, type OpenedPayment, type Order } from "../state";
import { type DecisionContext, type Decision, paidFor, refuse, stampOf } from "./guards";
import { lapse } from "./lapsed-payments";
import { refundsOpened } from "./refunds";
import { applied, settling, type Tender } from "./payment-booking";

type Envelope = DecisionContext["envelope"];

/**
 * A provider's money is there, whatever has become of the order: it is booked in the name of the payment that it is, and what the order
 * cannot use goes back.
 */
export function registerFromProvider(command: Tender, order: Order, { envelope, unavailable }: DecisionContext): Decision {
  const opened = order.pendingPayments.find(({ id }) => id === command.id);
  const lapsed = order.lapsed.find(({ id }) => id === command.id);
  const begun = opened ?? lapsed;
  if (!begun) return refuse({ code: "payment-not-found", payment: command.id });
  const { payment, source } = begun;
  if (command.amount === 0 && begun.amount > 0) return ok(opened ? [lapse(command.id, "nothing was collected", envelope)] : []);
  const { type: _, lines: __, taken: ___, ...money } = command;
  const booked: OrderEvent = { ...stampOf(envelope), type: "PaymentRegistered", ...money, payment, source };
  // Of a payment that had lapsed only what was shown then is bought: this very basket, and lines that nobody else pays for since.
  const isWanted = opened
    ? !isForVoidLines(opened, order)
    : lapsed?.revision === order.revision && paidFor(order, lapsed.lines ?? []) === undefined;
  const isUsable = isWanted && unavailable === undefined && order.status !== "CANCELLED" && order.status !== "ABANDONED";
  const events = isUsable ? settling(order, [booked], envelope) : [booked];
  return ok([...events, ...unused(order, events, command.id, isUsable, envelope)]);
}

/** Nobody pays for what has become void, whoever had begun to. */
const isForVoidLines = ({ lines: named }: OpenedPayment, order: Order): boolean =>
  named !== undefined && linesOf(order).every((line) => isVoid(line) || !named.includes(line.id));

/** The refund of what the order cannot use of a provider's money. */
function unused(order: Order, events: OrderEvent[], payment: string, isUsable: boolean, envelope: Envelope): OrderEvent[] {
  const after = events.reduce(applied, order);
  const taken = after.payments.find(({ id }) => id === payment)?.amount ?? 0;
  const amount = isUsable ? Math.min(taken, surplusOf(after, payment)) : taken;
  if (amount <= 0) return [];
  const reason = isUsable ? "more than is to pay" : "the order cannot use it any more";
  return refundsOpened(after, [{ payment, amount, kind: isUsable ? "correction" : "unapplied", reason }], envelope);
}
