// Modules of one chain: a row each, with the number of its revision. A change and its note in the audit log are one transaction.
import { and, asc, count, eq, getTableColumns, inArray, type SQL, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { ModuleType } from "../../../protocol/module";
import { audit, type Editor } from "./audit";
import { type Listed, ordered, type Page } from "./pagination";
import { modules as table } from "./schema";
import { type DeleteOutcome, deleteIfUnchanged } from "./optimistic-delete";
import { withoutValues } from "./without-values";

const { tenant: _, ...columns } = getTableColumns(table);

export type ModuleRow = Omit<typeof table.$inferSelect, "tenant">;
/** What people say of a module; the rest is the platform's. */
export type ModuleFacts = Pick<ModuleRow, "id" | "type" | "venue" | "production" | "user" | "config" | "extra">;

/** `user-taken`: the user is another module already. `stale`: it is not (any more) at the revision that the editor has seen. */
export type ModuleWritten =
  | { outcome: "created" | "updated" | "unchanged"; row: ModuleRow }
  | { outcome: "stale"; revision: number | undefined }
  | { outcome: "user-taken"; by: string };

/** Each is left out when not asked for. `venues`: at any of these. */
export type ModuleFilter = { ids?: string[]; types?: ModuleType[]; venues?: string[] };

const sorts = { id: table.id, type: table.type, venue: table.venue, created: table.created, updated: table.updated };
export type ModuleSort = keyof typeof sorts;

/** As one parameter, for a statement may have a hundred. */
const among = (column: SQLiteColumn, some: string[] | undefined) =>
  some && sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(some)}))`;

const factsOf = ({ id, type, venue, production, user, config, extra }: ModuleFacts): ModuleFacts => ({
  id,
  type,
  venue,
  production,
  user,
  config,
  extra,
});

/** A device's configuration may hold its keys, which are nobody's to read in a log. */
const keyless = ({ config, extra, ...facts }: ModuleFacts, before: Pick<ModuleFacts, "config" | "extra"> = { config, extra }) => ({
  ...facts,
  config: withoutValues(config, before.config),
  extra: withoutValues(extra, before.extra),
});

export function modules(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  const where = (condition: SQL) =>
    d1
      .select(columns)
      .from(table)
      .where(and(eq(table.tenant, tenant), condition));
  const find = (id: string): Promise<ModuleRow | undefined> => where(eq(table.id, id)).get();
  const ofUser = (user: string): Promise<ModuleRow | undefined> => where(eq(table.user, user)).get();
  const noted = (at: string, editor: Editor, subject: string, before: ModuleFacts | undefined, after: ModuleFacts | undefined) =>
    audit(db, tenant).statement(at, editor, {
      kind: "module",
      subject,
      before: before && keyless(before),
      after: after && keyless(after, before),
    });

  return {
    find,
    /** The module that the user signs in as. */
    ofUser,

    list: async ({ ids, types, venues }: ModuleFilter, page: Page<ModuleSort>): Promise<Listed<ModuleRow>> => {
      const wanted = and(eq(table.tenant, tenant), among(table.id, ids), types && inArray(table.type, types), among(table.venue, venues));
      const [rows, [counted]] = await d1.batch([
        d1
          .select(columns)
          .from(table)
          .where(wanted)
          .orderBy(...ordered(page, sorts, table.id))
          .limit(page.end - page.start)
          .offset(page.start),
        d1.select({ total: count() }).from(table).where(wanted),
      ]);
      return { total: counted?.total ?? 0, rows };
    },

    idsOfType: async (type: ModuleType): Promise<string[]> =>
      (
        await d1
          .select({ id: table.id })
          .from(table)
          .where(and(eq(table.tenant, tenant), eq(table.type, type)))
          .orderBy(asc(table.id))
          .all()
      ).map(({ id }) => id),

    /** The whole of it. `seen`: the revision that the editor has before him, 0 for none; undefined when he does not care. */
    put: async (facts: ModuleFacts, seen: number | undefined, at: string, editor: Editor): Promise<ModuleWritten> => {
      const known = await find(facts.id);
      if (seen !== undefined && seen !== (known?.revision ?? 0)) return { outcome: "stale", revision: known?.revision };
      if (known && JSON.stringify(factsOf(known)) === JSON.stringify(factsOf(facts))) return { outcome: "unchanged", row: known };
      const { id, type, venue, production, user, config, extra } = facts;
      const said = [tenant, id, type, venue, Number(production), user, JSON.stringify(config), JSON.stringify(extra), at, editor.login];
      const userFree = "NOT EXISTS (SELECT 1 FROM modules WHERE tenant = ?1 AND user = ?6 AND id <> ?2)";
      const change = known
        ? db
            .prepare(
              `UPDATE modules SET type = ?3, venue = ?4, production = ?5, user = ?6, config = ?7, extra = ?8, updated = ?9, updated_by = ?10,
               revision = ?11 WHERE tenant = ?1 AND id = ?2 AND revision = ?11 - 1 AND ${userFree}`,
            )
            .bind(...said, known.revision + 1)
        : db // Of a module that was there before the revisions go on, so that nobody takes the new one for the old.
            .prepare(
              `INSERT INTO modules (tenant, id, type, venue, production, user, config, extra, created, created_by, updated, updated_by, revision)
               SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?9, ?10,
               1 + (SELECT count(*) FROM audit_log WHERE tenant = ?1 AND kind = 'module' AND subject = ?2) WHERE ${userFree} ON CONFLICT DO NOTHING`,
            )
            .bind(...said);
      const [done] = await db.batch([change, noted(at, editor, id, known && factsOf(known), factsOf(facts))]);
      const row = await find(id);
      if (done?.meta.changes === 1 && row) return { outcome: known ? "updated" : "created", row };
      const taken = user === null ? undefined : await ofUser(user);
      return taken && taken.id !== id ? { outcome: "user-taken", by: taken.id } : { outcome: "stale", revision: row?.revision };
    },

    remove: (id: string, seen: number | undefined, at: string, editor: Editor): Promise<DeleteOutcome> =>
      deleteIfUnchanged(db, () => find(id), seen, {
        statement: ({ revision }) =>
          db.prepare("DELETE FROM modules WHERE tenant = ?1 AND id = ?2 AND revision = ?3").bind(tenant, id, revision),
        note: (known) => noted(at, editor, id, factsOf(known), undefined),
      }),
  };
}
