import type { Minor } from "./money";

/**
 * So many percent of an amount, rounded half up to a minor unit; nothing of nothing or less. `percent`: at most two decimals count. In
 * bigint, because the product outgrows exact numbers.
 */
export function percentOf(amount: Minor, percent: number): Minor {
  if (amount <= 0) return 0;
  return Number((BigInt(amount) * BigInt(Math.round(percent * 100)) + 5_000n) / 10_000n);
}
