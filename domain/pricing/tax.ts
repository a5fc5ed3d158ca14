import type { Minor } from "./money";

/**
 * The tax that a tax-inclusive amount contains, rounded half up to a minor unit. `rate`: percent as decimal text ("8", "5.5"); anything else ("ZW",
 * exempt) contains none.
 */
export function taxWithin(gross: Minor, rate: string): Minor {
  const match = /^(\d{1,3})(?:\.(\d{1,3}))?$/.exec(rate);
  if (!match) return 0;
  const thousandths = Number(`${match[1]}${(match[2] ?? "").padEnd(3, "0")}`);
  return Math.round((gross * thousandths) / (100_000 + thousandths));
}
