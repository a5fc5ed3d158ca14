// Money inside Brigade: integer minor units of the tenant's currency. On the wire it is a decimal string.
import { z } from "zod";

/** Largest amount in minor units: far above any order, far below where integers lose precision. */
export const MAX_AMOUNT = 100_000_000_000;

/** An amount in minor units (grosz, cent). May be negative where a field says so. */
export const Minor = z.int();
export type Minor = z.infer<typeof Minor>;

/** `decimals`: how many digits the minor unit has (ISO 4217: 0, 2 or 3). */
export const Currency = z.object({ code: z.string().regex(/^[A-Z]{3}$/), decimals: z.int().min(0).max(3) });
export type Currency = z.infer<typeof Currency>;

export const sumOf = (money: readonly { amount: Minor }[]): Minor => money.reduce((sum, { amount }) => sum + amount, 0);

/** `1399` with two decimals is `"13.99"`. */
export function toDecimal(amount: Minor, decimals: number): string {
  const digits = String(Math.abs(amount)).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  return `${amount < 0 ? "-" : ""}${whole}${decimals === 0 ? "" : `.${digits.slice(-decimals)}`}`;
}

/** What computing in binary leaves behind an amount is less: 0.1 + 0.2 is 0.30000000000000004. */
const NOISE = 1e-8;

/** Reads `"13.99"`, `13.99` or `"14"`; undefined when it is no amount or has more digits than the currency, noise apart. */
export function fromDecimal(text: string | number, decimals: number): Minor | undefined {
  const match = /^(-?)(\d{1,12})(?:\.(\d+))?$/.exec(String(text));
  if (!match) return undefined;
  const [, sign, whole = "", written = ""] = match;
  const fraction = written.replace(/0+$/, "");
  if (fraction.length > decimals) {
    const nearest = Number(text).toFixed(decimals);
    return Math.abs(Number(text) - Number(nearest)) < NOISE ? fromDecimal(nearest, decimals) : undefined;
  }
  const amount = Number(whole + fraction.padEnd(decimals, "0"));
  return sign && amount !== 0 ? -amount : amount;
}

/** The same of what a program has computed, rounded to the currency's digits: `19.990000000000002` is `"19.99"`. */
export const fromComputed = (amount: string | number, decimals: number): Minor | undefined =>
  fromDecimal(Number.isFinite(Number(amount)) ? Number(amount).toFixed(decimals) : amount, decimals);

/** What is said of an amount that `fromDecimal` cannot read. */
export const amountExpected = ({ code, decimals }: Currency): string => `expected an amount in ${code} of at most ${decimals} decimals`;
