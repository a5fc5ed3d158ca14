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

/** What is odd about a rate that can be read, and was hardly meant: 1.23 is what a price is multiplied with, 0.19 less than a percent. */
export function oddRate(rate: string): { code: "tax-as-factor" | "tax-below-one"; message: string } | undefined {
  const [written, percent] = [Number(rate), (meant: number) => Number((meant * 100).toFixed(3))];
  if (written > 1 && written < 2) {
    const meant = percent(written - 1);
    return { code: "tax-as-factor", message: `a rate of ${rate} percent is rare; write ${meant} for ${meant} percent` };
  }
  if (!(written > 0 && written < 1)) return undefined;
  const meant = percent(written);
  return { code: "tax-below-one", message: `a rate of ${rate} is less than one percent; write ${meant} for ${meant} percent` };
}
