// What can still go back of the money that an order has taken.
import { type Minor, sumOf } from "../pricing/money";
import type { Order, Payment } from "./state";
import { creditsLeft } from "./paid-shares";
import { isUnapplied } from "./refund-kind";
import { totals } from "./totals";

/** What is left of a payment when all that went back, or is on its way back, is taken off. Minor units. */
export function refundable({ payments, pendingRefunds }: Order, payment: string): Minor {
  const taken = payments.find(({ id }) => id === payment);
  const back = payments.filter(({ refundOf }) => refundOf === payment).reduce((sum, { amount }) => sum - amount, 0);
  const going = pendingRefunds.filter(({ of }) => of === payment).reduce((sum, { amount }) => sum + amount, 0);
  return (taken?.amount ?? 0) - back - going;
}

/**
 * What was paid too much with this payment: too much for the whole, or for what is void by now. What another payment paid for that, or what
 * of another did not go back, is not in it. Minor units.
 */
export function surplusOf(order: Order, payment: string): Minor {
  const credits = creditsLeft(order).filter((credit) => credit.payment !== payment);
  const stuck = order.refundsDeclined.filter((refund) => isUnapplied(refund) && refund.of !== payment);
  return totals(order).overpaid - sumOf(credits) - sumOf(stuck);
}

/** Payments that a provider has taken, and of which something is left: nobody but the provider can give it back. */
export const refundableOnline = (order: Order): Payment[] =>
  order.payments.filter(({ id, payment }) => payment === "EPAYMENT" && refundable(order, id) > 0);

/** Whether somebody's money is in the order, or on its way back out of it. */
export const holdsMoney = ({ payments, pendingRefunds }: Order): boolean =>
  pendingRefunds.length > 0 || payments.reduce((sum, { amount }) => sum + amount, 0) > 0;

/**
 * The id of a refund that the order opens by itself: the payment's, with the number of the event that opens it in place of its first eight
 * digits. No other refund has it, and decided again on the same order it is the same.
 */
export const refundIdOf = (payment: string, seq: number): string => seq.toString(16).padStart(8, "0") + payment.slice(8);
