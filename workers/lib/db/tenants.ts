import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { audit, type Editor } from "./audit";
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

    /**
     * `before`: what the property said when the editor looked, undefined for nothing.
     * False when somebody has changed it since, and then nothing is written. `at`: RFC 3339 UTC.
     */
    async writeProperty(name: string, before: string | undefined, after: string, at: string, editor: Editor): Promise<boolean> {
      const path = `$."${name}"`;
      const note = audit(db, tenant).statement(at, editor, { kind: "chain-property", subject: name, before, after });
      const [written] = await db.batch([
        db
          .prepare(`UPDATE tenants SET properties = json_set(properties, ?2, ?3) WHERE id = ?1 AND json_extract(properties, ?2) IS ?4`)
          .bind(tenant, path, after, before ?? null),
        note,
      ]);
      return written?.meta.changes === 1;
    },
  };
}
