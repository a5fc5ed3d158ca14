// Who changed what: one row beside every administrative change, in the same transaction as the change.
import { and, eq, gte, lt, notInArray, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { v7 } from "uuid";
import { type Listed, listed, type Page } from "./pagination";
import { auditLog as table } from "./schema";

/** `before`: undefined when it was not there; `after`: undefined when it is gone. Instants RFC 3339 UTC. */
export type AuditedChange = {
  kind: string;
  subject: string;
  before: unknown;
  after: unknown;
};

export type Editor = { user: string; login: string };
export type Entry = typeof table.$inferSelect;

/** Each is left out when not asked for. `hidden`: kinds that are not shown. `from`, `to`: RFC 3339 UTC, `to` excluded. */
export type AuditFilter = { kind?: string; subject?: string; user?: string; from?: string; to?: string; hidden?: string[] };

const text = (document: unknown) => (document === undefined ? null : JSON.stringify(document));

export function audit(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  const rowOf = (at: string, { user, login }: Editor, { kind, subject, before, after }: AuditedChange) => {
    const action = before === undefined ? ("create" as const) : after === undefined ? ("delete" as const) : ("update" as const);
    return { tenant, id: v7({ msecs: Date.parse(at) }), at, user, login, kind, subject, action, before: text(before), after: text(after) };
  };
  /**
   * A statement that stands right after the change in its batch, and notes it only if that statement changed a
   * row: a change that was refused because somebody was faster is none. `at`: RFC 3339 UTC.
   */
  const noted = (at: string, editor: Editor, change: AuditedChange) => {
    const { id, user, login, kind, subject, action, before, after } = rowOf(at, editor, change);
    return d1
      .insert(table)
      .select(
        sql`SELECT ${tenant}, ${id}, ${at}, ${user}, ${login}, ${kind}, ${subject}, ${action}, ${before}, ${after} WHERE changes() > 0`,
      );
  };
  return {
    /** A change that was made elsewhere than in this database, noted once it is made. */
    add: async (at: string, editor: Editor, change: AuditedChange): Promise<void> => {
      const { before = null, after = null } = change;
      await d1.insert(table).values({ ...rowOf(at, editor, change), before, after });
    },

    noted,

    /** How often a change of that has been noted, for use in a statement. */
    times: (kind: string, subject: string) =>
      d1.$count(table, and(eq(table.tenant, tenant), eq(table.kind, kind), eq(table.subject, subject))),

    list: (filter: AuditFilter, page: Page<string>): Promise<Listed<Entry>> => {
      const { kind, subject, user, from, to, hidden = [] } = filter;
      const wanted = and(
        eq(table.tenant, tenant),
        notInArray(table.kind, hidden),
        kind === undefined ? undefined : eq(table.kind, kind),
        subject === undefined ? undefined : eq(table.subject, subject),
        user === undefined ? undefined : eq(table.user, user),
        from === undefined ? undefined : gte(table.at, from),
        to === undefined ? undefined : lt(table.at, to),
      );
      return listed(
        d1,
        { rows: d1.select().from(table), of: table, wanted },
        { ...page, sort: "id" },
        { sorts: { id: table.id }, key: table.id },
      );
    },
  };
}
