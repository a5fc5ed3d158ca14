// What each line bears of a payment: it keeps that, whatever is added to the order later.
import { paidLines } from "../paid-lines";
import { linesOf, type Order } from "../state";
import { sharesByLine } from "../line-shares";

type Money = { lines?: string[] | undefined; amount: number };

/**
 * A payment by name is for its lines, one of all that is `left` for whatever is not paid yet; a part of the whole is for no line. Minor
 * units.
 */
export function paymentShares(order: Order, { lines, amount }: Money, left: number): { shares?: Record<string, number> } {
  const paid = paidLines(order);
  const paying = lines ?? (amount > 0 && amount >= left ? linesOf(order).flatMap(({ id }) => (paid.has(id) ? [] : [id])) : []);
  if (paying.length === 0) return {};
  const shares = sharesByLine(order);
  return { shares: Object.fromEntries(paying.map((line) => [line, shares.get(line) ?? 0])) };
}
