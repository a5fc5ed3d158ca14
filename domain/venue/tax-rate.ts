import { z } from "zod";
import { readTaxRate } from "../pricing/tax-rate";

/** A tax rate as lines have it: `8%` is `8`. */
export const TaxRate = z.string().transform((written, context): string => {
  const read = readTaxRate(written);
  if ("rate" in read) return read.rate;
  context.addIssue({ code: "custom", message: read.expected });
  return z.NEVER;
});
