import { z } from "zod";
import { Minor } from "../pricing/money";

/** A discount on one line. `amount`: minor units off the line's whole total. One line has at most one discount per layer and name. */
export const OrderDiscount = z.strictObject({
  line: z.uuid(),
  layer: z.string().regex(/^[a-zA-Z0-9_.-]{1,64}$/),
  name: z.string().max(128),
  /** How it came about, as the published types show it: e.g. PERCENT, BULK. */
  type: z.string().max(32),
  amount: Minor.min(0),
});
export type OrderDiscount = z.infer<typeof OrderDiscount>;
