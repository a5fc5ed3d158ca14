import { and, desc, eq, lt, lte, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { menuPointerLog as table } from "./schema";

type Noted = { venue: string; channel: string; menu: string; hash: string };

/** Longer than any till may be offline (`offlineMinutes`, at most a year, is cut to what is kept). */
const KEPT_DAYS = 30;

/** Which compiled menus were in force when. */
export function menuLog(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  return {
    /**
     * Statements for the batch that puts these menus in force: they are noted, and what is older than anybody asks for is forgotten; the one that was in
     * force then stays. A repeated word is none.
     */
    note: (pointers: Noted[], since: string) => {
      const limit = new Date(Date.parse(since) - KEPT_DAYS * 24 * 60 * 60_000).toISOString();
      const newer = sql`EXISTS (SELECT 1 FROM menu_pointer_log AS newer WHERE newer.tenant = ${table.tenant} AND newer.venue = ${table.venue}
        AND newer.channel = ${table.channel} AND newer.since > ${table.since} AND newer.since <= ${limit})`;
      const rows = pointers.map(({ venue, channel, menu, hash }) => ({ tenant, venue, channel, menu, hash, since }));
      return [
        d1.insert(table).values(rows).onConflictDoNothing(),
        d1.delete(table).where(and(eq(table.tenant, tenant), lt(table.since, limit), newer)),
      ];
    },

    /** By channel, the hash that was in force at `at`. A channel without a word from then is not named. */
    inForce: async (venue: string, menu: string, at: string): Promise<Record<string, string>> => {
      const rows = await d1
        .select({ channel: table.channel, hash: table.hash })
        .from(table)
        .where(and(eq(table.tenant, tenant), eq(table.venue, venue), eq(table.menu, menu), lte(table.since, at)))
        .orderBy(desc(table.since))
        .all();
      return Object.fromEntries(rows.toReversed().map(({ channel, hash }) => [channel, hash]));
    },
  };
}
