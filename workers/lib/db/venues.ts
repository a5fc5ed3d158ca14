import { and, asc, eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { venues as table } from "./schema";

/** `document`: the venue as the published types show it (IVenueConfig); the columns are what it is found and sorted by. */
export type VenueRow = typeof table.$inferSelect;

export function venues(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  const mine = eq(table.tenant, tenant);
  return {
    find: (id: string): Promise<VenueRow | undefined> =>
      d1
        .select()
        .from(table)
        .where(and(mine, eq(table.id, id)))
        .get(),
    all: (): Promise<VenueRow[]> => d1.select().from(table).where(mine).orderBy(asc(table.id)).all(),
    using: (menu: string): Promise<VenueRow[]> =>
      d1
        .select()
        .from(table)
        .where(and(mine, eq(table.menu, menu)))
        .orderBy(asc(table.id))
        .all(),
    ids: async (): Promise<Set<string>> => new Set((await d1.select({ id: table.id }).from(table).where(mine).all()).map(({ id }) => id)),
  };
}
