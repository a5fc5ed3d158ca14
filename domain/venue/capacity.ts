import { z } from "zod";
import { Channel } from "../menu/channel";

/**
 * How much a venue can make. `orders`: by channel, how many orders one slot takes.
 * `throttle`: at most so many new orders in so many minutes.
 */
export const Capacity = z.strictObject({
  slotMinutes: z.int().min(1).max(240),
  orders: z.partialRecord(Channel, z.int().min(0).max(100_000)).default({}),
  throttle: z.strictObject({ orders: z.int().min(1).max(100_000), minutes: z.int().min(1).max(240) }).optional(),
});
export type Capacity = z.infer<typeof Capacity>;
export type Throttle = NonNullable<Capacity["throttle"]>;
