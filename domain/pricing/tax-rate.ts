// Tax rates as people write them: `8`, `8%`, `8.2500`, or one of the words for goods that bear none.

/** Exempt, not subject to tax, reverse charge: as fiscal printers know them. */
const UNTAXED = ["ZW", "NP", "OO", "EXEMPT"];

/** The rate as lines have it ("8", "5.5", "ZW"), or what was expected instead. */
export type ReadTaxRate = { rate: string } | { expected: string };

export function readTaxRate(written: string): ReadTaxRate {
  const text = written.trim();
  if (UNTAXED.includes(text.toUpperCase())) return { rate: text.toUpperCase() };
  const [, whole, fraction = ""] = /^(\d{1,3})(?:\.(\d{1,12}))?\s*%?$/.exec(text) ?? [];
  const digits = fraction.replace(/0+$/, "");
  if (whole === undefined || digits.length > 3) return { expected: `expected a rate in percent such as 8 or 5.5, found "${written}"` };
  const rate = `${Number(whole)}${digits === "" ? "" : `.${digits}`}`;
  return Number(rate) > 100 ? { expected: `expected at most 100 percent, found "${written}"` } : { rate };
}

/** 1.23 is what a price is multiplied with, and hardly a rate. */
export const isFactor = (rate: string): boolean => Number(rate) > 1 && Number(rate) < 2;

/** 0.19 is less than a percent, and hardly meant. */
export const isFractionOfAPercent = (rate: string): boolean => Number(rate) > 0 && Number(rate) < 1;
