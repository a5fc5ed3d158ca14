// Who has paid, or is paying, for what. A payment binds the lines that it is for: they stand still, whatever comes later.
import { type OpenedPayment, type Order, type Payment, standing } from "./state";

/** Payments that count for what they were made for, and those that have begun. */
export const payersOf = (order: Order): (Payment | OpenedPayment)[] => [...standing(order), ...order.opened];

/** Ids of the lines that one payment is for; none where it is for a part of the whole. */
export const linesPaidBy = ({ lines, shares }: Payment | OpenedPayment): string[] => lines ?? Object.keys(shares ?? {});

/** Ids of the lines that somebody has paid for, or is paying for. */
export const boundLines = (order: Order): ReadonlySet<string> => new Set(payersOf(order).flatMap(linesPaidBy));
