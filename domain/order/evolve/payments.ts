import type { EventOf } from "../events";
import type { Order } from "../state";

/** Money is there. One that was opened keeps what it is for; one that had lapsed is only booked. */
export function paymentRegistered(order: Order, event: EventOf<"PaymentRegistered">): Order {
  const { id, payment, source, amount, at, tendered } = event;
  const opened = order.opened.find((each) => each.id === id);
  const begun = opened ?? order.lapsed.find((each) => each.id === id);
  const by = begun?.by ?? event.by; // who pays, not who reports it
  const paidFor = event.lines ?? opened?.lines;
  const shares = event.shares ?? opened?.shares;
  const taking = {
    id,
    payment,
    source,
    amount,
    by,
    at,
    ...(paidFor && { lines: paidFor }),
    ...(shares && { shares }),
    ...(tendered !== undefined && { tendered }),
  };
  return {
    ...order,
    opened: order.opened.filter((each) => each.id !== id),
    lapsed: order.lapsed.filter((each) => each.id !== id),
    payments: [...order.payments, taking],
  };
}
