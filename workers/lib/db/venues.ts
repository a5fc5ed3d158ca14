// Venues: a row each, with the number of its revision. A change and its note in the audit log are one transaction.
import { and, asc, eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { VenueDocument } from "../../../domain/venue/venue";
import { audit, type Editor } from "./audit";
import type { Written } from "./authored";
import { venues as table } from "./schema";
import { type DeleteOutcome, deleteIfUnchanged } from "./optimistic-delete";

/** `document`: the venue as the published types show it (IVenueConfig); the columns are what it is found and sorted by. */
export type VenueRow = typeof table.$inferSelect;

/** What an action changes of a venue's document (RFC 7396): null takes a field away. */
export type VenuePatch = Record<string, unknown>;

const TRIES = 5;

export function venues(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  const mine = eq(table.tenant, tenant);
  const one = (id: string) => and(mine, eq(table.id, id));
  const find = (id: string): Promise<VenueRow | undefined> => d1.select().from(table).where(one(id)).get();
  const noted = (at: string, editor: Editor, subject: string, before: unknown, after: unknown) =>
    audit(db, tenant).noted(at, editor, { kind: "venue", subject, before, after });

  /** What the till's module says of itself is the module's: whoever writes a venue leaves it as it is. */
  const put = async (
    { id, ...written }: VenueDocument & { id: string },
    seen: number | undefined,
    at: string,
    editor: Editor,
  ): Promise<Written> => {
    const known = await find(id);
    if (seen !== undefined && seen !== (known?.revision ?? 0)) return { outcome: "stale", revision: known?.revision };
    const { name, menu = "", timeZone, geoPosition: place } = written;
    const document = JSON.stringify({ ...(known ? withoutStatus(written) : written), id });
    if (known && JSON.stringify(withoutStatus(known.document)) === document) return { outcome: "unchanged", revision: known.revision };
    const revision = (known?.revision ?? 0) + 1;
    const columns = { name, menu, timeZone, lat: place ? String(place.lat) : null, lng: place ? String(place.lng) : null };
    const note = noted(at, editor, id, known && withoutStatus(known.document), JSON.parse(document));
    const [done] = known
      ? await d1.batch([
          d1
            .update(table)
            .set({
              ...columns,
              revision,
              document: sql`CASE WHEN json_type(${table.document}, '$.posIntegratorStatus') IS NULL THEN ${document} ELSE json_set(${document}, '$.posIntegratorStatus', json_extract(${table.document}, '$.posIntegratorStatus')) END`,
            })
            .where(and(one(id), eq(table.revision, known.revision))),
          note,
        ])
      : await d1.batch([
          // Of a venue that was there before the revisions go on, so that nobody takes the new one for the old.
          // drizzle has no SELECT without a table.
          d1
            .insert(table)
            .select(
              sql`SELECT ${tenant}, ${id}, ${name}, ${menu}, ${timeZone}, ${columns.lat}, ${columns.lng}, ${document},
                1 + ${audit(db, tenant).times("venue", id)} WHERE true`,
            )
            .onConflictDoNothing(),
          note,
        ]);
    const now = known ? revision : (await find(id))?.revision;
    if (done.meta.changes !== 1) return { outcome: "stale", revision: (await find(id))?.revision };
    return { outcome: known ? "updated" : "created", revision: now ?? revision };
  };

  return {
    find,
    put,
    /** The revision that each venue is at. A row that was read at that revision says what the venue says now, but for its till's module. */
    revisions: (): Promise<{ id: string; revision: number }[]> =>
      d1.select({ id: table.id, revision: table.revision }).from(table).where(mine).orderBy(asc(table.id)).all(),
    some: (ids: readonly string[]): Promise<VenueRow[]> =>
      d1
        .select()
        .from(table)
        .where(and(mine, sql`${table.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`))
        .all(),
    all: (): Promise<VenueRow[]> => d1.select().from(table).where(mine).orderBy(asc(table.id)).all(),
    using: (menu: string): Promise<VenueRow[]> =>
      d1
        .select()
        .from(table)
        .where(and(mine, eq(table.menu, menu)))
        .orderBy(asc(table.id))
        .all(),
    ids: async (): Promise<Set<string>> => new Set((await d1.select({ id: table.id }).from(table).where(mine).all()).map(({ id }) => id)),

    /**
     * A change of some fields, whatever the others are by then; undefined when there is no such venue.
     * Throws when too many change it at the same time.
     */
    patch: async (id: string, patch: VenuePatch, at: string, editor: Editor): Promise<VenueRow | undefined> => {
      for (let turn = 0; turn < TRIES; turn += 1) {
        const known = await find(id);
        if (!known) return undefined;
        const after = merged(known.document, patch);
        const [done] = await d1.batch([
          d1
            .update(table)
            .set({ document: patched(patch), revision: known.revision + 1 })
            .where(and(one(id), eq(table.revision, known.revision))),
          noted(at, editor, id, known.document, after),
        ]);
        if (done.meta.changes === 1) return find(id);
      }
      throw new Error(`the venue ${id} is being changed by too many at a time`);
    },

    /** A sign of life of the till's module: no edit, so it has no revision and leaves no note. False when there is no such venue. */
    beat: async (id: string, status: VenuePatch): Promise<boolean> => {
      const document = patched({ posIntegratorStatus: status });
      const { meta } = await d1.update(table).set({ document }).where(one(id));
      return meta.changes === 1;
    },

    remove: (id: string, seen: number | undefined, at: string, editor: Editor): Promise<DeleteOutcome> =>
      deleteIfUnchanged(d1, () => find(id), seen, {
        statement: ({ revision }) => d1.delete(table).where(and(one(id), eq(table.revision, revision))),
        note: (known) => noted(at, editor, id, known.document, undefined),
      }),
  };
}

const withoutStatus = (document: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(document).filter(([field]) => field !== "posIntegratorStatus"));

const patched = (patch: VenuePatch) => sql`json_patch(${table.document}, ${JSON.stringify(patch)})`;

/** RFC 7396. */
function merged(document: Record<string, unknown>, patch: VenuePatch): Record<string, unknown> {
  const changed = Object.entries(patch).map(([field, value]) => {
    const plain = value !== null && typeof value === "object" && !Array.isArray(value);
    return [field, plain ? merged(Object(document[field] ?? {}), Object(value)) : value] as const;
  });
  return Object.fromEntries([...Object.entries(document), ...changed].filter(([, value]) => value !== null));
}
