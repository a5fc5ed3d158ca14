// Sums over the projection of orders. SQLite knows no time zones: it sums quarters of an hour, which every zone's days are made of.
import { and, eq, gte, lt, type SQL, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { orders as table } from "./schema";

/**
 * `orders`: placed and not cancelled; `total`, `discount`, `paid` and `lines` are theirs. Minor units. `open`: neither ended nor abandoned.
 */
export type Sums = {
  orders: number;
  open: number;
  cancelled: number;
  abandoned: number;
  lines: number;
  total: number;
  discount: number;
  paid: number;
};

/** `from` to `to` (not included), RFC 3339 UTC, of creation. `venues`: orders of any of them, with what is theirs in it. */
export type StatsPeriod = { from: string; to: string; venues?: string[] | undefined };
export type Dimension = "venue" | "type" | "source" | "quarter";

const placed = sql`(${table.completedTime} IS NOT NULL AND ${table.status} <> 'CANCELLED')`;
const count = (condition: SQL) => sql<number>`coalesce(sum(${condition}), 0)`;

export function orderStats(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  return {
    /**
     * One row per key: the venue, the type, the source, or the quarter of an hour as epoch seconds.
     * Where venues play a part, an order counts at each of its venues with what its lines come to there;
     * `discount` and `paid` belong to whole orders and are then of those that the venue has a part in.
     */
    async sums({ from, to, venues }: StatsPeriod, by: Dimension): Promise<({ key: string } & Sums)[]> {
      const perVenue = by === "venue" || venues !== undefined;
      const at = sql`json_each(${table.venueTotals})`;
      const share = perVenue ? sql`json_each.value` : sql`${table.total}`;
      const keys = {
        venue: sql<string>`json_each.key`,
        type: sql<string>`${table.orderType}`,
        source: sql<string>`${table.source}`,
        quarter: sql<string>`CAST(strftime('%s', ${table.created}) / 900 * 900 AS TEXT)`,
      };
      const base = d1
        .select({
          key: keys[by],
          orders: count(placed),
          open: count(sql`${table.closedDate} IS NULL`),
          cancelled: count(sql`${table.status} = 'CANCELLED'`),
          abandoned: count(sql`${table.status} = 'ABANDONED'`),
          lines: count(sql`${table.lines} * ${placed}`),
          total: count(sql`${share} * ${placed}`),
          discount: count(sql`${table.discount} * ${placed}`),
          paid: count(sql`${table.paid} * ${placed}`),
        })
        .from(table);
      const joined = perVenue ? base.innerJoin(at, sql`true`) : base;
      return joined
        .where(
          and(
            eq(table.tenant, tenant),
            gte(table.created, from),
            lt(table.created, to),
            venues && sql`json_each.key IN (SELECT value FROM json_each(${JSON.stringify(venues)}))`,
          ),
        )
        .groupBy(keys[by])
        .all();
    },
  };
}
