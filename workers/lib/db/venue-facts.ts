import { and, eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { DiscountRule, tagsOfInterest } from "../../../domain/discount/rule";
import { MenuLock } from "../../../domain/menu/lock";
import type { Currency } from "../../../domain/pricing/money";
import { documents } from "./documents";
import { atVenue } from "./locks";
import { discountRules, menuLocks, menuPointers, tenants, venues } from "./schema";
import type { VenueRow } from "./venues";

/**
 * What selling at a venue needs to know, as of one moment.
 * `pointers`: the compiled menus in force, by channel. `locks`: all that name the venue, or none; channel and end are not looked at.
 */
export type VenueFacts = {
  venue: VenueRow;
  pointers: { channel: string; menu: string; hash: string }[];
  locks: MenuLock[];
  discountTags: string[];
  currency: Currency;
};

export function venueFacts(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  return {
    /** One round trip, one transaction. Undefined when the tenant has no such venue. */
    read: async (venue: string): Promise<VenueFacts | undefined> => {
      const [[house], [row], pointers, locks, rules] = await d1.batch([
        d1.select({ code: tenants.currency, decimals: tenants.decimals }).from(tenants).where(eq(tenants.id, tenant)),
        d1
          .select()
          .from(venues)
          .where(and(eq(venues.tenant, tenant), eq(venues.id, venue))),
        d1
          .select({ channel: menuPointers.channel, menu: menuPointers.menu, hash: menuPointers.hash })
          .from(menuPointers)
          .where(and(eq(menuPointers.tenant, tenant), eq(menuPointers.venue, venue))),
        d1
          .select()
          .from(menuLocks)
          .where(and(eq(menuLocks.tenant, tenant), atVenue(venue)))
          .orderBy(menuLocks.id),
        d1
          .select()
          .from(discountRules)
          .where(and(eq(discountRules.tenant, tenant), eq(discountRules.active, true))),
      ]);
      if (!house || !row) return undefined;
      return {
        venue: row,
        pointers,
        locks: documents(MenuLock, "menu_locks", locks),
        discountTags: tagsOfInterest(documents(DiscountRule, "discount_rules", rules)),
        currency: house,
      };
    },
  };
}
