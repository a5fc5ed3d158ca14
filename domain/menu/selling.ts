// Through which channels a venue sells, read from its document (IVenueConfig of the published types).
import { z } from "zod";
import { Channel } from "./channel";
import { Availability } from "./compiled";

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** By day, when the channel is open: local times, both ends included; what ends before it begins ends on the next day. */
const Week = z.partialRecord(Availability.keyType, z.array(z.object({ from: Time, to: Time })));
export type Week = z.infer<typeof Week>;

/** What is read here of a venue's document; all else in it is for the front ends. What cannot be read is as if it were not there. */
export const Selling = z.object({
  active: z.boolean().optional().catch(undefined),
  tempDisabled: z.boolean().optional().catch(undefined),
  tempDisabledReason: z.string().optional().catch(undefined),
  channelConstraints: z
    .record(z.string(), z.object({ active: z.boolean().optional(), week: Week.optional().catch(undefined) }))
    .optional()
    .catch(undefined),
});
export type Selling = z.infer<typeof Selling>;

/** A venue that says nothing of channels sells over the counter and at the door. */
const USUAL: readonly Channel[] = ["DINE_IN", "TAKE_AWAY", "DELIVERY"];

/** The channels that are on: all that the venue lists and does not switch off. */
export function channelsOf({ channelConstraints }: Selling): Channel[] {
  const listed = Channel.options.filter((channel) => channelConstraints?.[channel] !== undefined);
  return listed.length === 0 ? [...USUAL] : listed.filter((channel) => channelConstraints?.[channel]?.active !== false);
}

/** The channels that take no orders now, with the reason. Opening hours are not looked at here. */
export function closedChannels(selling: Selling): Partial<Record<Channel, string>> {
  const everywhere =
    selling.active === false
      ? "the venue is not in business"
      : selling.tempDisabled
        ? (selling.tempDisabledReason ?? "the venue is closed for the moment")
        : undefined;
  const on = channelsOf(selling);
  return Object.fromEntries(
    Channel.options
      .filter((channel) => everywhere !== undefined || !on.includes(channel))
      .map((channel) => [channel, everywhere ?? `the venue does not sell through ${channel}`]),
  );
}
