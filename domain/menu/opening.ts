// Opening hours of a venue's channels (`channelConstraints[channel].week`, WIRE.md section 4.5): inclusive minutes by the venue's own clock.
import { z } from "zod";
import { DAYS, isAvailable } from "./availability";
import { Channel } from "./channel";
import { Availability } from "./compiled";
import type { Selling, Week } from "./selling";

/** By channel and day, flat pairs as availability has them. A channel that is not named is open whenever the venue sells through it. */
export const Hours = z.partialRecord(Channel, Availability);
export type Hours = z.infer<typeof Hours>;

/** The hours of the channels whose week the venue's document tells. */
export function hoursOf({ channelConstraints = {} }: Selling): Hours {
  const told = Channel.options.flatMap((channel) => {
    const week = channelConstraints[channel]?.week;
    return week ? [[channel, flatPairs(week)] as const] : [];
  });
  return Object.fromEntries(told);
}

/** A night that goes on after midnight belongs to two days. */
function flatPairs(week: Week): Availability {
  const pairs: Availability = {};
  const add = (day: (typeof DAYS)[number], from: string, to: string) => (pairs[day] = [...(pairs[day] ?? []), from, to]);
  DAYS.forEach((day, index) => {
    for (const { from, to } of week[day] ?? []) {
      if (from <= to) add(day, from, to);
      else {
        add(day, from, "23:59");
        add(DAYS[(index + 1) % DAYS.length] ?? day, "00:00", to);
      }
    }
  });
  return pairs;
}

/** `hours` undefined: they are not known here and nothing is refused for them. */
export const isOpen = (hours: Hours | undefined, channel: Channel, instant: string, timeZone: string): boolean =>
  isAvailable(hours?.[channel], instant, timeZone);
