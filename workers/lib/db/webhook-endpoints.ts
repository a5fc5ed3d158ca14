import { and, count, eq, getTableColumns } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { type Listed, ordered, type Page } from "./pagination";
import { webhookEndpoints as table } from "./schema";

const { tenant: _, ...columns } = getTableColumns(table);

/** Of a chain, active or not: whatever happens to an order is handed to each of them. */
export const MAX_ENDPOINTS = 50;

/** Where webhooks go. `active` here is for matching; the endpoint's object has the last word on it. */
export type WebhookEndpoint = Omit<typeof table.$inferSelect, "tenant">;
/** What is undefined stays as it is. */
export type WebhookEndpointChange = { [Field in Exclude<keyof WebhookEndpoint, "id" | "created">]?: WebhookEndpoint[Field] | undefined };

const sorts = { created: table.created, id: table.id, url: table.url };
export type WebhookEndpointSort = keyof typeof sorts;

export function webhookEndpoints(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  const mine = eq(table.tenant, tenant);
  const one = (id: string) => and(mine, eq(table.id, id));
  const find = (id: string): Promise<WebhookEndpoint | undefined> => d1.select(columns).from(table).where(one(id)).get();
  return {
    find,

    /** Ids of all of them: what waits for one that is inactive waits on. */
    ids: async (): Promise<string[]> => (await d1.select({ id: table.id }).from(table).where(mine).all()).map(({ id }) => id),

    active: (): Promise<WebhookEndpoint[]> =>
      d1
        .select(columns)
        .from(table)
        .where(and(mine, eq(table.active, true)))
        .orderBy(table.id)
        .all(),

    async list(page: Page<WebhookEndpointSort>): Promise<Listed<WebhookEndpoint>> {
      const [rows, [counted]] = await d1.batch([
        d1
          .select(columns)
          .from(table)
          .where(mine)
          .orderBy(...ordered(page, sorts, table.id))
          .limit(page.end - page.start)
          .offset(page.start),
        d1.select({ total: count() }).from(table).where(mine),
      ]);
      return { total: counted?.total ?? 0, rows };
    },

    /** One more, as long as there are fewer than may be, however many come at once; what was more before stays. */
    async add({ id, url, description, types, format, active, created }: WebhookEndpoint): Promise<"added" | "taken" | "full"> {
      const { results } = await db
        .prepare(
          `INSERT INTO webhook_endpoints (tenant, id, url, description, types, format, active, created)
           SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
           WHERE (SELECT count(*) FROM webhook_endpoints WHERE tenant = ?1) < ?9
           ON CONFLICT DO NOTHING RETURNING id`,
        )
        .bind(tenant, id, url, description, JSON.stringify(types), format, active ? 1 : 0, created, MAX_ENDPOINTS)
        .all();
      if (results.length > 0) return "added";
      return (await find(id)) ? "taken" : "full";
    },

    /** The endpoint as it is then; undefined when there is none. */
    async change(id: string, change: WebhookEndpointChange): Promise<WebhookEndpoint | undefined> {
      const [changed] = await d1.update(table).set(change).where(one(id)).returning(columns);
      return changed;
    },

    remove: (id: string): Promise<unknown> => d1.delete(table).where(one(id)).run(),
  };
}
