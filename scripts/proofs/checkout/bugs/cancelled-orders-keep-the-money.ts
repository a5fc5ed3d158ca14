// The order is cancelled, and what its providers have taken stays.
import { ok } from "../../../../domain/result.ts";
import { endingHandlers as real } from "../../../../domain/order/decide/close-cancel-abandon.ts";

export * from "../../../../domain/order/decide/close-cancel-abandon.ts";
export const endingHandlers: typeof real = {
  ...real,
  CancelOrder: (command, state, context) => {
    const decision = real.CancelOrder(command, state, context);
    return decision.ok ? ok(decision.value.filter(({ type }) => type !== "RefundOpened")) : decision;
  },
};
