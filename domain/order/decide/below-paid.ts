// What is paid for a basket, or being paid, bounds what its guest may still take off it.
import type { OrderEvent } from "../events";
import { evolve } from "../evolve";
import { paymentsInForce } from "../paid-lines";
import { isStaff } from "../command-permissions";
import type { Rejection } from "../rejections";
import type { OrderState } from "../state";
import { totals } from "../totals";
import type { DecisionContext } from "./guards";

/**
 * A guest does not make a basket cheaper than what is paid for it: staff see to money that goes back. Nor so cheap that payments which have
 * begun would place it: what is left to pay is when its venues' terms are looked at once more.
 */
export function belowPaid(
  events: readonly OrderEvent[],
  state: OrderState,
  { envelope: { actor } }: DecisionContext,
): Rejection | undefined {
  if (state.status !== "NEW" || actor.kind !== "user") return undefined;
  const [payer] = paymentsInForce(state);
  if (!payer || state.buckets.some(({ venue }) => isStaff(actor, venue))) return undefined;
  const after = events.reduce(evolve, state);
  if (after.status === "ABSENT") return undefined;
  const { total, paid, forgiven } = totals(after);
  if (total >= totals(state).total) return undefined;
  const [opened] = after.pendingPayments;
  const left = after.pendingPayments.reduce((rest, { amount }) => rest - amount, total - paid - forgiven);
  if (left < 0) return { code: "order-has-payments", payment: payer.id };
  return opened && left === 0 ? { code: "order-being-paid", payment: opened.id } : undefined;
}
