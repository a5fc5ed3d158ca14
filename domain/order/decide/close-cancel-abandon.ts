// The three ends of an order.
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import { reopensBill } from "../refund-kind";
import { holdsMoney, refundable, refundableOnline } from "../refundable";
import { isEnded, linesOf, type Order, type OrderState } from "../state";
import { totals } from "../totals";
import { toDecimal } from "../../pricing/money";
import { alive, type DecisionContext, type Decision, existing, inTransit, placed, refuse, stampOf } from "./guards";
import { type Handlers, when } from "./handler";
import { lapsedBy } from "./lapsed-payments";
import { refundsOpened } from "./refunds";

export const endingHandlers = {
  CloseOrder: close,
  AbandonOrder: when(existing, abandon),
  CancelOrder: cancel,
  EraseOrder: when(existing, erase),
} satisfies Partial<Handlers>;

const info = ({ statusInfo }: { statusInfo?: string | undefined }) => (statusInfo === undefined ? {} : { statusInfo });

function close(command: CommandOf<"CloseOrder">, state: OrderState, { envelope }: DecisionContext): Decision {
  if (state.status === "CLOSED") return ok([]);
  const order = placed(state);
  if (!order.ok) return order;
  const { status } = order.value;
  // A table that has been sent elsewhere whole has nothing that could be ready.
  if (status !== "DELIVER" && status !== "DELIVERED" && linesOf(order.value).length > 0)
    return refuse({ code: "order-not-ready", orderStatus: status });
  const obstacle = inTransit(order.value);
  if (obstacle) return refuse(obstacle);
  const { remaining, total, paid } = totals(order.value);
  const { decimals } = order.value.currency;
  const reversal = order.value.pendingRefunds.find(reopensBill);
  if (reversal) return refuse({ code: "refund-pending", refund: reversal.id });
  // What was paid when it was placed stays paid; a tab's bill is brought first.
  if (remaining > 0) return refuse({ code: "order-not-paid", total: toDecimal(total, decimals), paid: toDecimal(paid, decimals) });
  return ok([...lapsedBy(order.value, "the order was closed", envelope), { ...stampOf(envelope), type: "OrderClosed", ...info(command) }]);
}

function abandon(command: CommandOf<"AbandonOrder">, order: Order, { envelope }: DecisionContext): Decision {
  const { status } = order;
  if (status === "ABANDONED") return ok([]);
  if (status !== "NEW" || holdsMoney(order)) return refuse({ code: "cannot-abandon", orderStatus: status });
  const obstacle = inTransit(order);
  if (obstacle) return refuse(obstacle);
  return ok([...lapsedBy(order, "the order was abandoned", envelope), { ...stampOf(envelope), type: "OrderAbandoned", ...info(command) }]);
}

/**
 * Staff end an order. What its providers have taken is reserved to go back in the same decision; they are asked when that is stored
 * (durable-objects/order/refunds.ts). Payments that have begun end with it: whoever pays nevertheless gets it back.
 */
function cancel(command: CommandOf<"CancelOrder">, state: OrderState, { envelope }: DecisionContext): Decision {
  if (state.status === "CANCELLED") return ok([]);
  const order = alive(state);
  if (!order.ok) return order;
  const obstacle = inTransit(order.value);
  if (obstacle) return refuse(obstacle);
  const reason = "the order was cancelled";
  const ended = lapsedBy(order.value, reason, envelope);
  const refunds = refundableOnline(order.value).map(({ id }) => ({
    payment: id,
    amount: refundable(order.value, id),
    kind: "cancellation" as const,
    reason,
  }));
  return ok([
    ...ended,
    ...refundsOpened(order.value, refunds, envelope, order.value.seq + ended.length),
    { ...stampOf(envelope), type: "OrderCancelled", ...info(command) },
  ]);
}

/** A guest's right to be forgotten: of what has ended, because until then somebody has to find the guest. */
function erase(_: CommandOf<"EraseOrder">, order: Order, { envelope }: DecisionContext): Decision {
  if (!isEnded(order)) return refuse({ code: "order-not-ended", orderStatus: order.status });
  return ok(order.erased === undefined ? [{ ...stampOf(envelope), type: "PersonalDataErased" }] : []);
}
