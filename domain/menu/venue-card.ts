// What an order must know of a venue before it takes a line: read by the API worker, cached there for seconds, handed over with the command.
import { z } from "zod";
import { Currency } from "../pricing/money";

/** A product that may not be sold now (an "86"). Only locks that concern the card's venue and channel are on the card. */
export const Lock = z.object({ id: z.string(), products: z.array(z.string()), reason: z.string().optional() });
export type Lock = z.infer<typeof Lock>;

export const VenueCard = z.object({
  tenant: z.string(),
  venue: z.string(),
  name: z.string(),
  menu: z.string(),
  channel: z.string(),
  /** Content hash of the compiled menu in force. */
  menuHash: z.string(),
  timeZone: z.string(),
  currency: Currency,
  locks: z.array(Lock),
  /** Product tags that some active discount rule of the tenant looks at. Lines without any of them need no discount job. */
  discountTags: z.array(z.string()),
});
export type VenueCard = z.infer<typeof VenueCard>;
