// How much of each line bears which tax rate, after discounts. Integer minor units; a line's parts are its net price, exactly.
import { allocate, allocateInSteps } from "../pricing/allocate";
import { articleOf } from "../pricing/article";
import type { Minor } from "../pricing/money";
import type { TaxedPart } from "../pricing/tax";
import type { Line } from "./state";

/** `net`: of the line, after discounts; not negative where the line has several rates. */
export type NetLine = { line: Line; net: Minor };

/** Equal for rows that are one thing to the arithmetic of tax: the same article, with the same rates. */
export const taxedAs = (line: Line): string =>
  `${(line.rates ?? [{ vat: line.vat, amount: line.unitPrice }]).map(({ vat, amount }) => `${vat}:${amount}`).join()} ${articleOf(line)}`;

/**
 * By line's id. Rows that are one thing are divided as one: each rate gets its share by largest remainder,
 * and splitting a row moves nobody's; the rows then share each rate's in steps.
 */
export function taxedParts(lines: readonly NetLine[]): Map<string, TaxedPart[]> {
  const parts = new Map<string, TaxedPart[]>();
  const divided: NetLine[] = [];
  for (const { line, net } of lines) {
    parts.set(line.id, line.rates ? [] : [{ rate: line.vat, amount: net, article: articleOf(line) }]);
    if (line.rates) divided.push({ line, net });
  }
  for (const rows of Map.groupBy(divided, ({ line }) => taxedAs(line)).values()) for (const [id, own] of partsOf(rows)) parts.set(id, own);
  return parts;
}

function partsOf(rows: readonly NetLine[]): [string, TaxedPart[]][] {
  const [first] = rows;
  const rates = first?.line.rates;
  if (!first || !rates) return [];
  const article = articleOf(first.line);
  const left = rows.map(({ net }) => net);
  const whole = allocate(
    left.reduce((sum, net) => sum + net, 0),
    rates.map(({ amount }) => Math.max(0, amount)),
  );
  const parts = rows.map(({ line }): [string, TaxedPart[]] => [line.id, []]);
  rates.forEach(({ vat: rate }, nth) => {
    const shares = allocateInSteps(
      whole[nth] ?? 0,
      left.map((net) => Math.max(0, net)),
    );
    parts.forEach(([, own], index) => {
      const amount = shares[index] ?? 0;
      left[index] = (left[index] ?? 0) - amount;
      own.push({ rate, amount, article });
    });
  });
  return parts;
}
