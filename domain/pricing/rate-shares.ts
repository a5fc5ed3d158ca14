// Which tax rates bear the price of one thing that is made of many: a meal with a beer has two.
import type { SelectionNode } from "../menu/selection-tree";
import { allocate } from "./allocate";
import { type Decimal, ONE, parseDecimal, plus, roundHalfUp, times, ZERO } from "./decimal";
import type { Minor } from "./money";

/** What bears a rate: as a weight, or in minor units. */
export type RateShare = { vat: string; amount: number };

/** Weights are told in hundredths of a minor unit: prices may be fractions of one. */
const FINER = 2;

/**
 * By rate, how much of the choice's price it bears, the product's own rate first. What names no rate has that of what is around it.
 * Options that take off the price take it off their rate, and none is less than nothing. `decimals`: of the currency.
 */
export function rateWeights(part: SelectionNode, decimals: number): RateShare[] {
  const rates = new Map<string, Decimal>();
  const weigh = ({ node, items }: SelectionNode, around: string, quantity: Decimal): void => {
    const vat = node.vat ?? around;
    rates.set(vat, plus(rates.get(vat) ?? ZERO, times(parseDecimal(node.price ?? "0") ?? ZERO, quantity)));
    for (const item of items)
      weigh(item, vat, item.quantity === undefined ? quantity : times(quantity, parseDecimal(item.quantity) ?? ONE));
  };
  weigh(part, "0", ONE);
  return [...rates].map(([vat, sum]) => ({ vat, amount: Math.max(0, Number(roundHalfUp(sum, decimals + FINER).digits)) }));
}

/**
 * A price divided by its weights, in minor units; the shares are the price, exactly.
 * One rate bears all of it: then there are no `rates`, and `vat` is that one; else `vat` is the product's own.
 */
export function ratesOf(price: Minor, weights: readonly RateShare[]): { vat: string; rates?: RateShare[] } {
  const shares = allocate(
    price,
    weights.map(({ amount }) => wholeWeight(amount)),
  );
  const bearing = weights.map(({ vat }, index) => ({ vat, amount: shares[index] ?? 0 })).filter(({ amount }) => amount !== 0);
  const [first, another] = bearing;
  return another ? { vat: weights[0]?.vat ?? "0", rates: bearing } : { vat: (first ?? weights[0])?.vat ?? "0" };
}

/** Beyond exact numbers the last digits weigh nothing. */
const wholeWeight = (weight: number): number => (Number.isSafeInteger(weight) ? weight : Number.MAX_SAFE_INTEGER);
