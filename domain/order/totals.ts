// What an order costs. Integer minor units throughout; every sum is exact.
import type { Minor } from "../pricing/money";
import { taxWithin } from "../pricing/tax";
import type { Line, Order } from "./state";
import { linesOf } from "./state";

/** `gross` before, `net` after discounts. Never negative: a discount larger than its line takes the line's total and no more. */
export type LineTotal = { gross: Minor; discount: Minor; net: Minor };

export function lineTotal(line: Line): LineTotal {
  const gross = line.status === "VOID" ? 0 : line.unitPrice * line.quantity;
  const asked = line.discounts.reduce((sum, { amount }) => sum + amount, 0);
  const discount = Math.min(asked, Math.max(0, gross));
  return { gross, discount, net: gross - discount };
}

export type TaxLine = { rate: string; net: Minor; tax: Minor; gross: Minor };
export type Totals = { gross: Minor; discount: Minor; total: Minor; paid: Minor; remaining: Minor; tax: TaxLine[] };

/** Prices include tax; tax is computed once per rate over the discounted sum, so that the parts add up to the whole. */
export function totals(order: Order): Totals {
  let gross = 0;
  let discount = 0;
  const byRate = new Map<string, Minor>();
  for (const line of linesOf(order)) {
    const of = lineTotal(line);
    gross += of.gross;
    discount += of.discount;
    byRate.set(line.vat, (byRate.get(line.vat) ?? 0) + of.net);
  }
  const total = gross - discount;
  const paid = order.payments.reduce((sum, { amount }) => sum + amount, 0);
  const tax = [...byRate].map(([rate, sum]) => ({ rate, gross: sum, tax: taxWithin(sum, rate), net: sum - taxWithin(sum, rate) }));
  return { gross, discount, total, paid, remaining: Math.max(0, total - paid), tax };
}
