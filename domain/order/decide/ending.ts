// The three ends of an order.
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import type { OrderEvent } from "../events";
import type { Order, OrderState } from "../state";
import { alive, type Circumstances, type Decision, existing, placed, refuse, stampOf } from "./decision";

const info = ({ statusInfo }: { statusInfo?: string | undefined }) => (statusInfo === undefined ? {} : { statusInfo });

export function close(command: CommandOf<"CloseOrder">, state: OrderState, { envelope }: Circumstances): Decision {
  if (state.status === "CLOSED") return ok([]);
  const order = placed(state);
  if (!order.ok) return order;
  const { status } = order.value;
  if (status !== "DELIVER" && status !== "DELIVERED") return refuse({ code: "order-not-ready", orderStatus: status });
  return ok([{ ...stampOf(envelope), type: "OrderClosed", ...info(command) }]);
}

export function abandon(command: CommandOf<"AbandonOrder">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = existing(state);
  if (!order.ok) return order;
  const { status, payments } = order.value;
  if (status === "ABANDONED") return ok([]);
  if (status !== "NEW" || payments.length > 0) return refuse({ code: "cannot-abandon", orderStatus: status });
  return ok([{ ...stampOf(envelope), type: "OrderAbandoned", ...info(command) }]);
}

/** Staff ends an order. Money that went back at a provider is on the command; whoever gives the command has seen to that first. */
export function cancel(command: CommandOf<"CancelOrder">, state: OrderState, { envelope }: Circumstances): Decision {
  if (state.status === "CANCELLED") return ok([]);
  const order = alive(state);
  if (!order.ok) return order;
  const stamp = stampOf(envelope);
  const events: OrderEvent[] = [];
  for (const { payment, id, reference } of command.refunds) {
    const taken = order.value.payments.find((known) => known.id === payment);
    if (!taken) return refuse({ code: "payment-not-found", payment });
    if (order.value.payments.some(({ refundOf }) => refundOf === payment)) continue; // given back already
    events.push({ ...stamp, type: "PaymentRefunded", id, of: payment, amount: taken.amount, reference });
  }
  const kept = order.value.payments.find(({ id, payment }) => payment === "EPAYMENT" && !isReturned(order.value, id, command.refunds));
  if (kept) return refuse({ code: "payment-not-refunded", payment: kept.id });
  return ok([...events, { ...stamp, type: "OrderCancelled", ...info(command) }]);
}

const isReturned = ({ payments }: Order, id: string, refunds: CommandOf<"CancelOrder">["refunds"]): boolean =>
  refunds.some(({ payment }) => payment === id) || payments.some(({ refundOf }) => refundOf === id);
