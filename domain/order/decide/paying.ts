// Money and placing. An order is placed when payments cover its total; that is one decision with the payment that does it.
import { channelOf } from "../../menu/channel";
import { toDecimal } from "../../pricing/money";
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import { evolve } from "../evolve";
import type { OrderEvent } from "../events";
import type { Rejection } from "../rejections";
import { type Basket, linesOf, type OrderState } from "../state";
import { totals } from "../totals";
import { alive, basket, type Circumstances, type Decision, existing, refuse, stampOf } from "./decision";

export function openPayment(command: CommandOf<"OpenPayment">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = basket(state);
  if (!order.ok) return order;
  const obstacle = empty(order.value) ?? locked(order.value, envelope);
  if (obstacle) return refuse(obstacle);
  if (order.value.opened.some(({ id }) => id === command.id)) return ok([]);
  const { remaining } = totals(order.value);
  if (command.amount !== remaining)
    return refuse({
      code: "payment-amount-mismatch",
      expected: decimal(order.value, remaining),
      asked: decimal(order.value, command.amount),
    });
  const { type: _, ...opened } = command;
  return ok([{ ...stampOf(envelope), type: "PaymentOpened", ...opened }]);
}

export function registerPayment(command: CommandOf<"RegisterPayment">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = existing(state);
  if (!order.ok) return order;
  if (order.value.payments.some(({ id }) => id === command.id)) return ok([]);
  const begun = order.value.opened.some(({ id }) => id === command.id);
  const open = basket(state);
  if (!open.ok) return open;
  // A provider's money is there whatever has changed since; a tender at the till is still in the guest's hand.
  if (!begun) {
    if (envelope.actor.kind === "service") return refuse({ code: "payment-not-found", payment: command.id });
    const obstacle = empty(open.value) ?? locked(open.value, envelope);
    if (obstacle) return refuse(obstacle);
    const { remaining } = totals(open.value);
    if (command.amount > remaining)
      return refuse({
        code: "payment-exceeds-total",
        remaining: decimal(open.value, remaining),
        asked: decimal(open.value, command.amount),
      });
  }
  const { type: _, ...money } = command;
  const stamp = stampOf(envelope);
  const registered: OrderEvent = { ...stamp, type: "PaymentRegistered", ...money };
  const after = evolve(state, registered);
  const covered = after.status === "NEW" && !empty(after) && totals(after).remaining === 0;
  return ok(covered ? [registered, { ...stamp, type: "OrderCompleted" }] : [registered]);
}

export function declinePayment(command: CommandOf<"DeclinePayment">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = existing(state);
  if (!order.ok) return order;
  if (order.value.payments.some(({ id }) => id === command.id)) return refuse({ code: "payment-already-settled", payment: command.id });
  if (!order.value.opened.some(({ id }) => id === command.id)) return refuse({ code: "payment-not-found", payment: command.id });
  return ok([{ ...stampOf(envelope), type: "PaymentDeclined", id: command.id, reason: command.reason }]);
}

export function complete(state: OrderState, { envelope }: Circumstances): Decision {
  const order = alive(state);
  if (!order.ok) return order;
  if (order.value.status !== "NEW") return ok([]); // placed already: what the caller wants
  const obstacle = empty(order.value) ?? locked(order.value, envelope);
  if (obstacle) return refuse(obstacle);
  const { remaining, total, paid } = totals(order.value);
  const { decimals } = order.value.currency;
  if (remaining > 0) return refuse({ code: "order-not-paid", total: toDecimal(total, decimals), paid: toDecimal(paid, decimals) });
  return ok([{ ...stampOf(envelope), type: "OrderCompleted" }]);
}

const empty = (order: Basket): Rejection | undefined => (linesOf(order).length === 0 ? { code: "order-empty" } : undefined);

/** The venue's locks as they are at the moment of placing, when the envelope brings them. */
function locked(order: Basket, { card }: Circumstances["envelope"]): Rejection | undefined {
  if (!card) return undefined;
  const sold = order.buckets.filter(({ venue }) => venue === card.venue).flatMap(({ lines }) => lines);
  const channel = channelOf(order.orderType);
  for (const { id, products, channels, reason } of card.locks) {
    if (channels && !channels.includes(channel)) continue;
    const line = sold.find(({ productId }) => products.includes(productId));
    if (line) return { code: "product-locked", product: line.productId, lock: id, ...(reason !== undefined && { reason }) };
  }
  return undefined;
}

const decimal = (order: Basket, amount: number): string => toDecimal(amount, order.currency.decimals);
