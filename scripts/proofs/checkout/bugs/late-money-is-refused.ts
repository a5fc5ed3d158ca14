// A provider approves when the order has ended: refused, collected, and on no books.
import { paymentHandlers as real } from "../../../../domain/order/decide/payments.ts";
import { alive } from "../../../../domain/order/decide/guards.ts";

export * from "../../../../domain/order/decide/payments.ts";
export const paymentHandlers: typeof real = {
  ...real,
  RegisterPayment: (asked, state, context) => {
    const open = alive(state);
    return open.ok ? real.RegisterPayment(asked, state, context) : open;
  },
};
