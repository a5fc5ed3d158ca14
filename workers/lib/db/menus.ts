import { and, asc, eq, lte, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { Currency } from "../../../domain/pricing/money";
import { menuLog } from "./menu-log";
import { menuItems, menuPointers, menus as table, tenants } from "./schema";

type Document = Record<string, unknown>;

/** Everything that a menu is compiled from, as of one moment. `items`: by id, what the menu may refer to. */
export type Authored = { menu: Document; items: Map<string, Document>; currency: Currency };

/** Which compiled menu a venue sells from through a channel. `compiledAt`: when the authored menu was read (RFC 3339 UTC). */
export type Pointer = { venue: string; channel: string; menu: string; hash: string; compiledAt: string };

export function menus(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  return {
    exists: async (menu: string): Promise<boolean> =>
      (await d1
        .select({ id: table.id })
        .from(table)
        .where(and(eq(table.tenant, tenant), eq(table.id, menu)))
        .get()) !== undefined,

    /** Undefined when there is no such menu. */
    authored: async (menu: string): Promise<Authored | undefined> => {
      const [[found], items, [house]] = await d1.batch([
        d1
          .select({ document: table.document })
          .from(table)
          .where(and(eq(table.tenant, tenant), eq(table.id, menu))),
        d1
          .select({ id: menuItems.id, document: menuItems.document })
          .from(menuItems)
          .where(eq(menuItems.tenant, tenant))
          .orderBy(asc(menuItems.id)),
        d1.select({ code: tenants.currency, decimals: tenants.decimals }).from(tenants).where(eq(tenants.id, tenant)),
      ]);
      return found && house && { menu: found.document, items: new Map(items.map(({ id, document }) => [id, document])), currency: house };
    },

    pointers: (menu: string): Promise<Pointer[]> =>
      d1
        .select()
        .from(menuPointers)
        .where(and(eq(menuPointers.tenant, tenant), eq(menuPointers.menu, menu)))
        .all(),

    /**
     * All or none, at most ten at a time. A compile that read the authored menu earlier than the one in force changes nothing, however late it ends.
     */
    point: async ([first, ...rest]: Pointer[]): Promise<void> => {
      if (!first) return;
      const pointers = [first, ...rest];
      const inForce = d1
        .insert(menuPointers)
        .values(pointers.map((pointer) => ({ tenant, ...pointer })))
        .onConflictDoUpdate({
          target: [menuPointers.tenant, menuPointers.venue, menuPointers.channel],
          set: { menu: sql`excluded.menu`, hash: sql`excluded.hash`, compiledAt: sql`excluded.compiled_at` },
          setWhere: lte(menuPointers.compiledAt, sql`excluded.compiled_at`),
        });
      await d1.batch([inForce, ...menuLog(db, tenant).note(pointers, first.compiledAt)]);
    },
  };
}
