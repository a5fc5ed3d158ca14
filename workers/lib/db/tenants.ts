import { and, eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { audit, type Editor } from "./audit";
import { tenants as table } from "./schema";

export type Tenant = typeof table.$inferSelect;

/** What a chain is: its OAuth client, region, currency, public properties. */
export function tenants(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  const find = (): Promise<Tenant | undefined> => d1.select().from(table).where(eq(table.id, tenant)).get();
  return {
    find,

    /** @throws when there is none: a tenant that a token of ours names is always there. */
    async get(): Promise<Tenant> {
      const found = await find();
      if (!found) throw new Error(`there is no tenant ${tenant}`);
      return found;
    },

    /**
     * `before`: what the property said when the editor looked, undefined for nothing.
     * False when somebody has changed it since, and then nothing is written. `at`: RFC 3339 UTC.
     */
    async writeProperty(name: string, before: string | undefined, after: string, at: string, editor: Editor): Promise<boolean> {
      const path = `$."${name}"`;
      const [written] = await d1.batch([
        d1
          .update(table)
          .set({ properties: sql`json_set(${table.properties}, ${path}, ${after})` })
          .where(and(eq(table.id, tenant), sql`json_extract(${table.properties}, ${path}) IS ${before ?? null}`)),
        audit(db, tenant).noted(at, editor, { kind: "chain-property", subject: name, before, after }),
      ]);
      return written.meta.changes === 1;
    },
  };
}
