import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { MenuLock } from "../../../domain/menu/menu-lock";
import { audit, type Editor } from "./audit";
import { documents } from "./readable-documents";
import { menuLocks as table, tenants } from "./schema";

/** Of a chain, those that are not over: each order and each hold at a venue goes through those that concern it. */
export const MAX_LOCKS = 5_000;
export const MAX_LOCK_CHARACTERS = 4_000_000;

/** Venues keep what is over for so long, for what tills have sold while they were offline; after that they are told of it no more. */
const TOLD_FOR_DAYS = 30;

/** Rows of locks that are not over so many days before `at` (RFC 3339 UTC). */
const notOver = (at: string, days = 0) =>
  sql`coalesce(julianday(${table.document} ->> '$.plannedLockExpirationDate'), 1e9) > julianday(${at}) - ${days}`;

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
  const asOf = async (wanted: SQL | undefined, now: string) => {
    const [[house], rows] = await d1.batch([
      d1.select({ revision: tenants.lockRevision }).from(tenants).where(eq(tenants.id, tenant)),
      d1
        .select()
        .from(table)
        .where(and(wanted, notOver(now, TOLD_FOR_DAYS)))
        .orderBy(asc(table.id)),
    ]);
    return { revision: house?.revision ?? 0, locks: documents(MenuLock, "menu_locks", rows) };
  };
  const one = (id: string) => and(mine, eq(table.id, id));
  const find = async (id: string): Promise<MenuLock | undefined> =>
    documents(MenuLock, "menu_locks", await d1.select().from(table).where(one(id)).all())[0];
  return {
    find,
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
    /** All that venues are told of, with the counter of that moment. `now`: RFC 3339 UTC. */
    everywhere: (now: string): Promise<{ revision: number; locks: MenuLock[] }> => asOf(mine, now),
    /** Those of them that concern the venue. */
    asOf: (venue: string, now: string): Promise<{ revision: number; locks: MenuLock[] }> => asOf(and(mine, atVenue(venue)), now),
    /** A lock is never overwritten, and there are no more in force than may be, however many come at once. */
    add: async (lock: MenuLock, created: string, editor: Editor): Promise<"added" | "taken" | "full"> => {
      const document = JSON.stringify(lock);
      const room = sql`
        (SELECT count(*) < ${MAX_LOCKS} AND coalesce(sum(length(${table.document})), 0) + length(${document}) <= ${MAX_LOCK_CHARACTERS}
         FROM ${table} WHERE ${and(mine, notOver(created))})`;
      const [added] = await d1.batch([
        d1
          .insert(table)
          .select(sql`SELECT ${tenant}, ${lock.id}, ${document}, ${created} WHERE ${room}`)
          .onConflictDoNothing()
          .returning({ id: table.id }),
        audit(db, tenant).noted(created, editor, { kind: "lock", subject: lock.id, before: undefined, after: lock }),
        counted,
      ]);
      if (added.length === 1) return "added";
      return (await find(lock.id)) ? "taken" : "full";
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
