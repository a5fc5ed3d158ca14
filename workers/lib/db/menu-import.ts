// Many documents of a chain's menus at once: all of them or none, each with its note in the audit log, whoever else is writing meanwhile.
// In SQL: all rows of a statement come in one JSON parameter (json_each), for D1 binds a hundred, and drizzle cannot say that.
import { v7 } from "uuid";
import type { Editor } from "./audit";
import type { Document } from "./authored";

/** What an import brings, by table. Undefined: nothing is said of it, so nothing of it changes. */
export type Brought = { items?: Document[] | undefined; menus?: Document[] | undefined; priceLists?: Document[] | undefined };

/** `removing`: what is there and was not brought goes. `state`: what it was when the importer looked; undefined when he does not care. */
export type Importing = { brought: Brought; removing: boolean; state: string | undefined; at: string; editor: Editor };

export type Counted = { created: number; updated: number; unchanged: number; removed: number };
export type Existing = { items: Map<string, string>; menus: Map<string, string>; priceLists: Map<string, string> };

const TABLES = {
  items: { table: "menu_items", kind: "item" },
  menus: { table: "menus", kind: "menu" },
  priceLists: { table: "price_lists", kind: "price-list" },
} as const;
type Part = keyof typeof TABLES;
export const PARTS = ["items", "menus", "priceLists"] as const satisfies Part[];

/** A parameter of a statement holds two million bytes at most; in here each text is written as a string within JSON. */
const CHUNK_BYTES = 700_000;

/** Changes with every edit of any of the three. */
const STATE = `SELECT ${PARTS.map((part) => `(SELECT count(*) || '.' || coalesce(sum(revision), 0) || '.' || coalesce(max(changed), '') FROM ${TABLES[part].table} WHERE tenant = ?1)`).join(" || '-' || ")}`;

export function menuImport(db: D1Database, tenant: string) {
  const now = async () => (await db.prepare(`${STATE} AS state`).bind(tenant).first<{ state: string }>())?.state;
  return {
    /** Everything there is, as text, and the state that it is in. */
    read: async (): Promise<{ existing: Existing; state: string }> => {
      const [state, ...tables] = await db.batch<{ state: string; id: string; document: string }>([
        db.prepare(`${STATE} AS state`).bind(tenant),
        ...PARTS.map((part) => db.prepare(`SELECT id, document FROM ${TABLES[part].table} WHERE tenant = ?1 ORDER BY id`).bind(tenant)),
      ]);
      const [items, menus, priceLists] = tables.map(({ results }) => new Map(results.map(({ id, document }) => [id, document])));
      return {
        existing: { items: items ?? new Map(), menus: menus ?? new Map(), priceLists: priceLists ?? new Map() },
        state: state?.results[0]?.state ?? "",
      };
    },

    /** One transaction. False when the state was another one already. */
    write: async ({ brought, removing, state, at, editor }: Importing): Promise<boolean> => {
      const statements: D1PreparedStatement[] = [];
      // A transaction has no other way to refuse itself than an error.
      if (state !== undefined) {
        statements.push(db.prepare(`SELECT json(CASE WHEN (${STATE}) = ?2 THEN '1' ELSE 'another state' END)`).bind(tenant, state));
      }
      for (const part of PARTS) {
        const documents = brought[part];
        if (!documents) continue;
        const { table, kind } = TABLES[part];
        const [column, value] = part === "items" ? [", kind", ", value ->> '$.kind'"] : ["", ""];
        for (const chunk of chunked(documents, at)) {
          const [user, login] = [editor.user, editor.login];
          statements.push(
            // Before the change, while what was before is there.
            db
              .prepare(
                `INSERT INTO audit_log (tenant, id, at, user, login, kind, subject, action, before, after)
                 SELECT ?1, value ->> '$.note', ?3, ?4, ?5, ?6, value ->> '$.id', CASE WHEN old.id IS NULL THEN 'create' ELSE 'update' END,
                   old.document, value ->> '$.text'
                 FROM json_each(?2) LEFT JOIN ${table} AS old ON old.tenant = ?1 AND old.id = value ->> '$.id'
                 WHERE old.document IS NOT value ->> '$.text'`,
              )
              .bind(tenant, chunk, at, user, login, kind),
            db
              .prepare(
                `INSERT INTO ${table} (tenant, id, document, changed, revision${column})
                 SELECT ?1, value ->> '$.id', value ->> '$.text', ?3, 1${value} FROM json_each(?2) WHERE true
                 ON CONFLICT (tenant, id) DO UPDATE SET document = excluded.document, changed = excluded.changed, revision = revision + 1
                   ${part === "items" ? ", kind = excluded.kind" : ""}
                 WHERE document IS NOT excluded.document`,
              )
              .bind(tenant, chunk, at),
          );
        }
        if (removing) {
          const kept = JSON.stringify(documents.map(({ id }) => id));
          const gone = `tenant = ?1 AND id NOT IN (SELECT value FROM json_each(?2))`;
          statements.push(
            db
              .prepare(
                `INSERT INTO audit_log (tenant, id, at, user, login, kind, subject, action, before, after)
                 SELECT ?1, ?7 || '-' || id, ?3, ?4, ?5, ?6, id, 'delete', document, NULL FROM ${table} WHERE ${gone}`,
              )
              .bind(tenant, kept, at, editor.user, editor.login, kind, v7({ msecs: Date.parse(at) })),
            db.prepare(`DELETE FROM ${table} WHERE ${gone}`).bind(tenant, kept),
          );
        }
      }
      if (statements.length === 0) return true;
      try {
        await db.batch(statements);
        return true;
      } catch (error) {
        if (state !== undefined && state !== (await now())) return false;
        throw error;
      }
    },
  };
}

function* chunked(documents: readonly Document[], at: string): Generator<string> {
  let [rows, size] = [[] as string[], 0];
  for (const document of documents) {
    const row = JSON.stringify({
      id: document.id,
      kind: typeof document.kind === "string" ? document.kind : "",
      text: JSON.stringify(document),
      note: v7({ msecs: Date.parse(at) }),
    });
    const bytes = new TextEncoder().encode(row).length;
    if (size + bytes > CHUNK_BYTES && rows.length > 0) {
      yield `[${rows.join(",")}]`;
      [rows, size] = [[], 0];
    }
    rows.push(row);
    size += bytes;
  }
  if (rows.length > 0) yield `[${rows.join(",")}]`;
}

/** What writing would do, told from what is there. */
export function counted(existing: Existing, brought: Brought, removing: boolean): Record<Part, Counted> {
  const count = (part: Part): Counted => {
    const documents = brought[part];
    if (!documents) return { created: 0, updated: 0, unchanged: existing[part].size, removed: 0 };
    const sorts = documents.map((document) => {
      const known = existing[part].get(document.id);
      return known === undefined ? "created" : known === JSON.stringify(document) ? "unchanged" : "updated";
    });
    const of = (sort: string) => sorts.filter((each) => each === sort).length;
    const ids = new Set(documents.map(({ id }) => id));
    const left = [...existing[part].keys()].filter((id) => !ids.has(id)).length;
    return {
      created: of("created"),
      updated: of("updated"),
      unchanged: of("unchanged") + (removing ? 0 : left),
      removed: removing ? left : 0,
    };
  };
  return { items: count("items"), menus: count("menus"), priceLists: count("priceLists") };
}
