// Shares of a sum that add up to it exactly: whoever rounds each share by itself loses or invents a grosz.
import type { Minor } from "./money";

/**
 * Divides `amount` by `weights`, each share to the nearest minor unit downwards,
 * and what is left over to the largest remainders, the first of equals first.
 * Weights are whole and not negative; without any weight everything goes to the first. An empty list has no shares.
 *
 * @example allocate(100, [1, 1, 1]) // [34, 33, 33]
 */
export function allocate(amount: Minor, weights: readonly number[]): Minor[] {
  if (weights.length === 0) return [];
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (whole === 0n) return weights.map((_, index) => (index === 0 ? amount : 0));
  const sign = amount < 0 ? -1n : 1n;
  const magnitude = BigInt(amount) * sign;
  const exact = weights.map((weight) => ({ share: (magnitude * BigInt(weight)) / whole, rest: (magnitude * BigInt(weight)) % whole }));
  let left = Number(magnitude - exact.reduce((sum, { share }) => sum + share, 0n));
  const byRest = exact.map((_, index) => index).toSorted((a, b) => compare(exact[b]?.rest ?? 0n, exact[a]?.rest ?? 0n));
  for (const index of byRest) {
    const one = exact[index];
    if (left === 0 || !one) break;
    one.share += 1n;
    left -= 1;
  }
  return exact.map(({ share }) => Number(share * sign));
}

/**
 * The same, but each share is a step of the running total, which is rounded upwards: where an entry is split in two, the others' shares
 * stay what they are. What is left over is strewn among the entries, whatever their remainders.
 *
 * @example allocateInSteps(102, [1, 1, 1, 1]) // [26, 25, 26, 25]
 */
export function allocateInSteps(amount: Minor, weights: readonly number[]): Minor[] {
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (whole === 0n) return weights.map((_, index) => (index === 0 ? amount : 0));
  const sign = amount < 0 ? -1n : 1n;
  const magnitude = BigInt(amount) * sign;
  let [weighed, given] = [0n, 0n];
  return weights.map((weight) => {
    weighed += BigInt(weight);
    const total = (magnitude * weighed + whole - 1n) / whole;
    const share = total - given;
    given = total;
    return Number(share * sign);
  });
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
