// What commands need to know of venues and their tenant, kept in this isolate for seconds.
// Whoever needs certainty asks for venues as they are now.
import { waitUntil } from "cloudflare:workers";
import type { Region } from "../../../../domain/access/principal";
import { Channel } from "../../../../domain/menu/channel";
import type { MenuLock } from "../../../../domain/menu/menu-lock";
import { SalesChannels } from "../../../../domain/menu/sales-channels";
import { hoursOf } from "../../../../domain/menu/opening-hours";
import { Capacity } from "../../../../domain/venue/capacity";
import { leadMinutesOf, minimumsOf } from "../../../../domain/venue/channel-limits";
import { localDay } from "../../../../domain/venue/time-zone";
import type { VenueCard } from "../../../../domain/menu/venue-card";
import { type OrderSettings, orderSettingsOf } from "../../../../domain/order/order-settings";
import type { Currency } from "../../../../domain/pricing/money";
import { err, ok, type Result } from "../../../../domain/result";
import type { Refusal } from "../../../../protocol/problem";
import { objectStub } from "../../../../runtime/object-stub";
import { ruleSetOf, storeRuleSet } from "../../../../runtime/rule-sets";
import { venueName } from "../../../../protocol/venue";
import type { VenueFacts as Live } from "../../../../protocol/venue";
import { locks as locksOf } from "../../../lib/db/locks";
import { tenants as chains } from "../../../lib/db/tenants";
import { venueFacts, type StoredVenueFacts } from "../../../lib/db/venue-facts";
import type { VenueRow } from "../../../lib/db/venues";
import { LRUCache } from "lru-cache";
import pMap from "p-map";
import { cached, type Cached } from "../../../lib/cached";
import type { InForce } from "../../../lib/menu-index";
import { cardOf, onCard, soldFrom, withMenus } from "../../../lib/venue-card";
import { withTimeout } from "../../../../runtime/timeout";
import type { ApiEnv } from "#api/env";
import { log } from "../../../../runtime/log";

type Stores = Pick<ApiEnv, "DB" | "MENUS" | "VENUE">;
type NotThere = Extract<Refusal, { code: "not-found" | "temporarily-unavailable" }>;

/**
 * A venue as of one moment: what orders must know, and for those who show it, its row,
 * the documents in force by channel, and the whole locks that are not over.
 */
export type VenueNow = {
  card: VenueCard;
  cardWithHours: VenueCard;
  row: VenueRow;
  menus: Partial<Record<Channel, InForce>>;
  locks: MenuLock[];
};

/** What a new order takes over from its chain. */
export type TenantTerms = {
  name: string;
  region: Region;
  currency: Currency;
  house: OrderSettings;
  properties: Readonly<Record<string, string>>;
};

const DAY_MS = 24 * 60 * 60_000;
/** Venues that are asked at the same time, and how long each is waited for. */
const AT_ONCE = 6;
const READ_WITHIN_MS = 5_000;

/** Who is pushed out is read again. */
const MOST = 2_000;
const venues = new LRUCache<string, Cached<VenueNow>>({ max: MOST });
const tenants = new LRUCache<string, Cached<TenantTerms>>({ max: MOST });

/**
 * What an order must know of the venue. Whether it sells, and through which channels, is on the card: the order refuses.
 * @example const card = await venueCard(c.env, tenant, "centrum"); if (!card.ok) return refuse(c, card.error);
 */
export async function venueCard(env: Stores, tenant: string, venue: string): Promise<Result<VenueCard, NotThere>> {
  const recent = await recentVenue(env, tenant, venue);
  return recent.ok ? ok(recent.value.card) : recent;
}

/**
 * The card as it was at `at` (RFC 3339), for what a till sold while it was offline: the menus that were in force,
 * the locks that there were.
 */
export async function venueCardAsOf(env: Stores, tenant: string, venue: string, at: string): Promise<Result<VenueCard, NotThere>> {
  const then = await venueNowAsOf(env, tenant, venue, at);
  return then.ok ? ok(then.value.card) : then;
}

type VenueThen = Pick<VenueNow, "card" | "cardWithHours" | "row">;

/** The same with hours, limits and the venue's document, which are today's: nobody keeps what they were. */
export async function venueNowAsOf(env: Stores, tenant: string, venue: string, at: string): Promise<Result<VenueThen, NotThere>> {
  const now = await recentVenue(env, tenant, venue);
  if (!now.ok) return now;
  const { card, cardWithHours, row } = now.value;
  try {
    const region = await regionOf(env, tenant);
    const then = await objectStub(env.VENUE, region, venueName(tenant, venue)).asOf(Date.parse(at));
    const sold = await soldFrom(env, then, card, at);
    // What was sold before the venue had any menu is judged by the first.
    const past = {
      ...withMenus({ menus: { ...now.value.menus, ...sold.menus }, versions: { ...card.menuVersions, ...sold.versions } }),
      locks: then.locks.map(onCard),
    };
    return ok({ card: { ...card, ...past }, cardWithHours: { ...cardWithHours, ...past }, row });
  } catch (error) {
    log("error", "venue.read_failed", { venue: `${tenant}/${venue}`, at, error });
    return err({ code: "temporarily-unavailable", retryAfterSeconds: 1 });
  }
}

