// Money that goes back. It is reserved first, then the provider is asked, then the answer is noted: whatever fails in between, nothing goes
// back twice.
import type { Minor } from "../../pricing/money";
import { toDecimal } from "../../pricing/money";
import { ok } from "../../result";
import type { CommandEnvelope, CommandOf } from "../commands";
import type { EventOf, OrderEvent } from "../events";
import { evolve } from "../evolve";
import { paymentsInForce } from "../paid-lines";
import { forgivesDebt, type RefundKind } from "../refund-kind";
import { refundable, refundIdOf, surplusOf } from "../refundable";
import type { Order, OrderState } from "../state";
import { type DecisionContext, type Decision, existing, refuse, stampOf } from "./guards";
import { type Handlers, when } from "./handler";

export const refundHandlers = {
  OpenRefund: when(existing, openRefund),
  RegisterRefund: when(existing, registerRefund),
  DeclineRefund: when(existing, declineRefund),
} satisfies Partial<Handlers>;

/** Minor units. `id`: made from the payment's where nobody has given one. */
type Refund = { id?: string; payment: string; amount: Minor; kind: RefundKind; reason: string };

/**
 * Reserves refunds. Of each, what was paid too much is simply given back; the rest is not owed again, unless the bill is to be open again.
 * @param seq number of the newest event before these, where the decision has others first
 */
export function refundsOpened(
  order: Order,
  refunds: readonly Refund[],
  envelope: CommandEnvelope,
  seq = order.seq,
): EventOf<"RefundOpened">[] {
  const opened: EventOf<"RefundOpened">[] = [];
  let after: OrderState = order;
  for (const { id, payment, amount, kind, reason } of refunds) {
    const surplus = after.status === "ABSENT" ? 0 : Math.min(amount, surplusOf(after, payment));
    const forgiven = forgivesDebt({ kind }) ? amount - surplus : 0;
    const refund: EventOf<"RefundOpened"> = {
      ...stampOf(envelope),
      type: "RefundOpened",
      id: id ?? refundIdOf(payment, seq + 1 + opened.length),
      of: payment,
      amount,
      kind,
      ...(forgiven > 0 && { forgiven }),
      reason,
    };
    opened.push(refund);
    after = evolve(after, refund);
  }
  return opened;
}

/** Also of an order that has ended: complaints come late. */
function openRefund(command: CommandOf<"OpenRefund">, order: Order, { envelope }: DecisionContext): Decision {
  const { id, payment, amount } = command;
  const { payments, pendingRefunds, refundsDeclined, currency } = order;
  if (pendingRefunds.some((opened) => opened.id === id) || payments.some((known) => known.id === id)) return ok([]);
  if (!payments.some((taken) => taken.id === payment && taken.refundOf === undefined))
    return refuse({ code: "payment-not-found", payment });
  const asked = toDecimal(amount, currency.decimals);
  const left = refundable(order, payment);
  if (amount > left) return refuse({ code: "refund-exceeds-payment", refundable: toDecimal(left, currency.decimals), asked });
  // Money that the order could not use stays that, whoever tries again to give it back.
  const isUnapplied = refundsDeclined.some((refund) => refund.of === payment && refund.kind === "unapplied");
  const kind = isUnapplied ? "unapplied" : (command.kind ?? "goodwill");
  const surplus = surplusOf(order, payment);
  if (kind === "correction" && amount > surplus)
    return refuse({ code: "refund-exceeds-overpaid", overpaid: toDecimal(surplus, currency.decimals), asked });
  return ok(refundsOpened(order, [{ ...command, kind }], envelope));
}

function registerRefund(command: CommandOf<"RegisterRefund">, order: Order, { envelope }: DecisionContext): Decision {
  if (order.payments.some(({ id, refundOf }) => id === command.id && refundOf !== undefined)) return ok([]);
  const opened = order.pendingRefunds.find(({ id }) => id === command.id);
  if (!opened) return refuse({ code: "refund-not-found", refund: command.id });
  const { id, of, amount, kind, forgiven } = opened;
  const meaning = { ...(kind && { kind }), ...(forgiven !== undefined && { forgiven }) };
  const back: OrderEvent = { ...stampOf(envelope), type: "PaymentRefunded", id, of, amount, ...meaning, reference: command.reference };
  return ok([back, ...unrounded(order, back, envelope)]);
}

/** The total moved to what coins can pay for money in cash: without any it is what it was, whoever pays it now. */
function unrounded(order: Order, back: OrderEvent, envelope: CommandEnvelope): OrderEvent[] {
  const after = evolve(order, back);
  if (order.rounding === 0 || after.status === "ABSENT" || paymentsInForce(after).some(({ payment }) => payment === "CASH")) return [];
  return [{ ...stampOf(envelope), type: "CashRounded", amount: -order.rounding }];
}

function declineRefund(command: CommandOf<"DeclineRefund">, order: Order, { envelope }: DecisionContext): Decision {
  const opened = order.pendingRefunds.find(({ id }) => id === command.id);
  if (!opened) return refuse({ code: "refund-not-found", refund: command.id });
  const { id, of, amount } = opened;
  return ok([{ ...stampOf(envelope), type: "RefundDeclined", id, of, amount, reason: command.reason }]);
}
