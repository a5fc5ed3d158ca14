// A provider approves when the order has ended: refused, collected, and on no books.
import { registerPayment as real } from "../../../../domain/order/decide/paying.ts";
import { alive } from "../../../../domain/order/decide/decision.ts";

export * from "../../../../domain/order/decide/paying.ts";
export const registerPayment: typeof real = (asked, state, circumstances) => {
  const open = alive(state);
  return open.ok ? real(asked, state, circumstances) : open;
};
