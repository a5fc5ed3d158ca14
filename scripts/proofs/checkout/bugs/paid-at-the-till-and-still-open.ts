// Cash covers the bill, and the payment that somebody has begun online stays open.
import { lapsedBy as real } from "../../../../domain/order/decide/lapsed-payments.ts";

export * from "../../../../domain/order/decide/lapsed-payments.ts";
export const lapsedBy: typeof real = () => [];
