import { z } from "zod";

/** An amount in major units, none below zero: text or a number on the way in, text where it is kept, so that nothing of it is rounded. */
export const DecimalText = z
  .union([z.string(), z.number()], "expected an amount such as 19.90")
  .transform(String)
  .pipe(z.string().regex(/^\d{1,9}(\.\d{1,3})?$/, "expected an amount such as 19.90"));
