// A tip that somebody has paid, or is paying, is his to give: a guest does not take it back, nor lets it pay for what others have.
// Staff may; they see to the money.
import type { Actor } from "../commands";
import { linesPaidBy, paidLines, paymentsInForce } from "../paid-lines";
import { isStaff } from "../command-permissions";
import type { Rejection } from "../rejections";
import { sharesByLine } from "../line-shares";
import { linesOf, type Order } from "../state";
import { totals } from "../totals";

/** `tip`: as it is to be. Minor units. */
export function tipObstacle(order: Order, tip: number, actor: Actor): Rejection | undefined {
  if (tip >= order.tip || order.buckets.some(({ venue }) => isStaff(actor, venue))) return undefined;
  const payers = paymentsInForce(order);
  const [payer] = payers;
  if (!payer) return undefined;
  const after = { ...order, tip };
  if (totals(after).overpaid > totals(order).overpaid) return { code: "order-has-payments", payment: payer.id };
  const byName = payers.find((each) => linesPaidBy(each).length > 0);
  return byName && paysForOthers(after) ? { code: "order-has-payments", payment: byName.id } : undefined;
}

/** Whether lines that nobody pays for yet bear less than they would, had nobody paid for the others. A minor unit for each says nothing. */
function paysForOthers(order: Order): boolean {
  const paid = paidLines(order);
  const open = linesOf(order).filter(({ id }) => !paid.has(id));
  const borne = (shares: ReadonlyMap<string, number>) => open.reduce((sum, { id }) => sum + (shares.get(id) ?? 0), 0);
  return borne(sharesByLine(order)) < borne(sharesByLine({ ...order, payments: [], pendingPayments: [] })) - open.length;
}
