// Which names of price lists mean something: those that are described, and those that hold by their name.
import { Channel } from "./channel";
import type { PriceList } from "./price-list";

/** `isKnown`: a price in it is asked somewhere. `isEverywhere`: it is asked at any venue, through any channel, at any time. */
export type KnownPriceLists = { isKnown: (name: string) => boolean; isEverywhere: (name: string) => boolean };

/** `venues`: ids of the chain's; undefined where nobody can tell, and then any name of the right form is one. */
export function knownPriceLists(described: readonly PriceList[], venues: readonly string[] | undefined): KnownPriceLists {
  const lists = new Map(described.map((list) => [list.id, list]));
  const channels: readonly string[] = Channel.options;
  const byName =
    venues && new Set(["default", ...channels, ...venues, ...venues.flatMap((venue) => channels.map((name) => `${venue}_${name}`))]);
  return {
    isKnown: (name) => lists.has(name) || (name.startsWith("PL_") && (byName?.has(name.slice("PL_".length)) ?? true)),
    isEverywhere: (name) => {
      const list = lists.get(name);
      return list ? !list.venues && !list.channels && !list.availability : name === "PL_default";
    },
  };
}
