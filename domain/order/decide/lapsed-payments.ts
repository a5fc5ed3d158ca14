// Payments that have begun and come to nothing. What a provider collects for one all the same is taken in its name, and goes back if it
// cannot be used.
import type { CommandEnvelope, CommandOf } from "../commands";
import type { OrderEvent } from "../events";
import { evolve } from "../evolve";
import type { Order, OrderState } from "../state";
import { totals } from "../totals";
import { stampOf } from "./guards";

export const lapse = (id: string, reason: string, envelope: CommandEnvelope): OrderEvent => ({
  ...stampOf(envelope),
  type: "PaymentDeclined",
  id,
  reason,
});

/** The end of every payment that has begun. */
export const lapsedBy = ({ pendingPayments }: Pick<Order, "pendingPayments">, reason: string, envelope: CommandEnvelope): OrderEvent[] =>
  pendingPayments.map(({ id }) => lapse(id, reason, envelope));

/**
 * The end of payments that nothing is left for, where something else than money has come to that: lines that are void,
 * a fee that is waived.
 */
export function lapsedForNothing(events: readonly OrderEvent[], state: OrderState, envelope: CommandEnvelope): OrderEvent[] {
  if (state.status === "ABSENT" || state.pendingPayments.length === 0) return [];
  const after = events.reduce(evolve, state);
  // What is on its way to another order may come back.
  if (after.status === "ABSENT" || after.transfers.length > 0) return [];
  const pendingPayments = after.pendingPayments.filter(({ amount }) => amount > 0);
  return pendingPayments.length > 0 && totals(after).remaining === 0
    ? lapsedBy({ pendingPayments }, "nothing is left to pay", envelope)
    : [];
}

/** The payer's own payments in whose place the new one comes: those of the whole, or of a line that it is for, too. */
export function superseded({ pendingPayments }: Order, { lines }: CommandOf<"OpenPayment">, envelope: CommandEnvelope): OrderEvent[] {
  const { actor } = envelope;
  if (actor.kind !== "user") return [];
  const own = pendingPayments.filter(({ by }) => by === actor.user);
  const over = own.filter((before) => !lines || !before.lines || before.lines.some((line) => lines.includes(line)));
  return over.map(({ id }) => lapse(id, "paid anew", envelope));
}
