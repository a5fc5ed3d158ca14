// What an order must know of a venue before it takes a line: read by the API worker, cached there for seconds,
// handed over with the command.
import { z } from "zod";
import { Channel } from "./channel";
import { Currency } from "../pricing/money";
import { Hours } from "./opening-hours";
import { Position } from "../venue/distance";
import { KitchenSettings } from "../venue/kitchen-settings";
import { Station } from "../venue/station";
import { WhenUnreachable } from "../venue/unreachable-venue-policy";

/**
 * Products that may not be sold now (an "86"). Only locks that concern the card's venue are on the card;
 * without `channels` it holds on all of them.
 */
const Lock = z.object({
  id: z.string(),
  products: z.array(z.string()),
  channels: z.array(Channel).optional(),
  reason: z.string().optional(),
});

/**
 * What a venue's delivery zones say. `to`: where the order was to go when they were asked, absent where it had not said; they say nothing
 * of any other place. `zone`: what is asked in the zone that holds it, in minor units and minutes; absent where the venue does not deliver
 * there.
 */
const DeliveryTerms = z.object({ to: Position.optional(), zone: z.object({ minOrder: z.int(), leadMinutes: z.int() }).optional() });

export const VenueCard = z.object({
  tenant: z.string(),
  venue: z.string(),
  name: z.string(),
  menu: z.string(),
  /**
   * Content hash of the compiled menu in force, by channel: only the order knows which channel it is sold on.
   * A channel without one sells nothing.
   */
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
  /** Of a venue that has delivery zones; travels with the hours. */
  delivery: DeliveryTerms.optional(),
  currency: Currency,
  locks: z.array(Lock),
  /** Product tags that some active discount rule of the tenant looks at. Lines without any of them can earn no discount. */
  discountTags: z.array(z.string()),
  /** Hash of those rules (domain/discount/rule-set.ts): lines that are sold with the card are discounted by them. */
  discountRules: z.string().optional(),
  /** Where the venue makes what; cards of venues without stations name none. */
  stations: z.array(Station).optional(),
  /** Whether the venue sells on when nobody can ask it what it has left; it does not unless told. */
  whenUnreachable: WhenUnreachable.optional(),
  /** What the venue says of its kitchen's time, and how long it has taken for an order lately (ms). */
  kitchen: KitchenSettings.optional(),
  paceMs: z.int().optional(),
});
export type VenueCard = z.infer<typeof VenueCard>;

/** The least minutes that an order takes: the channel's, or the zone's where that is longer. */
export const leadMinutesOn = ({ leadMinutes, delivery }: VenueCard, channel: Channel): number =>
  Math.max(leadMinutes?.[channel] ?? 0, zoneOn(channel, delivery)?.leadMinutes ?? 0);

/** The least value of an order in minor units: the channel's, or the zone's where that is more. */
export const minOrderOn = ({ minOrder, delivery }: VenueCard, channel: Channel): number =>
  Math.max(minOrder?.[channel] ?? 0, zoneOn(channel, delivery)?.minOrder ?? 0);

const zoneOn = (channel: Channel, delivery: VenueCard["delivery"]) => (channel === "DELIVERY" ? delivery?.zone : undefined);
