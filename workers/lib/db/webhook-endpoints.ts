import { and, eq, getTableColumns, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { type Listed, listed, type Page } from "./pagination";
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
      return listed(d1, { rows: d1.select(columns).from(table), of: table, wanted: mine }, page, { sorts, key: table.id });
    },

    /** One more, as long as there are fewer than may be, however many come at once; what was more before stays. */
    async add({ id, url, description, types, format, active, created }: WebhookEndpoint): Promise<"added" | "taken" | "full"> {
      // drizzle has no SELECT without a table.
      const added = await d1
        .insert(table)
        .select(
          sql`SELECT ${tenant}, ${id}, ${url}, ${description}, ${JSON.stringify(types)}, ${format}, ${Number(active)}, ${created}
            WHERE ${d1.$count(table, mine)} < ${MAX_ENDPOINTS}`,
        )
        .onConflictDoNothing()
        .returning({ id: table.id });
      if (added.length > 0) return "added";
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
