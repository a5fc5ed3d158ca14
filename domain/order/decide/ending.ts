// The three ends of an order.
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import { evolve } from "../evolve";
import type { OrderEvent } from "../events";
import { reopensBill } from "../refund-kind";
import { holdsMoney, refundable } from "../refundable";
import type { OrderState } from "../state";
import { isEnded } from "../state";
import { totals } from "../totals";
import { toDecimal } from "../../pricing/money";
import { alive, type Circumstances, type Decision, existing, inTransit, placed, refuse, stampOf } from "./decision";

const info = ({ statusInfo }: { statusInfo?: string | undefined }) => (statusInfo === undefined ? {} : { statusInfo });

export function close(command: CommandOf<"CloseOrder">, state: OrderState, { envelope }: Circumstances): Decision {
  if (state.status === "CLOSED") return ok([]);
  const order = placed(state);
  if (!order.ok) return order;
  const { status } = order.value;
  if (status !== "DELIVER" && status !== "DELIVERED") return refuse({ code: "order-not-ready", orderStatus: status });
  const obstacle = inTransit(order.value);
  if (obstacle) return refuse(obstacle);
  const { remaining, total, paid } = totals(order.value);
  const { decimals } = order.value.currency;
  const reversal = order.value.refunding.find(reopensBill);
  if (reversal) return refuse({ code: "refund-pending", refund: reversal.id });
  // What was paid when it was placed stays paid; a tab's bill is brought first.
  if (remaining > 0) return refuse({ code: "order-not-paid", total: toDecimal(total, decimals), paid: toDecimal(paid, decimals) });
  return ok([{ ...stampOf(envelope), type: "OrderClosed", ...info(command) }]);
}

export function abandon(command: CommandOf<"AbandonOrder">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = existing(state);
  if (!order.ok) return order;
  const { status } = order.value;
  if (status === "ABANDONED") return ok([]);
  if (status !== "NEW" || holdsMoney(order.value)) return refuse({ code: "cannot-abandon", orderStatus: status });
  const obstacle = inTransit(order.value);
  if (obstacle) return refuse(obstacle);
  return ok([{ ...stampOf(envelope), type: "OrderAbandoned", ...info(command) }]);
}

/** Staff ends an order. Money that went back at a provider is on the command; whoever gives the command has seen to that first. */
export function cancel(command: CommandOf<"CancelOrder">, state: OrderState, { envelope }: Circumstances): Decision {
  if (state.status === "CANCELLED") return ok([]);
  const order = alive(state);
  if (!order.ok) return order;
  const obstacle = inTransit(order.value);
  if (obstacle) return refuse(obstacle);
  const [going] = order.value.refunding;
  if (going) return refuse({ code: "refund-pending", refund: going.id });
  const stamp = stampOf(envelope);
  const events: OrderEvent[] = [];
  for (const { payment, id, reference, amount } of command.refunds) {
    if (!order.value.payments.some((known) => known.id === payment)) return refuse({ code: "payment-not-found", payment });
    const left = refundable(order.value, payment);
    if (left === 0) continue; // given back already
    events.push({ ...stamp, type: "PaymentRefunded", id, of: payment, amount: Math.min(amount ?? left, left), reference });
  }
  const after = events.reduce(evolve, state);
  const kept =
    after.status === "ABSENT" ? undefined : after.payments.find(({ id, payment }) => payment === "EPAYMENT" && refundable(after, id) > 0);
  if (kept) return refuse({ code: "payment-not-refunded", payment: kept.id });
  return ok([...events, { ...stamp, type: "OrderCancelled", ...info(command) }]);
}

/** A guest's right to be forgotten: of what has ended, because until then somebody has to find the guest. */
export function erase(state: OrderState, { envelope }: Circumstances): Decision {
  const order = existing(state);
  if (!order.ok) return order;
  if (!isEnded(order.value)) return refuse({ code: "order-not-ended", orderStatus: order.value.status });
  return ok(order.value.erased === undefined ? [{ ...stampOf(envelope), type: "PersonalDataErased" }] : []);
}
