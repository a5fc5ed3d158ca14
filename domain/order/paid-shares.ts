// What payments have settled: the lines that they are for cost what they did, and what became void of it is nobody else's.
import { allocate } from "../pricing/allocate";
import { type Minor, sumOf } from "../pricing/money";
import { soldTotal } from "./line-total";
import { paymentsInForce, unreversedPayments } from "./paid-lines";
import { forgivenOf, reopensBill } from "./refund-kind";
import { isVoid, type Line, linesOf, type OpenedPayment, type Order, type Payment } from "./state";

/**
 * What payments have settled of each line: it costs that, whatever has changed since. Of payments that stand and of those that have begun;
 * a line that nobody pays for is not in here. Minor units.
 */
export function paidShares(order: Order): Map<string, Minor> {
  const lines = new Map(linesOf(order).map((line) => [line.id, line]));
  const paid = new Map<string, Minor>();
  for (const payment of paymentsInForce(order)) {
    for (const [id, share] of sharesOf(payment, lines)) {
      const line = lines.get(id);
      if (line && !isVoid(line)) paid.set(id, (paid.get(id) ?? 0) + share);
    }
  }
  return paid;
}

/** `amount`: what is left of it. `gift`: what has gone back of it and was forgiven then, before the line was void. Minor units. */
export type Credit = { payment: string; amount: Minor; gift: Minor };

type Refund = { of: string; amount: Minor; forgiven?: Minor | undefined };

/** As the bill is now: a payment that is being undone counts until it is. */
export const creditsNow = (order: Order): Credit[] =>
  creditsOf(order, [...refundsDone(order), ...order.pendingRefunds.filter((refund) => !reopensBill(refund))]);

/** As it will be when all that is on its way back has arrived. */
export const creditsLeft = (order: Order): Credit[] => creditsOf(order, [...refundsDone(order), ...order.pendingRefunds]);

const refundsDone = ({ payments }: Order): Refund[] =>
  payments.flatMap(({ refundOf: of, amount, forgiven }) => (of === undefined ? [] : [{ of, amount: -amount, forgiven }]));

/**
 * What was paid by name for lines that are void by now, or beyond what the lines bore: while others have not paid for theirs it is that
 * payer's, and pays for nothing of theirs. When everything is paid for, it is simply too much.
 * `refunds`: what has gone back, or is on its way.
 */
function creditsOf(order: Order, refunds: readonly Refund[]): Credit[] {
  const lines = new Map(linesOf(order).map((line) => [line.id, line]));
  const named = unreversedPayments(order).filter(
    (payment) => payment.lines?.some((id) => isVoidIn(lines, id)) || beyondShares(payment) > 0,
  );
  if (named.length === 0) return [];
  const paid = paidShares(order);
  if (linesOf(order).every((line) => isVoid(line) || paid.has(line.id))) return [];
  return named.map((payment) => {
    const gone = sharesOf(payment, lines).filter(([id]) => isVoidIn(lines, id));
    const spent = gone.reduce((sum, [, share]) => sum + share, beyondShares(payment));
    const own = refunds.filter(({ of }) => of === payment.id);
    const forgiven = forgivenOf(own);
    // What went back as too much was of this first, and what was forgiven then only of the rest.
    const rest = Math.max(0, spent - (sumOf(own) - forgiven));
    return { payment: payment.id, amount: Math.max(0, spent - sumOf(own)), gift: Math.min(rest, forgiven) };
  });
}

/** What a payment by name has taken beyond what its lines bear. Minor units. */
const beyondShares = ({ amount, lines, shares }: Payment): Minor =>
  lines && shares ? Math.max(0, amount - Object.values(shares).reduce((sum, share) => sum + share, 0)) : 0;

function isVoidIn(lines: ReadonlyMap<string, Line>, id: string): boolean {
  const line = lines.get(id);
  return line !== undefined && isVoid(line);
}

/** A payment for named lines from before payments kept shares is divided by what its lines were sold for. */
function sharesOf({ amount, lines: named = [], shares }: Payment | OpenedPayment, lines: ReadonlyMap<string, Line>): [string, Minor][] {
  if (shares) return Object.entries(shares);
  const sold = named.flatMap((id) => lines.get(id) ?? []);
  const costs = sold.map(soldTotal).map(({ net, deposit }) => Math.max(0, net) + deposit);
  const divided = allocate(amount, costs);
  return sold.map(({ id }, index) => [id, divided[index] ?? 0]);
}
