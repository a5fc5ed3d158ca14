// Opening hours of a venue's channels (`channelConstraints[channel].week`, WIRE.md section 4.5): inclusive minutes by the venue's own clock.
import { z } from "zod";
import { isAvailable } from "./availability";
import { Channel } from "./channel";
import { Availability } from "./compiled";

/** By channel and day, flat pairs as availability has them. A channel that is not named is open whenever the venue sells through it. */
export const Hours = z.partialRecord(Channel, Availability);
export type Hours = z.infer<typeof Hours>;

/** `hours` undefined: they are not known here and nothing is refused for them. */
export const isOpen = (hours: Hours | undefined, channel: Channel, instant: string, timeZone: string): boolean =>
  isAvailable(hours?.[channel], instant, timeZone);
