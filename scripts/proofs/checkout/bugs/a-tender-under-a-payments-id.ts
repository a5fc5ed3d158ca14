// A till takes cash under the id of a payment that has begun at a provider, whose word is then taken for a repetition.
import { paymentHandlers as real } from "../../../../domain/order/decide/payments.ts";

export * from "../../../../domain/order/decide/payments.ts";
export const paymentHandlers: typeof real = {
  ...real,
  RegisterPayment: (asked, state, context) => {
    if (state.status === "ABSENT" || context.envelope.actor.kind === "service") return real.RegisterPayment(asked, state, context);
    const others = state.pendingPayments.filter(({ id }) => id !== asked.id);
    return real.RegisterPayment(asked, { ...state, pendingPayments: others }, context);
  },
};
