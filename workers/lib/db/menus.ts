import { and, asc, eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { PriceList } from "../../../domain/menu/price-list";
import type { Currency } from "../../../domain/pricing/money";
import { publicHolidays } from "../../../domain/venue/public-holidays";
import { documents } from "./readable-documents";
import { menuItems, menus as table, priceLists, tenants, venues } from "./schema";

type Document = Record<string, unknown>;

/**
 * Everything that a menu is compiled from, as of one moment. `items`: by id, what the menu may refer to. `holidays`: public ones, by date.
 * `venues`: ids of the chain's, by which names of price lists are known; not there where nobody kept them.
 */
export type MenuSource = {
  menu: Document;
  items: Map<string, Document>;
  priceLists: PriceList[];
  currency: Currency;
  holidays: string[];
  venues?: string[];
};

export function menus(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  return {
    exists: async (menu: string): Promise<boolean> =>
      (await d1
        .select({ id: table.id })
        .from(table)
        .where(and(eq(table.tenant, tenant), eq(table.id, menu)))
        .get()) !== undefined,

    /** Undefined when there is no such menu. */
    authored: async (menu: string): Promise<MenuSource | undefined> => {
      const [[found], items, lists, [house], chain] = await d1.batch([
        d1
          .select({ document: table.document })
          .from(table)
          .where(and(eq(table.tenant, tenant), eq(table.id, menu))),
        d1
          .select({ id: menuItems.id, document: menuItems.document })
          .from(menuItems)
          .where(eq(menuItems.tenant, tenant))
          .orderBy(asc(menuItems.id)),
        d1.select().from(priceLists).where(eq(priceLists.tenant, tenant)).orderBy(asc(priceLists.id)),
        d1
          .select({ code: tenants.currency, decimals: tenants.decimals, properties: tenants.properties })
          .from(tenants)
          .where(eq(tenants.id, tenant)),
        d1.select({ id: venues.id }).from(venues).where(eq(venues.tenant, tenant)).orderBy(asc(venues.id)),
      ]);
      return (
        found &&
        house && {
          menu: found.document,
          items: new Map(items.map(({ id, document }) => [id, document])),
          priceLists: documents(PriceList, "price_lists", lists),
          currency: { code: house.code, decimals: house.decimals },
          holidays: publicHolidays(house.properties),
          venues: chain.map(({ id }) => id),
        }
      );
    },
  };
}
