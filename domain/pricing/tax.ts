// Tax on amounts: contained in prices or put on top of them, rounded once for each rate or for each part.
import type { Minor } from "./money";

/** `inclusive`: prices contain the tax. `exclusive`: it comes on top. */
export type Taxation = "inclusive" | "exclusive";
/** `total`: once per rate, over the sum. `line`: of each part by itself, and the sum of those. */
export type TaxRounding = "total" | "line";
/** Contained and of the total unless told. */
export type TaxRules = { taxation?: Taxation | undefined; taxRounding?: TaxRounding | undefined };

/** Of one rate; always `net + tax = gross`. */
export type TaxLine = { rate: string; net: Minor; tax: Minor; gross: Minor };

const WHOLE = 100_000;

/** Thousandths of a percent. A rate that is no number ("ZW", exempt) is none. */
function thousandthsOf(rate: string): number {
  const match = /^(\d{1,3})(?:\.(\d{1,3}))?$/.exec(rate);
  return match ? Number(`${match[1]}${(match[2] ?? "").padEnd(3, "0")}`) : 0;
}

/**
 * The tax that a tax-inclusive amount contains, rounded half up to a minor unit. `rate`: percent as decimal text ("8", "5.5"); anything else ("ZW",
 * exempt) contains none.
 */
export function taxWithin(gross: Minor, rate: string): Minor {
  const thousandths = thousandthsOf(rate);
  return Math.round((gross * thousandths) / (WHOLE + thousandths)) + 0;
}

/** The tax that comes on top of an amount without tax, rounded half up to a minor unit. */
export const taxOnTop = (net: Minor, rate: string): Minor => Math.round((net * thousandthsOf(rate)) / WHOLE) + 0;

/** By rate, in the order in which the rates come. `amount`: as the prices have it, with tax or without. */
export function taxLines(
  parts: readonly { rate: string; amount: Minor }[],
  { taxation = "inclusive", taxRounding = "total" }: TaxRules,
): TaxLine[] {
  const onTop = taxation === "exclusive";
  const taxOf = onTop ? taxOnTop : taxWithin;
  const byRate = new Map<string, { amount: Minor; tax: Minor }>();
  for (const { rate, amount } of parts) {
    const { amount: sum, tax } = byRate.get(rate) ?? { amount: 0, tax: 0 };
    byRate.set(rate, { amount: sum + amount, tax: taxRounding === "line" ? tax + taxOf(amount, rate) : taxOf(sum + amount, rate) });
  }
  return [...byRate].map(([rate, { amount, tax }]) => ({
    rate,
    net: onTop ? amount : amount - tax,
    tax,
    gross: onTop ? amount + tax : amount,
  }));
}
