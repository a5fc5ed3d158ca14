// Cancelling gives back what is on its way back already.
import { refundable as real } from "../../../../domain/order/refundable.ts";

export * from "../../../../domain/order/refundable.ts";
export const refundable: typeof real = (order, payment) => real({ ...order, pendingRefunds: [] }, payment);
export const refundableOnline = (order: Parameters<typeof real>[0]) =>
  order.payments.filter(({ id, payment }) => payment === "EPAYMENT" && refundable(order, id) > 0);
