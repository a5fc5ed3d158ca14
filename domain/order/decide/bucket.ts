import type { Channel } from "../../menu/channel";
import type { VenueCard } from "../../menu/venue-card";

/** What an event says of the venue and of the menu that it sells from: the version in force, pinned for the lines that are sold with it. */
export function bucketAt({ venue, name, menu, menuHashes, menuVersions, timeZone }: VenueCard, channel: Channel) {
  const menuVersion = menuVersions?.[channel];
  return { venue, name, menu, menuHash: menuHashes[channel] ?? "", ...(menuVersion !== undefined && { menuVersion }), timeZone };
}
