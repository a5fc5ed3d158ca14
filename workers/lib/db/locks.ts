import { and, asc, eq, lte, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { MenuLock } from "../../../domain/menu/lock";
import { documents } from "./documents";
import { menuLocks as table } from "./schema";

/** Rows of locks that name the venue, or none at all. */
export const atVenue = (venue: string) => sql`(
  coalesce(json_array_length(${table.document}, '$.instances'), 0) = 0
  or exists (select 1 from json_each(${table.document}, '$.instances') where value = ${venue})
)`;

export function locks(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  const mine = eq(table.tenant, tenant);
  const one = (id: string) => and(mine, eq(table.id, id));
  return {
    find: async (id: string): Promise<MenuLock | undefined> =>
      documents(MenuLock, "menu_locks", await d1.select().from(table).where(one(id)).all())[0],
    all: async (): Promise<MenuLock[]> =>
      documents(MenuLock, "menu_locks", await d1.select().from(table).where(mine).orderBy(asc(table.id)).all()),
    /** The venue's own and those that hold everywhere. */
    at: async (venue: string): Promise<MenuLock[]> =>
      documents(
        MenuLock,
        "menu_locks",
        await d1
          .select()
          .from(table)
          .where(and(mine, atVenue(venue)))
          .orderBy(asc(table.id))
          .all(),
      ),
    /** Ids of the locks that there were at `at`. */
    idsBefore: async (at: string): Promise<ReadonlySet<string>> =>
      new Set(
        (
          await d1
            .select({ id: table.id })
            .from(table)
            .where(and(mine, lte(table.created, at)))
            .all()
        ).map(({ id }) => id),
      ),
    /** False when the id is taken: a lock is never overwritten. */
    add: async (lock: MenuLock, created: string): Promise<boolean> => {
      const row = { tenant, id: lock.id, document: lock, created };
      return (await d1.insert(table).values(row).onConflictDoNothing().returning({ id: table.id })).length === 1;
    },
    remove: (id: string) => d1.delete(table).where(one(id)).run(),
  };
}
