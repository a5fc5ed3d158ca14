// The projection of orders: written by the projection worker, read by reports. Never read to decide anything about an order.
import { and, count, desc, eq, getTableColumns, gte, lt, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { drizzle } from "drizzle-orm/d1";
import type { OrderStatus } from "../../../domain/order/status";
import type { OrderRow } from "../../../protocol/queue";
import { type Listed, ordered, type Page } from "./page";
import { orders as table } from "./schema";

const { tenant: _, ...columns } = getTableColumns(table);
export type ProjectedOrder = Omit<typeof table.$inferSelect, "tenant">;

const sorts = { created: table.created, changed: table.changed, total: table.total, status: table.status, id: table.id };
export type OrderSort = keyof typeof sorts;

/** Instants RFC 3339 UTC; `createdTo` is not included. `venues`: orders of any of them. */
export type OrderFilter = {
  id?: string | undefined;
  status?: OrderStatus | undefined;
  venues?: string[] | undefined;
  createdFrom?: string | undefined;
  createdTo?: string | undefined;
};

/** One order's write, to be run by `project`. */
export type Projected = BatchItem<"sqlite">;

export function orders(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  return {
    /** Takes the place of an older state; changes nothing when the stored one is as new. */
    put(id: string, seq: number, row: OrderRow): Projected {
      return d1
        .insert(table)
        .values({ tenant, id, seq, ...row })
        .onConflictDoUpdate({ target: [table.tenant, table.id], set: { seq, ...row }, setWhere: sql`excluded.seq > ${table.seq}` });
    },

    /** The newest open order with this claim code. */
    async claimable(claimCode: string): Promise<string | undefined> {
      const found = await d1
        .select({ id: table.id })
        .from(table)
        .where(and(eq(table.tenant, tenant), eq(table.claimCode, claimCode)))
        .orderBy(desc(table.created))
        .limit(1)
        .get();
      return found?.id;
    },

    async list(filter: OrderFilter, page: Page<OrderSort>): Promise<Listed<ProjectedOrder>> {
      const where = and(eq(table.tenant, tenant), ...conditions(filter));
      const [rows, [counted]] = await d1.batch([
        d1
          .select(columns)
          .from(table)
          .where(where)
          .orderBy(...ordered(page, sorts, table.id))
          .limit(page.end - page.start)
          .offset(page.start),
        d1.select({ total: count() }).from(table).where(where),
      ]);
      return { total: counted?.total ?? 0, rows };
    },
  };
}

/** All or none, in one round trip; of any tenants. */
export async function project(db: D1Database, [first, ...rest]: Projected[]): Promise<void> {
  if (first) await drizzle(db).batch([first, ...rest]);
}

const conditions = ({ id, status, venues, createdFrom, createdTo }: OrderFilter): (SQL | undefined)[] => [
  id === undefined ? undefined : eq(table.id, id),
  status === undefined ? undefined : eq(table.status, status),
  createdFrom === undefined ? undefined : gte(table.created, createdFrom),
  createdTo === undefined ? undefined : lt(table.created, createdTo),
  venues &&
    sql`EXISTS (SELECT 1 FROM json_each(${table.venues}) AS at JOIN json_each(${JSON.stringify(venues)}) AS asked ON asked.value = at.value)`,
];
