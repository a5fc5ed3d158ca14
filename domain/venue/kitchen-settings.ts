// What a venue says of its kitchen's time, where it differs from the chain.
import { z } from "zod";

const Minutes = z.int("expected whole minutes").min(1, "expected at least 1 minute").max(1_440, "expected at most 1440 minutes");

/**
 * How long an order may go unseen before the kitchen's screens are alerted, and before the managers are told;
 * how long one takes while nobody has measured.
 */
export const KitchenSettings = z.strictObject({
  alertAfterMinutes: Minutes.optional(),
  escalateAfterMinutes: Minutes.optional(),
  readyAfterMinutes: Minutes.optional(),
});
export type KitchenSettings = z.infer<typeof KitchenSettings>;

/** With the venue's recent pace, in milliseconds, where there is one: as an order takes them over with its lines. */
export const KitchenFacts = z.object({
  alertAfterMinutes: z.int().exactOptional(),
  escalateAfterMinutes: z.int().exactOptional(),
  readyAfterMinutes: z.int().exactOptional(),
  paceMs: z.int().exactOptional(),
});
export type KitchenFacts = z.infer<typeof KitchenFacts>;
