// The projection of orders: written by the projection worker, read by reports. Never read to decide anything about an order.
import { and, desc, eq, getTableColumns, gt, gte, inArray, isNotNull, isNull, like, lt, lte, notInArray, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { drizzle } from "drizzle-orm/d1";
import type { OrderType } from "../../../domain/menu/channel";
import type { OrderStatus } from "../../../domain/order/status";
import type { OrderRow } from "../../../protocol/queue";
import { type Listed, listed, type Page } from "./pagination";
import { orders as table } from "./schema";

const { tenant: _, ...columns } = getTableColumns(table);
export type ProjectedOrder = Omit<typeof table.$inferSelect, "tenant">;

const sorts = {
  created: table.created,
  changed: table.changed,
  total: table.total,
  status: table.status,
  id: table.id,
  due: table.due,
  completedTime: table.completedTime,
  closedDate: table.closedDate,
};
export type OrderSort = keyof typeof sorts;

/**
 * Instants RFC 3339 UTC; `…To` is not included. `venues`: orders of any of them. Amounts in minor units, both included.
 * `_ANY_`: of any aggregator.
 */
export type OrderFilter = {
  id?: string | undefined;
  status?: OrderStatus | undefined;
  venues?: string[] | undefined;
  createdFrom?: string | undefined;
  createdTo?: string | undefined;
  completedFrom?: string | undefined;
  completedTo?: string | undefined;
  extId?: string | undefined;
  type?: OrderType | undefined;
  completed?: boolean | undefined;
  closed?: boolean | undefined;
  phone?: string | undefined;
  email?: string | undefined;
  aggregator?: string | undefined;
  payment?: string | undefined;
  totalMin?: number | undefined;
  totalMax?: number | undefined;
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

    /** Ids of open baskets that have something of this venue, in order, after one. */
    async basketsAt(venue: string, after: string, most: number): Promise<string[]> {
      const there = sql`EXISTS (SELECT 1 FROM json_each(${table.venues}) WHERE value = ${venue})`;
      const rows = await d1
        .select({ id: table.id })
        .from(table)
        .where(and(eq(table.tenant, tenant), eq(table.status, "NEW"), gt(table.id, after), there))
        .orderBy(table.id)
        .limit(most);
      return rows.map(({ id }) => id);
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

    /** Whether this user has created any, as far as reports know. */
    async anyOf(creator: string): Promise<boolean> {
      const found = await d1
        .select({ id: table.id })
        .from(table)
        .where(and(eq(table.tenant, tenant), eq(table.creator, creator)))
        .limit(1)
        .get();
      return found !== undefined;
    },

    /** Up to which event each of these is shown; one that is not there is not named. */
    async seqs(ids: readonly string[]): Promise<Map<string, number>> {
      if (ids.length === 0) return new Map();
      const rows = await d1
        .select({ id: table.id, seq: table.seq })
        .from(table)
        .where(and(eq(table.tenant, tenant), inArray(table.id, [...ids])))
        .all();
      return new Map(rows.map(({ id, seq }) => [id, seq]));
    },

    async list(filter: OrderFilter, page: Page<OrderSort>): Promise<Listed<ProjectedOrder>> {
      const where = and(eq(table.tenant, tenant), ...conditions(filter));
      return listed(d1, { rows: d1.select(columns).from(table), of: table, wanted: where }, page, { sorts, key: table.id });
    },
  };
}

/** All or none, in one round trip; of any tenants. */
export async function project(db: D1Database, [first, ...rest]: Projected[]): Promise<void> {
  if (first) await drizzle(db).batch([first, ...rest]);
}

const given = <T>(value: T | undefined, condition: (value: T) => SQL | undefined): SQL | undefined =>
  value === undefined ? undefined : condition(value);

/** Channels of the chain's own; everything else comes through an aggregator. */
const OWN: OrderType[] = ["DELIVERY", "TAKE_AWAY", "DINE_IN", "DINE_IN_OPEN"];

const conditions = (filter: OrderFilter): (SQL | undefined)[] => [
  given(filter.id, (id) => eq(table.id, id)),
  given(filter.extId, (extId) => eq(table.extId, extId)),
  given(filter.status, (status) => eq(table.status, status)),
  given(filter.type, (type) => eq(table.orderType, type)),
  given(filter.completed, (completed) => (completed ? isNotNull(table.completedTime) : isNull(table.completedTime))),
  given(filter.closed, (closed) => (closed ? isNotNull(table.closedDate) : isNull(table.closedDate))),
  given(filter.phone, (phone) => eq(table.phone, phone)),
  given(filter.email, (email) => eq(table.email, email)),
  given(filter.createdFrom, (from) => gte(table.created, from)),
  given(filter.createdTo, (to) => lt(table.created, to)),
  given(filter.completedFrom, (from) => gte(table.completedTime, from)),
  given(filter.completedTo, (to) => lt(table.completedTime, to)),
  given(filter.aggregator, (one) => (one === "_ANY_" ? notInArray(table.orderType, OWN) : like(table.orderType, `${one}%`))),
  given(filter.payment, (payment) => sql`EXISTS (SELECT 1 FROM json_each(${table.paymentTypes}) AS paid WHERE paid.value = ${payment})`),
  given(filter.totalMin, (least) => gte(table.total, least)),
  given(filter.totalMax, (most) => lte(table.total, most)),
  given(
    filter.venues,
    (venues) =>
      sql`EXISTS (SELECT 1 FROM json_each(${table.venues}) AS at JOIN json_each(${JSON.stringify(venues)}) AS asked ON asked.value = at.value)`,
  ),
];
