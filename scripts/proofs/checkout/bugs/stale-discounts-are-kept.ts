// A basket that changes keeps the discounts of the basket that it was.
import { discounting as real } from "../../../../domain/order/decide/discounting.ts";

export * from "../../../../domain/order/decide/discounting.ts";
export const discounting: typeof real = (events) => events;
