// Money that is booked, and what comes of it: a basket that is paid for is placed, and payments that nothing is left for end.
import type { CommandEnvelope, CommandOf } from "../commands";
import { evolve } from "../evolve";
import type { EventOf, OrderEvent } from "../events";
import type { Rejection } from "../rejections";
import { isVoid, linesOf, type Order } from "../state";
import { totals } from "../totals";
import { stampOf } from "./guards";
import { lapsedBy } from "./lapsed-payments";
import { paymentShares } from "./payment-shares";

export type Tender = CommandOf<"RegisterPayment">;

/** `remaining`: what is left to pay before it, minor units. */
export function registered(command: Tender, order: Order, remaining: number, envelope: CommandEnvelope): EventOf<"PaymentRegistered"> {
  const { taken: _, ...money } = command;
  return { ...money, ...boundShares(order, command, remaining), ...stampOf(envelope), type: "PaymentRegistered" };
}

/** What pays all that is left ends the payments that have begun, and is for their lines, too. */
export const boundShares = (order: Order, money: Pick<Tender, "lines" | "amount">, remaining: number) =>
  paymentShares(money.lines === undefined && money.amount >= remaining ? { ...order, pendingPayments: [] } : order, money, remaining);

/** The events of a payment, the placing if they cover the total, and the end of payments that nothing is left for. */
export function settling(order: Order, events: OrderEvent[], envelope: CommandEnvelope): OrderEvent[] {
  const after = events.reduce(applied, order);
  // Lines that are on their way may come back, and are to be paid then.
  if (totals(after).remaining > 0 || after.transfers.length > 0) return events;
  const places = after.status === "NEW" && !empty(after);
  const placed: OrderEvent[] = places ? [{ ...stampOf(envelope), type: "OrderCompleted" }] : [];
  return [...events, ...placed, ...lapsedBy(after, "the bill is paid", envelope)];
}

export const empty = (order: Order): Rejection | undefined => (linesOf(order).every(isVoid) ? { code: "order-empty" } : undefined);

/** Every event but the first of all makes an order of an order. */
export function applied(order: Order, event: OrderEvent): Order {
  const after = evolve(order, event);
  return after.status === "ABSENT" ? order : after;
}
