// What one line costs. Integer minor units.
import type { Minor } from "../pricing/money";
import { isVoid, type Line } from "./state";

/**
 * `gross` before, `net` after discounts; `deposit` comes on top and bears no tax.
 * A discount larger than its line takes the line's total and no more.
 */
export type LineTotal = { gross: Minor; discount: Minor; net: Minor; deposit: Minor };

export const lineTotal = (line: Line): LineTotal => (isVoid(line) ? { gross: 0, discount: 0, net: 0, deposit: 0 } : soldTotal(line));

/** What the line costs, or would if it were not void. */
export function soldTotal(line: Line): LineTotal {
  const gross = line.unitPrice * line.quantity;
  const asked = line.discounts.reduce((sum, { amount }) => sum + amount, 0);
  const discount = Math.min(asked, Math.max(0, gross));
  const deposit = (line.deposits ?? []).reduce((sum, { deposit: each, count }) => sum + each * count, 0) * line.quantity;
  return { gross, discount, net: gross - discount, deposit };
}
