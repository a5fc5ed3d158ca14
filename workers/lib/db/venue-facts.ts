import { and, eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { DiscountRule } from "../../../domain/discount/rule";
import type { Currency } from "../../../domain/pricing/money";
import { documents } from "./documents";
import { discountRules, tenants, venues } from "./schema";
import type { VenueRow } from "./venues";

/**
 * What selling at a venue needs to know, as of one moment, besides what the venue's object knows.
 * `lockRevision`: counts changes of the chain's locks.
 */
export type VenueFacts = {
  venue: VenueRow;
  lockRevision: number;
  discountRules: DiscountRule[];
  currency: Currency;
};

export function venueFacts(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  return {
    /** One round trip, one transaction. Undefined when the tenant has no such venue. */
    read: async (venue: string): Promise<VenueFacts | undefined> => {
      const [[house], [row], rules] = await d1.batch([
        d1
          .select({ code: tenants.currency, decimals: tenants.decimals, lockRevision: tenants.lockRevision })
          .from(tenants)
          .where(eq(tenants.id, tenant)),
        d1
          .select()
          .from(venues)
          .where(and(eq(venues.tenant, tenant), eq(venues.id, venue))),
        d1
          .select()
          .from(discountRules)
          .where(and(eq(discountRules.tenant, tenant), eq(discountRules.active, true))),
      ]);
      if (!house || !row) return undefined;
      const { lockRevision, ...currency } = house;
      return { venue: row, lockRevision, discountRules: documents(DiscountRule, "discount_rules", rules), currency };
    },
  };
}
