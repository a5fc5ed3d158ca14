// What people write of menus: documents by id, each with the number of its revision.
// A change and its note in the audit log are one transaction.
import { drizzle } from "drizzle-orm/d1";
import { and, asc, eq, or, sql } from "drizzle-orm";
import { audit, type Editor } from "./audit";
import { type Listed, listed, type Page } from "./pagination";
import { type DeleteOutcome, deleteIfUnchanged } from "./optimistic-delete";
import { menuItems, menus, priceLists } from "./schema";

export type Document = Record<string, unknown> & { id: string };
export type AuthoredDocument = { id: string; document: Document; revision: number; changed: string };
export type Sort = "id" | "changed";
/** `q`: part of the id or of anything that the document says, whatever its case. */
export type Filter = { ids?: string[]; kind?: string; q?: string };

const tables = { item: menuItems, menu: menus, "price-list": priceLists };
export type AuthoredKind = keyof typeof tables;

/** `unchanged`: it says so already. `stale`: it is not (any more) at the revision that the editor has seen. */
export type Written =
  | { outcome: "created" | "updated" | "unchanged"; revision: number }
  | { outcome: "stale"; revision: number | undefined };

export const MAX_REFERRERS = 20;

/**
 * In SQL, for drizzle has no walk through JSON: documents of a table that refer to one of `?2`,
 * a JSON list: by `reference`, or as a reference that has only an id.
 */
const referring = (table: string) => `SELECT id FROM ${table} WHERE tenant = ?1 AND id NOT IN (SELECT value FROM json_each(?2)) AND EXISTS (
  SELECT 1 FROM json_tree(document) AS node WHERE node.value IN (SELECT value FROM json_each(?2)) AND (node.key = 'reference' OR (node.key = 'id' AND EXISTS (
    SELECT 1 FROM json_tree(document) AS sibling WHERE sibling.parent = node.parent AND sibling.key = 'kind' AND sibling.value = '3e/ref'))))`;

const asking = (table: string) => `SELECT 1 FROM ${table} WHERE tenant = ?1 AND document LIKE '%"3e/query"%'`;

export function authored(db: D1Database, tenant: string, kind: AuthoredKind) {
  const d1 = drizzle(db);
  const table = tables[kind];
  const one = (id: string) => and(eq(table.tenant, tenant), eq(table.id, id));
  const columns = { id: table.id, document: table.document, revision: table.revision, changed: table.changed };
  const find = async (id: string): Promise<AuthoredDocument | undefined> => {
    const row = await d1.select(columns).from(table).where(one(id)).get();
    return row && { ...row, document: { ...row.document, id } };
  };
  const noted = (at: string, editor: Editor, subject: string, before: unknown, after: unknown) =>
    audit(db, tenant).noted(at, editor, { kind, subject, before, after });
  return {
    find,

    list: async ({ ids, kind: sort, q }: Filter, page: Page<Sort>): Promise<Listed<AuthoredDocument>> => {
      const like = q === undefined ? undefined : `%${q.replaceAll(/[\\%_]/g, "\\$&")}%`;
      const wanted = and(
        eq(table.tenant, tenant),
        ids === undefined ? undefined : sql`${table.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`,
        sort === undefined ? undefined : sql`json_extract(${table.document}, '$.kind') = ${sort}`,
        like === undefined ? undefined : or(sql`${table.id} LIKE ${like} ESCAPE '\\'`, sql`${table.document} LIKE ${like} ESCAPE '\\'`),
      );
      const query = { rows: d1.select(columns).from(table), of: table, wanted };
      const { total, rows } = await listed(d1, query, page, { sorts: { id: table.id, changed: table.changed }, key: table.id });
      return { total, rows: rows.map((row) => ({ ...row, document: { ...row.document, id: row.id } })) };
    },

    /**
     * `seen`: the revision that the editor has before him, 0 for none; undefined when he does not care.
     * Somebody faster makes it stale, never lost.
     */
    put: async (document: Document, seen: number | undefined, at: string, editor: Editor): Promise<Written> => {
      const known = await find(document.id);
      if (seen !== undefined && seen !== (known?.revision ?? 0)) return { outcome: "stale", revision: known?.revision };
      if (known && JSON.stringify(known.document) === JSON.stringify(document)) return { outcome: "unchanged", revision: known.revision };
      const revision = (known?.revision ?? 0) + 1;
      const written = { document, changed: at, revision, ...(kind === "item" && { kind: String(document.kind) }) };
      const [done] = await d1.batch([
        known
          ? d1
              .update(table)
              .set(written)
              .where(and(one(document.id), eq(table.revision, known.revision)))
          : d1
              .insert(table)
              .values({ tenant, id: document.id, ...written })
              .onConflictDoNothing(),
        noted(at, editor, document.id, known?.document, document),
      ]);
      if (done.meta.changes !== 1) return { outcome: "stale", revision: (await find(document.id))?.revision };
      return { outcome: known ? "updated" : "created", revision };
    },

    remove: (id: string, seen: number | undefined, at: string, editor: Editor): Promise<DeleteOutcome> =>
      deleteIfUnchanged(d1, () => find(id), seen, {
        statement: ({ revision }) => d1.delete(table).where(and(one(id), eq(table.revision, revision))),
        note: (known) => noted(at, editor, id, known.document, undefined),
      }),

    /** Ids of other items and menus that refer to any of these, `MAX_REFERRERS` at most. */
    referrers: async (ids: readonly string[]): Promise<string[]> => {
      const { results } = await db
        .prepare(`${referring("menu_items")} UNION ${referring("menus")} ORDER BY id LIMIT ${MAX_REFERRERS}`)
        .bind(tenant, JSON.stringify(ids))
        .all<{ id: string }>();
      return results.map((row) => row.id);
    },

    /** Whether any menu or item finds products by a query: then nobody knows by references alone what is in a menu. */
    asksByQuery: async (): Promise<boolean> => {
      return (
        (await db
          .prepare(`${asking("menus")} UNION ALL ${asking("menu_items")} LIMIT 1`)
          .bind(tenant)
          .first()) !== null
      );
    },

    /** Documents by id; those that are not there are not named. */
    named: async (ids: readonly string[]): Promise<Document[]> => {
      const wanted = sql`${table.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
      const rows = await d1
        .select(columns)
        .from(table)
        .where(and(eq(table.tenant, tenant), wanted))
        .all();
      return rows.map(({ id, document }) => ({ ...document, id }));
    },

    ids: async (): Promise<string[]> =>
      (await d1.select({ id: table.id }).from(table).where(eq(table.tenant, tenant)).orderBy(asc(table.id)).all()).map((row) => row.id),
  };
}
