// The order is cancelled, and what its providers have taken stays.
import { ok } from "../../../../domain/result.ts";
import { cancel as real } from "../../../../domain/order/decide/close-cancel-abandon.ts";

export * from "../../../../domain/order/decide/close-cancel-abandon.ts";
export const cancel: typeof real = (command, state, circumstances) => {
  const decision = real(command, state, circumstances);
  return decision.ok ? ok(decision.value.filter(({ type }) => type !== "RefundOpened")) : decision;
};
