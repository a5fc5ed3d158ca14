import { and, asc, eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { users as table } from "./schema";

export type User = typeof table.$inferSelect;

/** The people of one tenant who sign in by name. Guests have no row: a guest is a UUID in a token. */
export function users(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  const where = (condition: ReturnType<typeof eq>) =>
    d1
      .select()
      .from(table)
      .where(and(eq(table.tenant, tenant), condition))
      .orderBy(asc(table.created));
  return {
    byId: (id: string): Promise<User | undefined> => where(eq(table.id, id)).get(),
    byLogin: (login: string): Promise<User | undefined> => where(eq(table.login, login)).get(),
  };
}
