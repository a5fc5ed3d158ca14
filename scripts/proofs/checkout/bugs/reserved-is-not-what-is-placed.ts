// What the venues keep is taken for what is decided, though the order has moved since they were asked.
import type { HoldsGranted } from "../../../../durable-objects/order/checkout.ts";

export * from "../../../../durable-objects/order/checkout.ts";
export const covers = (granted: HoldsGranted | undefined): granted is HoldsGranted => granted !== undefined;
