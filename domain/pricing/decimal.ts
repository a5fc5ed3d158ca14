// Exact decimal arithmetic for authored prices and chosen quantities: 0.1 + 0.2 is 0.3 here,
// and half a grosz is half a grosz until it is rounded.

/** The number `digits / 10^scale`. */
export type Decimal = { readonly digits: bigint; readonly scale: number };

export const ZERO: Decimal = { digits: 0n, scale: 0 };
export const ONE: Decimal = { digits: 1n, scale: 0 };

/** Reads plain decimal text, `"-1.50"`; undefined for anything else, exponents and blanks included. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = /^(-?\d{1,15})(?:\.(\d{1,15}))?$/.exec(text);
  if (!match) return undefined;
  const [, whole = "", fraction = ""] = match;
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

export function plus(a: Decimal, b: Decimal): Decimal {
  if (a.scale === b.scale) return { digits: a.digits + b.digits, scale: a.scale };
  const scale = Math.max(a.scale, b.scale);
  return { digits: raised(a, scale) + raised(b, scale), scale };
}

export function times(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

/** The nearest decimal with `scale` digits; a half goes up, towards plus infinity, as `Math.round` does. */
export function roundHalfUp(value: Decimal, scale: number): Decimal {
  if (value.scale <= scale) return { digits: raised(value, scale), scale };
  const step = 10n ** BigInt(value.scale - scale);
  return { digits: floorDivide(2n * value.digits + step, 2n * step), scale };
}

/** Negative, zero or positive, as `a` is less than, equal to or greater than `b`. */
export function compare(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const difference = raised(a, scale) - raised(b, scale);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

/** `"2.5"` with two decimals is `"2.50"`, `"0.005"` stays as it is: no digit that counts is lost. */
export function formatDecimal({ digits, scale }: Decimal, decimals: number): string {
  const magnitude = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  const whole = magnitude.slice(0, magnitude.length - scale);
  const fraction = magnitude
    .slice(magnitude.length - scale)
    .replace(/0+$/, "")
    .padEnd(decimals, "0");
  return `${digits < 0n ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

const raised = ({ digits, scale }: Decimal, to: number) => (scale === to ? digits : digits * 10n ** BigInt(to - scale));

/** `divisor` is positive. BigInt division cuts towards zero; money rounds downwards. */
const floorDivide = (dividend: bigint, divisor: bigint) => (dividend % divisor < 0n ? dividend / divisor - 1n : dividend / divisor);
