// Through which channels a venue sells, read from its document (IVenueConfig of the published types).
import { z } from "zod";
import { Instant } from "../instant";
import { CalendarException } from "../venue/calendar-exception";
import { KitchenSettings } from "../venue/kitchen-settings";
import { Stations } from "../venue/station";
import { WhenUnreachable } from "../venue/unreachable-venue-policy";
import { Channel } from "./channel";
import { Week } from "./weekly-hours";

/** What the till's module has said of itself. */
const PosStatus = z.object({ locked: z.boolean().optional().catch(undefined), lockMessage: z.string().optional().catch(undefined) });

const SaleChannel = z.object({
  active: z.boolean().optional(),
  week: Week.optional().catch(undefined),
  /** Minutes, as a number or as text. */
  minDeliveryTime: z.union([z.string(), z.number()]).optional().catch(undefined),
  /** A decimal in major units, as a number or as text. */
  minOrderValue: z.union([z.string(), z.number()]).optional().catch(undefined),
});

/** What is read here of a venue's document; all else in it is for the front ends. What cannot be read is as if it were not there. */
export const SalesChannels = z.object({
  active: z.boolean().optional().catch(undefined),
  tempDisabled: z.boolean().optional().catch(undefined),
  tempDisabledReason: z.string().optional().catch(undefined),
  /** When it opens again by itself, RFC 3339. */
  tempDisabledUntil: Instant.optional().catch(undefined),
  posIntegratorStatus: PosStatus.optional().catch(undefined),
  channelConstraints: z.record(z.string(), SaleChannel).optional().catch(undefined),
  /** One that cannot be read does not take the others along. */
  exceptions: z
    .array(CalendarException.nullable().catch(null))
    .transform((all) => all.filter((each) => each !== null))
    .optional()
    .catch(undefined),
  kitchen: KitchenSettings.optional().catch(undefined),
  whenUnreachable: WhenUnreachable.optional().catch(undefined),
  stations: Stations.optional().catch(undefined),
});
export type SalesChannels = z.infer<typeof SalesChannels>;

/** A venue that says nothing of channels sells over the counter and at the door. */
const USUAL: readonly Channel[] = ["DINE_IN", "TAKE_AWAY", "DELIVERY"];

/** The channels that are on: all that the venue lists and does not switch off. */
export function channelsOf({ channelConstraints }: SalesChannels): Channel[] {
  const listed = Channel.options.filter((channel) => channelConstraints?.[channel] !== undefined);
  return listed.length === 0 ? [...USUAL] : listed.filter((channel) => channelConstraints?.[channel]?.active !== false);
}

/** Why the venue takes no orders at all for the moment: it says so, or its till's module has locked itself. `at`: epoch ms. */
function disabledReason(selling: SalesChannels, at: number): string | undefined {
  const { tempDisabled, tempDisabledReason, tempDisabledUntil, posIntegratorStatus } = selling;
  if (tempDisabled && !(tempDisabledUntil !== undefined && Date.parse(tempDisabledUntil) <= at)) {
    return tempDisabledReason ?? "the venue is closed for the moment";
  }
  return posIntegratorStatus?.locked ? (posIntegratorStatus.lockMessage ?? "the venue's till takes no orders") : undefined;
}

/** The channels that take no orders at `at` (epoch ms), with the reason. Opening hours are not looked at here. */
export function closedChannels(selling: SalesChannels, at: number): Partial<Record<Channel, string>> {
  const everywhere = selling.active === false ? "the venue is not in business" : disabledReason(selling, at);
  const on = channelsOf(selling);
  return Object.fromEntries(
    Channel.options
      .filter((channel) => everywhere !== undefined || !on.includes(channel))
      .map((channel) => [channel, everywhere ?? `the venue does not sell through ${channel}`]),
  );
}
