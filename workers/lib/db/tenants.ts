import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { tenants as table } from "./schema";

export type Tenant = typeof table.$inferSelect;

/** What a chain is: its OAuth client, region, currency, public properties. */
export function tenants(db: D1Database, tenant: string) {
  const find = (): Promise<Tenant | undefined> => drizzle(db).select().from(table).where(eq(table.id, tenant)).get();
  return {
    find,

    /** @throws when there is none: a tenant that a token of ours names is always there. */
    async get(): Promise<Tenant> {
      const found = await find();
      if (!found) throw new Error(`there is no tenant ${tenant}`);
      return found;
    },
  };
}
