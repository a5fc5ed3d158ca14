import { and, eq, lt, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { tokenFamilies as table } from "./schema";

export type TokenFamily = typeof table.$inferSelect;

/** The sign-ins of one tenant: each is a line of refresh tokens, of which one is in force. Instants are RFC 3339 UTC. */
export function tokenFamilies(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  const isFamily = (id: string) => and(eq(table.tenant, tenant), eq(table.id, id));
  return {
    find: (id: string): Promise<TokenFamily | undefined> => d1.select().from(table).where(isFamily(id)).get(),

    /** False when it has begun already. */
    async begin(family: Omit<TokenFamily, "tenant">): Promise<boolean> {
      const begun = await d1
        .insert(table)
        .values({ ...family, tenant })
        .onConflictDoNothing()
        .returning({ id: table.id });
      return begun.length === 1;
    },

    /** Compare and set: true for exactly one of several callers that hold the same token in force. Hashes, as stored. */
    async rotate(id: string, from: string, to: string, rotatedAt: string, expiresAt: string): Promise<boolean> {
      const rotated = await d1
        .update(table)
        .set({ current: to, previous: from, rotatedAt, expiresAt })
        .where(and(isFamily(id), eq(table.current, from), eq(table.revoked, false)))
        .returning({ id: table.id });
      return rotated.length === 1;
    },

    /** False when there is no such sign-in. */
    async revoke(id: string): Promise<boolean> {
      const revoked = await d1.update(table).set({ revoked: true }).where(isFamily(id)).returning({ id: table.id });
      return revoked.length === 1;
    },

    /** Every sign-in of one user. Returns those that ended now. */
    async revokeAllOf(user: string): Promise<string[]> {
      const inForce = and(eq(table.tenant, tenant), eq(table.user, user), eq(table.revoked, false));
      const revoked = await d1.update(table).set({ revoked: true }).where(inForce).returning({ id: table.id });
      return revoked.map(({ id }) => id);
    },
  };
}

/**
 * Forgets sign-ins of all tenants that were over at `nowMs` (epoch ms): nothing takes their tokens any more.
 * A few small statements, so that nobody waits for them. Answers how many.
 */
export async function sweepSignIns(db: D1Database, nowMs: number, { batch = 500, batches = 20 } = {}): Promise<number> {
  const before = new Date(nowMs).toISOString();
  // drizzle's DELETE has a LIMIT, and D1's SQLite has not.
  const some = sql`rowid IN (SELECT rowid FROM ${table} WHERE ${lt(table.expiresAt, before)} LIMIT ${batch})`;
  let swept = 0;
  for (let round = 0; round < batches; round++) {
    const { meta } = await drizzle(db).delete(table).where(some);
    swept += meta.changes;
    if (meta.changes < batch) break;
  }
  return swept;
}
