import { and, eq, getTableColumns } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { type Listed, listed, type Page } from "./pagination";
import { fiscalReceipts as table } from "./schema";

const { tenant: _, attachment, ...columns } = getTableColumns(table);

/** A registered slip. `attachment`: base64, null when there is none any more. */
export type FiscalReceipt = Omit<typeof table.$inferSelect, "tenant">;
export type ListedReceipt = Omit<FiscalReceipt, "attachment">;

const sorts = { registered: table.registered, printed: table.printed, slip: table.slip };
export type ReceiptSort = keyof typeof sorts;

export function fiscalReceipts(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  return {
    /** One that is registered already stays as it is. */
    keep: (receipt: FiscalReceipt): Promise<unknown> =>
      d1
        .insert(table)
        .values({ tenant, ...receipt })
        .onConflictDoNothing()
        .run(),

    async list(venue: string, page: Page<ReceiptSort>): Promise<Listed<ListedReceipt>> {
      const there = and(eq(table.tenant, tenant), eq(table.venue, venue));
      return listed(d1, { rows: d1.select(columns).from(table), of: table, wanted: there }, page, { sorts, key: table.id });
    },

    find: (id: string): Promise<FiscalReceipt | undefined> =>
      d1
        .select({ ...columns, attachment })
        .from(table)
        .where(and(eq(table.tenant, tenant), eq(table.id, id)))
        .get(),

    /** To be run by `project`: the pictures of an order's slips go, which may name the guest. */
    withoutPictures: (order: string) =>
      d1
        .update(table)
        .set({ attachment: null })
        .where(and(eq(table.tenant, tenant), eq(table.order, order))),
  };
}
