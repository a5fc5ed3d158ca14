// The discounts of lines that are paid for move to others when the basket changes.
import { basketOf as real } from "../../../../domain/order/discount-basket.ts";

export * from "../../../../domain/order/discount-basket.ts";
export const basketOf: typeof real = (order) => real({ ...order, payments: [], pendingPayments: [] });
