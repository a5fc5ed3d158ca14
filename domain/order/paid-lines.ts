// Which payments hold, and for which lines. A line that is paid for, or being paid for, stays as it is, whatever comes later.
import { isUnapplied, reopensBill } from "./refund-kind";
import type { OpenedPayment, Order, Payment } from "./state";

/** Payments that count for what they were made for: none of them is undone, not even in part, or goes back because it could not be used. */
export function unreversedPayments({ payments, pendingRefunds, refundsDeclined }: Order): Payment[] {
  const undone = payments.flatMap((back) => (reopensBill(back) || isUnapplied(back) ? (back.refundOf ?? []) : []));
  const unapplied = [...pendingRefunds, ...refundsDeclined].filter(isUnapplied).map(({ of }) => of);
  const gone = new Set([...undone, ...unapplied]);
  return payments.filter(({ id, refundOf }) => refundOf === undefined && !gone.has(id));
}

/** Those that count, and those that have begun at a provider. */
export const paymentsInForce = (order: Order): (Payment | OpenedPayment)[] => [...unreversedPayments(order), ...order.pendingPayments];

/** Ids of the lines that one payment is for; none where it is for a part of the whole. */
export const linesPaidBy = ({ lines, shares }: Payment | OpenedPayment): string[] => lines ?? Object.keys(shares ?? {});

/** Ids of the lines that are paid for, or being paid for. */
export const paidLines = (order: Order): ReadonlySet<string> => new Set(paymentsInForce(order).flatMap(linesPaidBy));