/** As it is, or was seconds ago. */
export const recentVenue = (env: Stores, tenant: string, venue: string): Promise<Result<VenueNow, NotThere>> =>
  look(venues, `${tenant}/${venue}`, "venue", () =>
    cached(() => readVenue(env, tenant, venue), {
      freshMs: 2_000,
      staleMs: 10_000,
      keepAlive: waitUntil,
      worth: ({ card }) => isCompiled(card), // a menu about to be compiled should be seen at once
    }),
  );

/** Each of them as it is at this moment: what the database knows of them comes in one round trip. */
export async function venuesNow(env: Stores, tenant: string, ids: readonly string[]): Promise<Result<VenueNow, NotThere>[]> {
  if (ids.length === 0) return [];
  const facts = venueFacts(env.DB, tenant).readAll(ids);
  const read = async (venue: string) => {
    const known = (await facts).get(venue);
    return known && withLive(env, known);
  };
  return pMap(ids, (venue) => find(`${tenant}/${venue}`, "venue", () => withTimeout(READ_WITHIN_MS, read(venue))), {
    concurrency: AT_ONCE,
  });
}

export const tenantCard = ({ DB }: Pick<ApiEnv, "DB">, tenant: string): Promise<Result<TenantTerms, NotThere>> =>
  look(tenants, tenant, "tenant", () =>
    cached(
      async () => {
        const chain = await chains(DB, tenant).find();
        if (!chain) return undefined;
        const { name, region, currency: code, decimals, properties } = chain;
        return { name, region, currency: { code, decimals }, house: orderSettingsOf(properties, decimals), properties };
      },
      { freshMs: 60_000, staleMs: 600_000, keepAlive: waitUntil },
    ),
  );

/** After a change of the chain itself, and so of all of its venues. Other isolates hear of it within a minute. */
export function forgetChain(tenant: string): void {
  tenants.delete(tenant);
  forgetCards(tenant);
}

/** After a change that must hold at once in this isolate, such as a lock. A read that began before it is nobody's any more. */
export function forgetCards(tenant: string): void {
  for (const key of venues.keys()) if (key.startsWith(`${tenant}/`)) venues.delete(key);
}

async function readVenue(env: Stores, tenant: string, venue: string): Promise<VenueNow | undefined> {
  const facts = await venueFacts(env.DB, tenant).read(venue);
  return facts && withLive(env, facts); // made-up names wake no object
}

/** What D1 and the venue's object know, put together. The object is told what it has missed: of the two only D1 is written to by people. */
async function withLive(env: Stores, facts: StoredVenueFacts): Promise<VenueNow> {
  const { tenant, id: venue } = facts.venue;
  const region = await regionOf(env, tenant);
  const object = objectStub(env.VENUE, region, venueName(tenant, venue));
  let live = await object.facts();
  if (live.lockRevision < facts.lockRevision) {
    const { revision, locks } = await locksOf(env.DB, tenant).asOf(venue, new Date().toISOString());
    await object.setLocks(region, revision, locks);
    live = await object.facts();
  }
  if (live.capacityRevision < facts.venue.revision) {
    await object.setCapacity(facts.venue.revision, Capacity.safeParse(facts.venue.document.capacity).data ?? null);
  }
  return asOfNow(env, facts, live);
}

/** A tenant that a token of ours names is always there; for one that is not, there is nothing to find in any region. */
async function regionOf(env: Stores, tenant: string): Promise<Region> {
  const chain = await tenantCard(env, tenant);
  if (!chain.ok && chain.error.code === "temporarily-unavailable") throw new Error("the tenant could not be read");
  return chain.ok ? chain.value.region : "global";
}

async function asOfNow(env: Stores, facts: StoredVenueFacts, live: Live): Promise<VenueNow> {
  const now = Date.now();
  const { venue: row, currency } = facts;
  const [sold] = await Promise.all([
    soldFrom(env, live, row, new Date(now).toISOString()),
    storeRuleSet(env.MENUS, ruleSetOf(facts.discountRules)), // before a card names it
  ]);
  const selling = SalesChannels.parse(row.document);
  const card = cardOf(facts, live, sold, selling, now);
  return {
    card,
    cardWithHours: {
      ...card,
      hours: hoursOf({ ...selling, holidays: facts.holidays }, localDay(now - 2 * DAY_MS, row.timeZone)),
      minOrder: minimumsOf(selling, currency.decimals),
      leadMinutes: leadMinutesOf(selling),
    },
    row,
    menus: sold.menus,
    locks: live.locks,
  };
}

/** There is a menu, and none is missing on a channel that takes orders. */
const isCompiled = ({ menuHashes, closed }: VenueCard): boolean =>
  Object.keys(menuHashes).length > 0 &&
  Channel.options.every((channel) => closed[channel] !== undefined || menuHashes[channel] !== undefined);

async function look<T>(map: LRUCache<string, Cached<T>>, key: string, what: string, make: () => Cached<T>): Promise<Result<T, NotThere>> {
  const held = map.get(key) ?? make();
  if (!map.has(key)) map.set(key, held);
  const found = await find(key, what, () => held.get());
  if (!found.ok && found.error.code === "not-found" && map.get(key) === held) map.delete(key); // made-up names take no room
  return found;
}

async function find<T>(key: string, what: string, read: () => Promise<T | undefined>): Promise<Result<T, NotThere>> {
  try {
    const found = await read();
    return found ? ok(found) : err({ code: "not-found", what });
  } catch (error) {
    log("error", "venue.refresh_failed", { venue: key, error });
    return err({ code: "temporarily-unavailable", retryAfterSeconds: 1 });
  }
}
