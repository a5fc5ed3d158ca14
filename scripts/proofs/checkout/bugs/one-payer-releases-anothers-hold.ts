// When one payment has come to nothing, what the others count on is released.
import { paymentsInForce as real } from "../../../../domain/order/paid-lines.ts";

export * from "../../../../domain/order/paid-lines.ts";
export const paymentsInForce: typeof real = (order) =>
  order.lapsed.length > 0 ? real(order).filter((payment) => !order.pendingPayments.some(({ id }) => id === payment.id)) : real(order);
