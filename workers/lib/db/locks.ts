import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { MenuLock } from "../../../domain/menu/lock";
import { audit, type Editor } from "./audit";
import { documents } from "./documents";
import { menuLocks as table, tenants } from "./schema";

/** Rows of locks that name the venue, or none at all. */
const atVenue = (venue: string) => sql`(
  coalesce(json_array_length(${table.document}, '$.instances'), 0) = 0
  or exists (select 1 from json_each(${table.document}, '$.instances') where value = ${venue})
)`;

export function locks(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  const mine = eq(table.tenant, tenant);
  const counted = d1
    .update(tenants)
    .set({ lockRevision: sql`${tenants.lockRevision} + 1` })
    .where(eq(tenants.id, tenant));
  const asOf = async (wanted: SQL | undefined) => {
    const [[house], rows] = await d1.batch([
      d1.select({ revision: tenants.lockRevision }).from(tenants).where(eq(tenants.id, tenant)),
      d1.select().from(table).where(wanted).orderBy(asc(table.id)),
    ]);
    return { revision: house?.revision ?? 0, locks: documents(MenuLock, "menu_locks", rows) };
  };
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
    /** All of them as of one moment, with the counter of that moment. */
    everywhere: (): Promise<{ revision: number; locks: MenuLock[] }> => asOf(mine),
    /** Those that concern the venue. */
    asOf: (venue: string): Promise<{ revision: number; locks: MenuLock[] }> => asOf(and(mine, atVenue(venue))),
    /** False when the id is taken: a lock is never overwritten. */
    add: async (lock: MenuLock, created: string, editor: Editor): Promise<boolean> => {
      const row = { tenant, id: lock.id, document: lock, created };
      const [added] = await d1.batch([
        d1.insert(table).values(row).onConflictDoNothing().returning({ id: table.id }),
        audit(db, tenant).noted(created, editor, { kind: "lock", subject: lock.id, before: undefined, after: lock }),
        counted,
      ]);
      return added.length === 1;
    },
    /** False when there is none. */
    remove: async (lock: MenuLock, at: string, editor: Editor): Promise<boolean> => {
      const [removed] = await d1.batch([
        d1.delete(table).where(one(lock.id)).returning({ id: table.id }),
        audit(db, tenant).noted(at, editor, { kind: "lock", subject: lock.id, before: lock, after: undefined }),
        counted,
      ]);
      return removed.length === 1;
    },
  };
}
