// What an order must know of a venue before it takes a line: read by the API worker, cached there for seconds, handed over with the command.
import { z } from "zod";
import { Channel } from "./channel";
import { Currency } from "../pricing/money";
import { Hours } from "./opening";
import { KitchenTerms } from "../venue/kitchen-terms";
import { Station } from "../venue/station";

/** Products that may not be sold now (an "86"). Only locks that concern the card's venue are on the card; without `channels` it holds on all of them. */
const Lock = z.object({
  id: z.string(),
  products: z.array(z.string()),
  channels: z.array(Channel).optional(),
  reason: z.string().optional(),
});

export const VenueCard = z.object({
  tenant: z.string(),
  venue: z.string(),
  name: z.string(),
  menu: z.string(),
  /** Content hash of the compiled menu in force, by channel: only the order knows which channel it is sold on. A channel without one sells nothing. */
  menuHashes: z.partialRecord(Channel, z.string()),
  /** Number of the menu's version that each is of; cards from before there were versions name none. */
  menuVersions: z.partialRecord(Channel, z.int()).optional(),
  /** Channels that take no orders now, with the reason. */
  closed: z.partialRecord(Channel, z.string()),
  timeZone: z.string(),
  /** Opening hours, for the commands that place an order or say when it is wanted; the others travel without. */
  hours: Hours.optional(),
  /** The least value of an order (minor units), and the least minutes it takes, by channel; they travel with the hours. */
  minOrder: z.partialRecord(Channel, z.int()).optional(),
  leadMinutes: z.partialRecord(Channel, z.int()).optional(),
  /** False: the order is to go where the venue does not deliver. */
  reaches: z.boolean().optional(),
  currency: Currency,
  locks: z.array(Lock),
  /** Product tags that some active discount rule of the tenant looks at. Lines without any of them need no discount job. */
  discountTags: z.array(z.string()),
  /** Where the venue makes what; cards of venues without stations name none. */
  stations: z.array(Station).optional(),
  /** What the venue says of its kitchen's time, and how long it has taken for an order lately (ms). */
  kitchen: KitchenTerms.optional(),
  paceMs: z.int().optional(),
});
export type VenueCard = z.infer<typeof VenueCard>;
