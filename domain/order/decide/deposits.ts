// Deposits on bottles and cups (`drs` in the published types): of everything that goes out with one unit of a line.
import type { ProductDescription } from "../../menu/product-description";
import { fromDecimal, type Minor } from "../../pricing/money";

/** Each deposit with how many of it; chosen parts count as often as they were chosen. A part of a unit carries no bottle. */
export function depositsOf(product: ProductDescription, decimals: number): { deposit: Minor; count: number }[] {
  const counted = new Map<Minor, number>();
  count(product, 1, decimals, counted);
  return [...counted].map(([deposit, times]) => ({ deposit, count: times }));
}

function count(
  { kind, quantity, drs, items = [] }: ProductDescription,
  around: number,
  decimals: number,
  counted: Map<Minor, number>,
): void {
  const times = kind === "product" ? around * Math.floor(Number(quantity ?? "1")) : around;
  const deposit = drs === undefined ? undefined : fromDecimal(drs, decimals);
  if (deposit !== undefined && deposit > 0 && times > 0) counted.set(deposit, (counted.get(deposit) ?? 0) + times);
  for (const item of items) count(item, times, decimals, counted);
}
