import type { Channel } from "../../menu/channel";
import type { VenueCard } from "../../menu/venue-card";
import { KitchenFacts, type KitchenSettings } from "../../venue/kitchen-settings";

/** What an event says of the venue and of the menu that it sells from: the version in force, pinned for the lines that are sold with it. */
export function bucketAt(card: VenueCard, channel: Channel) {
  const { venue, name, menu, menuHashes, menuVersions, timeZone, kitchen: terms, paceMs, whenUnreachable } = card;
  const menuVersion = menuVersions?.[channel];
  const kitchen = kitchenOf(terms, paceMs);
  return {
    venue,
    name,
    menu,
    menuHash: menuHashes[channel] ?? "",
    ...(menuVersion !== undefined && { menuVersion }),
    timeZone,
    ...(kitchen && { kitchen }),
    ...(whenUnreachable && { whenUnreachable }),
  };
}

/** Nothing where the venue says nothing: then the chain's rules hold. */
function kitchenOf(terms: KitchenSettings | undefined, paceMs: number | undefined): KitchenFacts | undefined {
  const stated = Object.entries({ ...terms, paceMs }).filter(([, value]) => value !== undefined);
  return stated.length === 0 ? undefined : KitchenFacts.parse(Object.fromEntries(stated));
}
