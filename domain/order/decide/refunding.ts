// Money that goes back in part. It is reserved first, then the provider is asked, then the answer is noted: whatever fails in between, nothing goes back twice.
import { toDecimal } from "../../pricing/money";
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import type { Order, OrderState } from "../state";
import { type Circumstances, type Decision, existing, refuse, stampOf } from "./decision";

/** What is left of a payment when all that went back, or is on its way back, is taken off. Minor units. */
export function refundable({ payments, refunding }: Order, payment: string): number {
  const taken = payments.find(({ id }) => id === payment);
  const back = payments.filter(({ refundOf }) => refundOf === payment).reduce((sum, { amount }) => sum - amount, 0);
  const going = refunding.filter(({ of }) => of === payment).reduce((sum, { amount }) => sum + amount, 0);
  return (taken?.amount ?? 0) - back - going;
}

/** Also of an order that has ended: complaints come late. */
export function openRefund(command: CommandOf<"OpenRefund">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = existing(state);
  if (!order.ok) return order;
  const { id, payment, amount, reason } = command;
  const { payments, refunding, currency } = order.value;
  if (refunding.some((opened) => opened.id === id) || payments.some((known) => known.id === id)) return ok([]);
  if (!payments.some((taken) => taken.id === payment && taken.refundOf === undefined))
    return refuse({ code: "payment-not-found", payment });
  const left = refundable(order.value, payment);
  if (amount > left) {
    const [most, asked] = [left, amount].map((sum) => toDecimal(sum, currency.decimals));
    return refuse({ code: "refund-exceeds-payment", refundable: most ?? "", asked: asked ?? "" });
  }
  return ok([{ ...stampOf(envelope), type: "RefundOpened", id, of: payment, amount, reason }]);
}

export function registerRefund(command: CommandOf<"RegisterRefund">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = existing(state);
  if (!order.ok) return order;
  if (order.value.payments.some(({ id }) => id === command.id)) return ok([]);
  const opened = order.value.refunding.find(({ id }) => id === command.id);
  if (!opened) return refuse({ code: "refund-not-found", refund: command.id });
  const { id, of, amount } = opened;
  return ok([{ ...stampOf(envelope), type: "PaymentRefunded", id, of, amount, reference: command.reference }]);
}

export function declineRefund(command: CommandOf<"DeclineRefund">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = existing(state);
  if (!order.ok) return order;
  if (!order.value.refunding.some(({ id }) => id === command.id)) return refuse({ code: "refund-not-found", refund: command.id });
  return ok([{ ...stampOf(envelope), type: "RefundDeclined", id: command.id, reason: command.reason }]);
}
