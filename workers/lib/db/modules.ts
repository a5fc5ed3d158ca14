// Modules of one chain: a row each, with the number of its revision. A change and its note in the audit log are one transaction.
import { and, asc, eq, getTableColumns, inArray, ne, notExists, type SQL, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { ModuleType } from "../../../protocol/module";
import { audit, type Editor } from "./audit";
import { type Listed, listed, type Page } from "./pagination";
import { modules as table } from "./schema";
import { type DeleteOutcome, deleteIfUnchanged } from "./optimistic-delete";
import { withoutValues } from "./masked-settings";

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
  const where = (condition: SQL | undefined) =>
    d1
      .select(columns)
      .from(table)
      .where(and(eq(table.tenant, tenant), condition));
  const one = (id: string) => and(eq(table.tenant, tenant), eq(table.id, id));
  const find = (id: string): Promise<ModuleRow | undefined> => where(eq(table.id, id)).get();
  const ofUser = (user: string): Promise<ModuleRow | undefined> => where(eq(table.user, user)).get();
  const noted = (at: string, editor: Editor, subject: string, before: ModuleFacts | undefined, after: ModuleFacts | undefined) =>
    audit(db, tenant).noted(at, editor, {
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
      return listed(d1, { rows: d1.select(columns).from(table), of: table, wanted: wanted }, page, { sorts, key: table.id });
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
      const by = { updated: at, updatedBy: editor.login };
      const userFree = user === null ? sql`true` : notExists(where(and(eq(table.user, user), ne(table.id, id))));
      const note = noted(at, editor, id, known && factsOf(known), factsOf(facts));
      const [done] = known
        ? await d1.batch([
            d1
              .update(table)
              .set({ type, venue, production, user, config, extra, ...by, revision: known.revision + 1 })
              .where(and(one(id), eq(table.revision, known.revision), userFree)),
            note,
          ])
        : await d1.batch([
            // Of a module that was there before the revisions go on, so that nobody takes the new one for the old.
            // drizzle has no SELECT without a table.
            d1
              .insert(table)
              .select(
                sql`SELECT ${tenant}, ${id}, ${type}, ${venue}, ${Number(production)}, ${user}, ${JSON.stringify(config)}, ${JSON.stringify(extra)},
                  ${at}, ${editor.login}, ${at}, ${editor.login}, 1 + ${audit(db, tenant).times("module", id)} WHERE ${userFree}`,
              )
              .onConflictDoNothing(),
            note,
          ]);
      const row = await find(id);
      if (done.meta.changes === 1 && row) return { outcome: known ? "updated" : "created", row };
      const taken = user === null ? undefined : await ofUser(user);
      return taken && taken.id !== id ? { outcome: "user-taken", by: taken.id } : { outcome: "stale", revision: row?.revision };
    },

    remove: (id: string, seen: number | undefined, at: string, editor: Editor): Promise<DeleteOutcome> =>
      deleteIfUnchanged(d1, () => find(id), seen, {
        statement: ({ revision }) => d1.delete(table).where(and(one(id), eq(table.revision, revision))),
        note: (known) => noted(at, editor, id, factsOf(known), undefined),
      }),
  };
}
