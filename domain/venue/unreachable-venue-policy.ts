import { z } from "zod";

/** What becomes of a venue's orders while it cannot be asked what it has left: they are refused, unless it says that it sells on. */
export const WhenUnreachable = z.enum(["refuse", "sell"], 'expected "refuse" or "sell"');
export type WhenUnreachable = z.infer<typeof WhenUnreachable>;
