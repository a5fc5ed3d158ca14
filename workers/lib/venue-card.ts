// What the database and a venue's object know of the venue, put together for those who sell there.
import { tagsOfInterest } from "../../domain/discount/rule";
import { Channel } from "../../domain/menu/channel";
import { lockedChannels, type MenuLock } from "../../domain/menu/menu-lock";
import { closedChannels, type SalesChannels } from "../../domain/menu/sales-channels";
import type { VenueCard } from "../../domain/menu/venue-card";
import { ruleSetOf } from "../../runtime/rule-sets";
import type { VenueFacts as Live } from "../../protocol/venue";
import type { StoredVenueFacts } from "./db/venue-facts";
import { type InForce, inForceAt } from "./menu-index";

export type Menus = Partial<Record<Channel, InForce>>;
type Versions = Partial<Record<Channel, number>>;
export type SoldMenus = { menus: Menus; versions: Versions };

/** `now`: epoch ms. Opening hours are not on it. */
export function cardOf(
  { venue: row, discountRules, currency }: StoredVenueFacts,
  live: Pick<Live, "locks" | "paceMs">,
  sold: SoldMenus,
  selling: SalesChannels,
  now: number,
): VenueCard {
  return {
    tenant: row.tenant,
    venue: row.id,
    name: row.name,
    menu: row.menu,
    ...withMenus(sold),
    closed: row.menu === "" ? WITHOUT_MENU : closedChannels(selling, now),
    timeZone: row.timeZone,
    currency,
    locks: live.locks.map(onCard),
    discountTags: tagsOfInterest(discountRules),
    discountRules: ruleSetOf(discountRules).hash,
    ...(selling.whenUnreachable && { whenUnreachable: selling.whenUnreachable }),
    ...(selling.stations && selling.stations.length > 0 && { stations: selling.stations }),
    ...(selling.kitchen && { kitchen: selling.kitchen }),
    ...(live.paceMs !== undefined && { paceMs: live.paceMs }),
  };
}

const WITHOUT_MENU = Object.fromEntries(Channel.options.map((channel) => [channel, "the venue has no menu yet"]));

export const withMenus = ({ menus, versions }: SoldMenus): Pick<VenueCard, "menuHashes" | "menuVersions"> => ({
  menuHashes: Object.fromEntries(Object.entries(menus).map(([channel, { book }]) => [channel, book])),
  menuVersions: versions,
});

/** The documents of the venue's menu that hold at that time (RFC 3339), by channel. */
export async function soldFrom(
  env: { MENUS: KVNamespace },
  { menus }: Pick<Live, "menus">,
  { menu, timeZone }: Pick<VenueCard, "menu" | "timeZone">,
  at: string,
): Promise<SoldMenus> {
  const sold = Object.entries(menus[menu] ?? {});
  const read = await Promise.all(sold.map(async ([channel, { hash }]) => [channel, await inForceAt(env, hash, at, timeZone)] as const));
  return { menus: Object.fromEntries(read), versions: Object.fromEntries(sold.map(([channel, { version }]) => [channel, version])) };
}

export function onCard(lock: MenuLock): VenueCard["locks"][number] {
  const channels = lockedChannels(lock);
  const { id, products, lockReason } = lock;
  return { id, products, ...(channels && { channels }), ...(lockReason && { reason: lockReason }) };
}
