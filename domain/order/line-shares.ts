// What of an order's total each of its lines bears. Integer minor units throughout; the shares are the total, exactly.
import { allocateInSteps } from "../pricing/allocate";
import { apportion, type WeightedRow } from "../pricing/weighted-rows";
import { type Minor, sumOf } from "../pricing/money";
import { taxOnTop } from "../pricing/tax";
import { lineTotal } from "./line-total";
import { paidShares } from "./paid-shares";
import { isVoid, type Line, linesOf, type Order } from "./state";
import { taxedAs, taxedParts } from "./taxed-lines";
import { totals } from "./totals";

/**
 * What each line bears of the order's total, fees and tip included, in the order of the lines: the shares are the total, exactly. A line
 * that a payment has settled bears what it bore then; what has changed since falls on the others, and on all when there are no others, or
 * they cannot bear it.
 */
export function sharesByLine(order: Order): Map<string, Minor> {
  const lines = linesOf(order);
  const { total } = totals(order);
  const paid = paidShares(order);
  const charged = lines.filter((line) => !isVoid(line));
  const rows = weightedRows(charged.length > 0 ? charged : lines, order.settings);
  const paidRows = rows.filter(({ id }) => paid.has(id)).map((row) => ({ ...row, cost: paid.get(row.id) ?? 0 }));
  const open = rows.filter(({ id }) => !paid.has(id));
  const left = total - paidRows.reduce((sum, { cost }) => sum + cost, 0);
  const openBear = open.length > 0 && (left >= 0 || paidRows.length === 0);
  const shares = openBear ? new Map([...paid, ...apportion(left, open)]) : apportion(total, paidRows);
  return new Map(lines.map(({ id }) => [id, shares.get(id) ?? 0]));
}

/** A line's cost is its net price with deposits and tax on top, which is rounded once for each article and divided over its rows. */
function weightedRows(lines: readonly Line[], { taxation }: Order["settings"]): WeightedRow[] {
  return [...Map.groupBy(lines, taxedAs)].flatMap(([article, rows]) => {
    const sold = rows.map((line) => ({ line, ...lineTotal(line) }));
    const weights = sold.map(({ net }) => Math.max(0, net));
    const byRate = Map.groupBy([...taxedParts(sold).values()].flat(), ({ rate }) => rate);
    const tax = taxation === "exclusive" ? [...byRate].reduce((sum, [rate, parts]) => sum + taxOnTop(sumOf(parts), rate), 0) : 0;
    const taxes = allocateInSteps(tax, weights);
    return sold.map((one, index) => ({
      id: one.line.id,
      article,
      weight: weights[index] ?? 0,
      cost: one.net + one.deposit + (taxes[index] ?? 0),
    }));
  });
}
