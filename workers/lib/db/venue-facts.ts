import { and, eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { DiscountRule } from "../../../domain/discount/rule";
import type { Currency } from "../../../domain/pricing/money";
import { publicHolidays } from "../../../domain/venue/public-holidays";
import { documents } from "./readable-documents";
import { discountRules, tenants, venues } from "./schema";
import type { VenueRow } from "./venues";

/**
 * What selling at a venue needs to know, as of one moment, besides what the venue's object knows.
 * `lockRevision`: counts changes of the chain's locks.
 */
export type StoredVenueFacts = {
  venue: VenueRow;
  lockRevision: number;
  discountRules: DiscountRule[];
  currency: Currency;
  /** Public ones, by the chain's calendar. */
  holidays: string[];
};

export function venueFacts(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  /** Of those that the tenant has, by id: one round trip, one transaction. */
  const readAll = async (ids: readonly string[]): Promise<Map<string, StoredVenueFacts>> => {
    const named = sql`${venues.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
    const [[house], rows, rules] = await d1.batch([
      d1
        .select({ code: tenants.currency, decimals: tenants.decimals, lockRevision: tenants.lockRevision, properties: tenants.properties })
        .from(tenants)
        .where(eq(tenants.id, tenant)),
      d1
        .select()
        .from(venues)
        .where(and(eq(venues.tenant, tenant), named)),
      d1
        .select()
        .from(discountRules)
        .where(and(eq(discountRules.tenant, tenant), eq(discountRules.active, true))),
    ]);
    if (!house) return new Map();
    const { lockRevision, properties, ...currency } = house;
    const holidays = publicHolidays(properties);
    const chain = { lockRevision, discountRules: documents(DiscountRule, "discount_rules", rules), currency, holidays };
    return new Map(rows.map((venue) => [venue.id, { venue, ...chain }]));
  };
  return {
    readAll,
    /** Undefined when the tenant has no such venue. */
    read: async (venue: string): Promise<StoredVenueFacts | undefined> => (await readAll([venue])).get(venue),
  };
}
