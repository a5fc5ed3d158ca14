// What a provider has collected.
import { ok } from "../../result";
import type { CommandEnvelope } from "../commands";
import type { OrderEvent } from "../events";
import { surplusOf } from "../refundable";
import { sharesByLine } from "../line-shares";
import { isVoid, linesOf, type OpenedPayment, type Order, type Payment } from "../state";
import { totals } from "../totals";
import { type DecisionContext, type Decision, paidFor, refuse, stampOf } from "./guards";
import { lapse } from "./lapsed-payments";
import { refundsOpened } from "./refunds";
import { applied, boundShares, settling, type Tender } from "./payment-booking";

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
  // Of a payment that had lapsed only what was shown then is bought: this very basket, and lines that nobody else pays for since.
  const isWanted = opened
    ? !isForVoidLines(opened, order)
    : lapsed?.revision === order.revision && paidFor(order, lapsed.lines ?? []) === undefined;
  const isUsable = isWanted && unavailable === undefined && order.status !== "CANCELLED" && order.status !== "ABANDONED";
  const { type: _, lines: __, taken: ___, ...money } = command;
  const bound = isUsable && lapsed ? lateShares(lapsed, order, command.amount) : {};
  const booked: OrderEvent = { ...stampOf(envelope), type: "PaymentRegistered", ...money, payment, source, ...bound };
  const events = isUsable ? settling(order, [booked], envelope) : [booked];
  return ok([...events, ...unused(order, events, command.id, isUsable, envelope)]);
}

/** What a payment that had lapsed is for after all: its lines at what they bore then, or bear now if that is less; or all that is left. */
function lateShares({ lines, shares = {} }: OpenedPayment, order: Order, amount: number): Pick<Payment, "lines" | "shares"> {
  if (!lines) return boundShares(order, { amount }, totals(order).remaining);
  const now = sharesByLine(order);
  const bearing = lines.map((line) => [line, Math.min(shares[line] ?? Infinity, now.get(line) ?? 0)]);
  return { lines, shares: Object.fromEntries(bearing) };
}

/** Nobody pays for what has become void, whoever had begun to. */
const isForVoidLines = ({ lines: named }: OpenedPayment, order: Order): boolean =>
  named !== undefined && linesOf(order).every((line) => isVoid(line) || !named.includes(line.id));

/** The refund of what the order cannot use of a provider's money. */
function unused(order: Order, events: OrderEvent[], payment: string, isUsable: boolean, envelope: CommandEnvelope): OrderEvent[] {
  const after = events.reduce(applied, order);
  const taken = after.payments.find(({ id }) => id === payment)?.amount ?? 0;
  const amount = isUsable ? Math.min(taken, surplusOf(after, payment)) : taken;
  if (amount <= 0) return [];
  const reason = isUsable ? "more than is to pay" : "the order cannot use it any more";
  return refundsOpened(after, [{ payment, amount, kind: isUsable ? "correction" : "unapplied", reason }], envelope);
}
