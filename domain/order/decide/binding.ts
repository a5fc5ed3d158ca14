// What a payment binds: the lines that it is for keep what they bear of it, whatever is added to the order later.
import { boundLines } from "../payers";
import { linesOf, type Order } from "../state";
import { sharesByLine } from "../totals";

type Money = { lines?: string[] | undefined; amount: number };

/** A payment by name binds its lines, one of all that is `left` whatever is not bound yet; a part of the whole binds nothing. */
export function boundBy(order: Order, { lines, amount }: Money, left: number): { shares?: Record<string, number> } {
  const bound = boundLines(order);
  const binds = lines ?? (amount > 0 && amount >= left ? linesOf(order).flatMap(({ id }) => (bound.has(id) ? [] : [id])) : []);
  if (binds.length === 0) return {};
  const shares = sharesByLine(order);
  return { shares: Object.fromEntries(binds.map((line) => [line, shares.get(line) ?? 0])) };
}
