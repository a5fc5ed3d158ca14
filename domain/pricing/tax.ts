// Tax on amounts: contained in prices or put on top of them, rounded once for each rate or for each part.
import { type Minor, sumOf } from "./money";

/** `inclusive`: prices contain the tax. `exclusive`: it comes on top. */
export type Taxation = "inclusive" | "exclusive";
/** `total`: once per rate, over the sum. `line`: of each article by itself, whichever rows it stands in, and the sum of those. */
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
 * The tax that a tax-inclusive amount contains, rounded half up to a minor unit. `rate`: percent as decimal text ("8", "5.5");
 * anything else ("ZW", exempt) contains none.
 */
function taxWithin(gross: Minor, rate: string): Minor {
  const thousandths = thousandthsOf(rate);
  return Math.round((gross * thousandths) / (WHOLE + thousandths)) + 0;
}

/** The tax that comes on top of an amount without tax, rounded half up to a minor unit. */
export const taxOnTop = (net: Minor, rate: string): Minor => Math.round((net * thousandthsOf(rate)) / WHOLE) + 0;

/** `amount`: as the prices have it, with tax or without. `article`: parts of one are rounded as one; a part without is one of its own. */
export type TaxedPart = { rate: string; amount: Minor; article?: string };

/** By rate, in the order in which the rates come. */
export function taxLines(parts: readonly TaxedPart[], { taxation = "inclusive", taxRounding = "total" }: TaxRules): TaxLine[] {
  const onTop = taxation === "exclusive";
  const taxOf = onTop ? taxOnTop : taxWithin;
  return [...Map.groupBy(parts, ({ rate }) => rate)].map(([rate, all]) => {
    const amount = sumOf(all);
    const tax = taxRounding === "total" ? taxOf(amount, rate) : byArticle(all).reduce((sum, one) => sum + taxOf(sumOf(one), rate), 0);
    return { rate, net: onTop ? amount : amount - tax, tax, gross: onTop ? amount + tax : amount };
  });
}

const byArticle = (parts: readonly TaxedPart[]): TaxedPart[][] => [...Map.groupBy(parts, (part) => part.article ?? part).values()];
