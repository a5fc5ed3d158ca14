import { and, eq, getTableColumns } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { type Listed, listed, type Page } from "./pagination";
import { failures as table } from "./schema";

const { tenant: _, ...columns } = getTableColumns(table);

/** A piece of work that no retry has brought to its end. `body`: the message as it was, JSON text. */
export type Failure = Omit<typeof table.$inferSelect, "tenant">;

const sorts = { failedAt: table.failedAt, id: table.id, queue: table.queue };
export type FailureSort = keyof typeof sorts;

export function failures(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  const mine = eq(table.tenant, tenant);
  return {
    /** One that is kept already stays as it is. */
    keep: (failure: Failure): Promise<unknown> =>
      d1
        .insert(table)
        .values({ tenant, ...failure })
        .onConflictDoNothing()
        .run(),

    async list(page: Page<FailureSort>): Promise<Listed<Failure>> {
      return listed(d1, { rows: d1.select(columns).from(table), of: table, wanted: mine }, page, { sorts, key: table.id });
    },

    /** False when there is none. */
    async remove(id: string): Promise<boolean> {
      const removed = await d1
        .delete(table)
        .where(and(mine, eq(table.id, id)))
        .returning({ id: table.id });
      return removed.length > 0;
    },
  };
}
