// Versions of a menu and where they are sold: a version is never changed once it is compiled, and a publication only ever cancelled.
import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { Editor } from "./audit";
import { audit } from "./audit";
import { type Listed, listed, type Page } from "./pagination";
import { menuPublications, menuVersions as table, menuVersionTargets } from "./schema";

export type MenuVersion = typeof table.$inferSelect;
export type PublicationRow = typeof menuPublications.$inferSelect;
/**
 * When and where a version shall be sold. `at`: local date and time by each venue's clock, or an instant with its offset.
 * `venues` null: all.
 */
export type Intent = { at: string; venues: string[] | null };

/** Publications that anybody may still need: more than a chain makes in 30 days of careful work. */
const RECENT = 200;
/** Rows to a statement: a bound value has its limit of 2 MB. */
const TARGETS_AT_A_TIME = 500;

export function menuVersions(db: D1Database, tenant: string, menu: string) {
  const d1 = drizzle(db);
  const mine = and(eq(table.tenant, tenant), eq(table.menu, menu));
  const one = (version: number) => and(mine, eq(table.version, version));
  const published = and(eq(menuPublications.tenant, tenant), eq(menuPublications.menu, menu));
  const targeted = (version: number) =>
    and(eq(menuVersionTargets.tenant, tenant), eq(menuVersionTargets.menu, menu), eq(menuVersionTargets.version, version));

  return {
    find: (version: number): Promise<MenuVersion | undefined> => d1.select().from(table).where(one(version)).get(),
    latest: (): Promise<MenuVersion | undefined> => d1.select().from(table).where(mine).orderBy(desc(table.version)).limit(1).get(),

    list: (page: Page<string>): Promise<Listed<MenuVersion>> =>
      listed(
        d1,
        { rows: d1.select().from(table), of: table, wanted: mine },
        { ...page, sort: "version" },
        { sorts: { version: table.version }, key: table.version },
      ),

    /** The next version, frozen from `source`. Undefined when somebody else has made that one meanwhile: read again what is authored. */
    add: async (
      version: number,
      { source, note, publish, at, editor }: { source: string; note: string; publish: Intent | null; at: string; editor: Editor },
    ): Promise<MenuVersion | undefined> => {
      const row: MenuVersion = {
        tenant,
        menu,
        version,
        state: "compiling",
        source,
        note,
        publish,
        problems: [],
        created: at,
        createdBy: editor.user,
      };
      const after = { version, source, note, publish };
      const [added] = await d1.batch([
        d1.insert(table).values(row).onConflictDoNothing().returning({ version: table.version }),
        audit(db, tenant).noted(at, editor, { kind: "menu-version", subject: `${menu}/${version}`, before: undefined, after }),
      ]);
      return added.length === 1 ? row : undefined;
    },

    /** By venue, the hash for each channel. */
    targets: async (version: number): Promise<Map<string, Record<string, string>>> => {
      const rows = await d1.select().from(menuVersionTargets).where(targeted(version)).all();
      return new Map(rows.map(({ venue, hashes }) => [venue, hashes]));
    },

    /** Compiled: where it is sold from what, and what was left out. All or nothing. What it shall do next is done with it, once. */
    compiled: async (
      version: number,
      targets: ReadonlyMap<string, Record<string, string>>,
      problems: unknown[],
      at: string,
    ): Promise<void> => {
      const rows = [...targets].map(([venue, hashes]) => ({ venue, hashes: JSON.stringify(hashes) }));
      const chunks = Array.from({ length: Math.ceil(rows.length / TARGETS_AT_A_TIME) }, (_, n) =>
        JSON.stringify(rows.slice(n * TARGETS_AT_A_TIME, (n + 1) * TARGETS_AT_A_TIME)),
      );
      await d1.batch([
        d1.update(table).set({ state: "ready", problems }).where(one(version)),
        // drizzle has no json_each, and a statement has a hundred parameters at most.
        ...chunks.map((chunk) =>
          d1
            .insert(menuVersionTargets)
            .select(
              sql`SELECT ${tenant}, ${menu}, ${version}, json_extract(value, '$.venue'), json_extract(value, '$.hashes') FROM json_each(${chunk})
                WHERE true`,
            )
            .onConflictDoUpdate({
              target: [menuVersionTargets.tenant, menuVersionTargets.menu, menuVersionTargets.version, menuVersionTargets.venue],
              set: { hashes: sql`excluded.hashes` },
            }),
        ),
        d1.insert(menuPublications).select(
          sql`SELECT NULL, tenant, menu, version, json_extract(publish, '$.at'), json_extract(publish, '$.venues'), false, ${at}, created_by
            FROM ${table} WHERE ${one(version)} AND publish IS NOT NULL AND publish <> 'null'`,
        ),
        d1.update(table).set({ publish: null }).where(one(version)),
      ]);
    },

    failed: (version: number, problems: unknown[]) =>
      d1.update(table).set({ state: "failed", problems, publish: null }).where(one(version)).run(),

    /** Answers its number. Noted in the audit log. */
    publish: async (version: number, { at, venues }: Intent, now: string, editor: Editor): Promise<number> => {
      const row = { tenant, menu, version, at, venues, created: now, createdBy: editor.user };
      const change = { kind: "publication", subject: `${menu}/${version}`, before: undefined, after: { at, venues } };
      const [[added]] = await d1.batch([
        d1.insert(menuPublications).values(row).returning({ number: menuPublications.number }),
        audit(db, tenant).noted(now, editor, change),
      ]);
      if (!added) throw new Error("an insert answered nothing");
      return added.number;
    },

    /** False when there is none, or it is cancelled already. */
    cancel: async (number: number, now: string, editor: Editor): Promise<boolean> => {
      const change = { kind: "publication", subject: `${menu}/${number}`, before: { number }, after: undefined };
      const [gone] = await d1.batch([
        d1
          .update(menuPublications)
          .set({ cancelled: true })
          .where(and(published, eq(menuPublications.number, number), eq(menuPublications.cancelled, false)))
          .returning({ number: menuPublications.number }),
        audit(db, tenant).noted(now, editor, change),
      ]);
      return gone.length === 1;
    },

    /** The newest first, cancelled ones among them. */
    publications: (): Promise<PublicationRow[]> =>
      d1.select().from(menuPublications).where(published).orderBy(desc(menuPublications.number)).limit(RECENT).all(),

    publicationsOf: (versions: readonly number[]): Promise<PublicationRow[]> =>
      d1
        .select()
        .from(menuPublications)
        .where(and(published, inArray(menuPublications.version, [...versions].slice(0, 90))))
        .orderBy(desc(menuPublications.number))
        .all(),
  };
}

/** A name for what is made by the platform itself. */
export const PLATFORM: Editor = { user: "platform", login: "platform" };
