// What commands need to know of a venue and its tenant, kept in this isolate for seconds. Whoever needs certainty asks for it `fresh`.
import { waitUntil } from "cloudflare:workers";
import type { Region } from "../../domain/access/principal";
import { Channel } from "../../domain/menu/channel";
import { isOver, lockedChannels, type MenuLock } from "../../domain/menu/lock";
import { closedChannels, Selling } from "../../domain/menu/selling";
import { hoursOf } from "../../domain/menu/opening";
import type { VenueCard } from "../../domain/menu/venue-card";
import { type HouseRules, houseRulesOf } from "../../domain/order/house";
import type { Currency } from "../../domain/pricing/money";
import { err, ok, type Result } from "../../domain/result";
import type { Refusal } from "../../protocol/problem";
import { locks as locksOf } from "../lib/db/locks";
import { menuLog } from "../lib/db/menu-log";
import { tenants as chains } from "../lib/db/tenants";
import { venueFacts, type VenueFacts } from "../lib/db/venue-facts";
import type { VenueRow } from "../lib/db/venues";
import { kept, type Kept } from "../lib/kept";
import type { ApiEnv } from "./env";

type Database = Pick<ApiEnv, "DB">;
/** `fresh`: as it is at this moment. `hours`: with opening hours, for commands that place an order or say when it is wanted. */
type Looking = { fresh?: boolean; hours?: boolean };
type NotThere = Extract<Refusal, { code: "not-found" | "temporarily-unavailable" }>;

/** A venue as of one moment: what orders must know, and for those who show it, its row and the whole locks that are not over. */
export type VenueNow = { card: VenueCard; cardWithHours: VenueCard; row: VenueRow; locks: MenuLock[] };

/** What a new order takes over from its chain. */
export type TenantCard = { name: string; region: Region; currency: Currency; house: HouseRules };

/** Who is pushed out is read again. */
const MOST = 2_000;
const venues = new Map<string, Kept<VenueNow>>();
const tenants = new Map<string, Kept<TenantCard>>();

/**
 * What an order must know of the venue. Whether it sells, and through which channels, is on the card: the order refuses.
 * @example const card = await venueCard(c.env, tenant, "centrum"); if (!card.ok) return refuse(c, card.error);
 */
export async function venueCard(env: Database, tenant: string, venue: string, looking: Looking = {}): Promise<Result<VenueCard, NotThere>> {
  const now = await venueNow(env, tenant, venue, looking);
  return now.ok ? ok(looking.hours ? now.value.cardWithHours : now.value.card) : now;
}

/** The card as it was at `at` (RFC 3339), for what a till sold while it was offline: the menus that were in force, the locks that there were. */
export async function venueCardAsOf(env: Database, tenant: string, venue: string, at: string): Promise<Result<VenueCard, NotThere>> {
  const now = await venueNow(env, tenant, venue);
  if (!now.ok) return now;
  const { card } = now.value;
  const [hashes, locks] = await Promise.all([menuLog(env.DB, tenant).inForce(venue, card.menu, at), locksOf(env.DB, tenant).idsBefore(at)]);
  return ok({ ...card, menuHashes: { ...card.menuHashes, ...hashes }, locks: card.locks.filter(({ id }) => locks.has(id)) });
}

export const venueNow = ({ DB }: Database, tenant: string, venue: string, looking: Looking = {}): Promise<Result<VenueNow, NotThere>> =>
  look(venues, `${tenant}/${venue}`, "venue", looking, () =>
    kept(async () => asOfNow(await venueFacts(DB, tenant).read(venue)), {
      freshMs: 2_000,
      staleMs: 10_000,
      keepAlive: waitUntil,
      worth: ({ card }) => isCompiled(card), // a menu about to be compiled should be seen at once
    }),
  );

export const tenantCard = ({ DB }: Database, tenant: string): Promise<Result<TenantCard, NotThere>> =>
  look(tenants, tenant, "tenant", {}, () =>
    kept(
      async () => {
        const chain = await chains(DB, tenant).find();
        if (!chain) return undefined;
        const { name, region, currency: code, decimals, properties } = chain;
        return { name, region, currency: { code, decimals }, house: houseRulesOf(properties, decimals) };
      },
      { freshMs: 60_000, staleMs: 600_000, keepAlive: waitUntil },
    ),
  );

/** After a change that must hold at once in this isolate, such as a lock. A read that began before it is nobody's any more. */
export function forgetCards(tenant: string): void {
  for (const key of venues.keys()) if (key.startsWith(`${tenant}/`)) venues.delete(key);
}

function asOfNow(facts: VenueFacts | undefined): VenueNow | undefined {
  if (!facts) return undefined;
  const { venue: row, pointers, discountTags, currency } = facts;
  const now = Date.now();
  const locks = facts.locks.filter((lock) => !isOver(lock, now));
  const hashes = Channel.options.flatMap((channel) => {
    const pointer = pointers.find((each) => each.channel === channel && each.menu === row.menu);
    return pointer ? [[channel, pointer.hash]] : [];
  });
  const selling = Selling.parse(row.document);
  const card = {
    tenant: row.tenant,
    venue: row.id,
    name: row.name,
    menu: row.menu,
    menuHashes: Object.fromEntries(hashes),
    closed: closedChannels(selling),
    timeZone: row.timeZone,
    currency,
    locks: locks.map(onCard),
    discountTags,
  };
  return { card, cardWithHours: { ...card, hours: hoursOf(selling) }, row, locks };
}

function onCard(lock: MenuLock): VenueCard["locks"][number] {
  const channels = lockedChannels(lock);
  const { id, products, lockReason } = lock;
  return { id, products, ...(channels && { channels }), ...(lockReason && { reason: lockReason }) };
}

/** There is a menu, and none is missing on a channel that takes orders. */
const isCompiled = ({ menuHashes, closed }: VenueCard): boolean =>
  Object.keys(menuHashes).length > 0 &&
  Channel.options.every((channel) => closed[channel] !== undefined || menuHashes[channel] !== undefined);

async function look<T>(
  map: Map<string, Kept<T>>,
  key: string,
  what: string,
  looking: Looking,
  make: () => Kept<T>,
): Promise<Result<T, NotThere>> {
  const held = map.get(key) ?? make();
  if (!map.has(key)) room(map).set(key, held);
  try {
    const found = await held.get(looking);
    if (found) return ok(found);
    if (map.get(key) === held) map.delete(key); // made-up names take no room
    return err({ code: "not-found", what });
  } catch (error) {
    console.error(JSON.stringify({ card: key, error: String(error) }));
    return err({ code: "temporarily-unavailable", retryAfterSeconds: 1 });
  }
}

/** Makes room for one more, at the cost of the oldest. */
function room<T>(map: Map<string, T>): Map<string, T> {
  const [oldest] = map.keys();
  if (map.size >= MOST && oldest !== undefined) map.delete(oldest);
  return map;
}
