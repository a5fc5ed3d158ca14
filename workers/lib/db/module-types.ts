// What all modules of a type have in common. A type that nobody has written of has nothing, at revision 0.
import { and, eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { ModuleType } from "../../../protocol/module";
import { audit, type Editor } from "./audit";
import type { Written } from "./authored";
import { withoutValues } from "./masked-settings";
import { moduleTypes as table } from "./schema";

export type ModuleTypeConfig = { type: ModuleType; properties: Record<string, string>; revision: number };

export function moduleTypes(db: D1Database, tenant: string) {
  const d1 = drizzle(db);
  const find = async (type: ModuleType): Promise<ModuleTypeConfig> => {
    const row = await d1
      .select({ type: table.type, properties: table.properties, revision: table.revision })
      .from(table)
      .where(and(eq(table.tenant, tenant), eq(table.type, type)))
      .get();
    return row ?? { type, properties: {}, revision: 0 };
  };
  return {
    find,

    /** `seen`: the revision that the editor has before him; undefined when he does not care. Somebody faster makes it stale, never lost. */
    put: async (
      { type, properties }: Pick<ModuleTypeConfig, "type" | "properties">,
      seen: number | undefined,
      at: string,
      editor: Editor,
    ): Promise<Written> => {
      const known = await find(type);
      if (seen !== undefined && seen !== known.revision) return { outcome: "stale", revision: known.revision };
      if (JSON.stringify(known.properties) === JSON.stringify(properties)) return { outcome: "unchanged", revision: known.revision };
      const created = known.revision === 0;
      const before = created ? undefined : withoutValues(known.properties);
      const after = withoutValues(properties, created ? {} : known.properties);
      const [done] = await d1.batch([
        d1
          .insert(table)
          .values({ tenant, type, properties, revision: 1 })
          .onConflictDoUpdate({
            target: [table.tenant, table.type],
            set: { properties, revision: sql`${table.revision} + 1` },
            setWhere: eq(table.revision, known.revision),
          }),
        audit(db, tenant).noted(at, editor, { kind: "module-type", subject: type, before, after }),
      ]);
      if (done.meta.changes !== 1) return { outcome: "stale", revision: (await find(type)).revision };
      return { outcome: created ? "created" : "updated", revision: known.revision + 1 };
    },
  };
}
