import { and, asc, eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { authority } from "../../../domain/access/roles";
import { users } from "./schema";

const CHAIN = authority("MANAGER");
const EVERYTHING = authority("SU");

/** Who answers for a tenant's venues. */
export function managers(db: D1Database, tenant: string) {
  return {
    /**
     * Ids of at most `most` people who manage one of these venues: those of the venue first, then the chain's, then who may do everything.
     */
    of: async (venues: readonly string[], most: number): Promise<string[]> => {
      // One value, however many venues: a query binds a hundred at most.
      const roles = JSON.stringify([...venues.map((venue) => authority("MANAGER", venue)), CHAIN, EVERYTHING]);
      const nearness = sql`(SELECT min(CASE held.value WHEN ${EVERYTHING} THEN 2 WHEN ${CHAIN} THEN 1 ELSE 0 END)
        FROM json_each(${users.roles}) AS held WHERE held.value IN (SELECT value FROM json_each(${roles})))`;
      const rows = await drizzle(db)
        .select({ id: users.id })
        .from(users)
        .where(and(eq(users.tenant, tenant), eq(users.active, true), sql`${nearness} IS NOT NULL`))
        .orderBy(nearness, asc(users.created), asc(users.id))
        .limit(most);
      return rows.map(({ id }) => id);
    },
  };
}
