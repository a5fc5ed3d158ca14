// When a price list holds: where, through which channels, at what times. What it makes products cost stands at the products (`pricelists`).
import { z } from "zod";
import { WrittenAvailability } from "./availability";
import { Availability } from "./compiled";
import { Channel } from "./channel";

const Id = z.string().regex(/^[a-zA-Z0-9_.-]{1,128}$/, "an id has 1 to 128 letters, digits, dots, dashes or underscores");

/**
 * What is left out holds everywhere, through every channel, always. Of several lists that have a price for a product, the one with the
 * greatest `priority` (0 unless told) counts, then the one that says more of where and how. A list that nobody has described holds by its
 * name: `PL_{venue}_{channel}`, `PL_{venue}`, `PL_{channel}`, `PL_default`, in that order, after all that are described.
 */
export const PriceList = z.strictObject({
  id: Id,
  name: z.string().max(255).optional(),
  venues: z.array(Id).min(1).max(1000).optional(),
  channels: z.array(Channel).min(1).optional(),
  availability: Availability.optional(),
  priority: z.int().min(-1000).max(1000).optional(),
});
export type PriceList = z.infer<typeof PriceList>;

/** As people may write it. What was written before times were looked at stays readable. */
export const WrittenPriceList = PriceList.extend({ availability: WrittenAvailability.optional() });
