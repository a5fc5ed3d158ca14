import type { Order, OrderState } from "../../domain/order/state";

/** The order where there must be one: nobody is let in and nothing is sent before something has happened to it, and no order goes. */
export function existing(order: OrderState | undefined): Order {
  if (!order || order.status === "ABSENT") throw new Error("nothing has happened to this order");
  return order;
}
