// While somebody pays for a basket it changes, and what is placed is not what was shown.
import { heldByPayment as real } from "../../../../domain/order/decide/guards.ts";

export * from "../../../../domain/order/decide/guards.ts";
export const heldByPayment: typeof real = () => undefined;
export const beingPaid: typeof real = () => undefined;
