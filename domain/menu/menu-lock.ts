// Products that may not be sold for a while (an "86"): everywhere, at some venues, through some channels, until a planned time.
import { z } from "zod";
import { Instant } from "../instant";
import { Channel } from "./channel";

const Id = z.string().regex(/^[a-zA-Z0-9_.-]{1,128}$/);

/** IMenuLock of the published types. No `instances`: every venue. `plannedLockExpirationDate`: RFC 3339. */
export const MenuLock = z.strictObject({
  id: z.string().regex(/^[a-zA-Z0-9_.-]{3,128}$/),
  products: z.array(Id).min(1).max(1000),
  instances: z.array(Id).max(1000).optional(),
  lockedInChannel: z.partialRecord(Channel, z.boolean()).optional(),
  description: z.string().max(1024).optional(),
  plannedLockExpirationDate: Instant.nullable().optional(),
  lockReason: z.string().max(255).nullable().optional(),
});
export type MenuLock = z.infer<typeof MenuLock>;

/** Whether the lock holds at this venue, whatever the channel. */
export const holdsAt = ({ instances = [] }: MenuLock, venue: string): boolean => instances.length === 0 || instances.includes(venue);

/**
 * Whether the lock holds in this channel: as the channel's own entry says; a channel without entry is locked unless others are locked by
 * name. So `{}` locks all, `{DELIVERY: true}` delivery only, `{DELIVERY: false}` all but delivery.
 */
export function holdsIn({ lockedInChannel = {} }: MenuLock, channel: Channel): boolean {
  return lockedInChannel[channel] ?? !Object.values(lockedInChannel).includes(true);
}

/** `now`: epoch milliseconds. */
export const isOver = ({ plannedLockExpirationDate: end }: MenuLock, now: number): boolean => !!end && Date.parse(end) <= now;

/** The channels that the lock holds in; undefined when it is all of them. */
export function lockedChannels(lock: MenuLock): Channel[] | undefined {
  const channels = Channel.options.filter((channel) => holdsIn(lock, channel));
  return channels.length === Channel.options.length ? undefined : channels;
}
