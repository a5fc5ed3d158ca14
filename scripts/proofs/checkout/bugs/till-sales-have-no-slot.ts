// Only who pays online gets a place in the kitchen's time: sales at the till are not counted.
import { holdsFor as real } from "../../../../domain/order/holds.ts";

export * from "../../../../domain/order/holds.ts";
export const holdsFor: typeof real = (before, after) =>
  real(before, after).map((delta) => {
    if (!delta.slot || (after.status !== "ABSENT" && after.pendingPayments.length > 0)) return delta;
    const { slot: _, ...rest } = delta;
    return rest;
  });
