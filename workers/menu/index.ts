// The consumer of `menu`: compiles menus before anybody needs them, and tells the venues what they sell.
import type { VenueObject } from "../../durable-objects/venue/venue-object";
import type { MenuProblem } from "../../domain/menu/compile";
import { MenuJob } from "../../protocol/queue";
import { reach } from "../../protocol/reach";
import { venueName } from "../../protocol/venue";
import { consume } from "../lib/consume";
import { failures } from "../lib/db/failures";
import { menuVersions, PLATFORM } from "../lib/db/menu-versions";
import { menus } from "../lib/db/menus";
import { venues } from "../lib/db/venues";
import { storeDeadLetters } from "../lib/dead-letters";
import { frozen, keepSource, readSource } from "../lib/menu-source";
import { bringUpToDate, type Deps } from "./compile-menu";

export type MenuEnv = { DB: D1Database; MENUS: KVNamespace; VENUE: DurableObjectNamespace<VenueObject> };

/** A row has room for this many; who mends them sees the rest next time. */
const MOST_PROBLEMS = 200;

function depsOf({ DB, MENUS, VENUE }: MenuEnv, { tenant, region, menu }: MenuJob): Deps {
  const versions = menuVersions(DB, tenant, menu);
  return {
    authored: () => menus(DB, tenant).authored(menu),
    freeze: async (authored) => {
      const source = frozen(authored);
      await keepSource(MENUS, source);
      return source.hash;
    },
    source: (hash) => readSource(MENUS, hash),
    latest: versions.latest,
    find: versions.find,
    add: (version, source, publish, at) => versions.add(version, { source, note: "", publish, at, editor: PLATFORM }),
    targets: versions.targets,
    compiled: (version, targets, problems, at) => versions.compiled(version, targets, problems.slice(0, MOST_PROBLEMS), at),
    failed: (version, problems) => versions.failed(version, problems.slice(0, MOST_PROBLEMS)),
    publications: versions.publications,
    venues: () => venues(DB, tenant).using(menu),
    store: ({ key, text }) => MENUS.put(key, text),
    tell: (venue, publications) => reach(VENUE, region, venueName(tenant, venue)).publish(region, publications),
    complain: (problems) => complain(DB, { tenant, menu }, problems),
    now: () => new Date().toISOString(),
  };
}

/** One failure per menu, which stands for as long as the menu has problems. */
async function complain(
  db: D1Database,
  { tenant, menu }: Pick<MenuJob, "tenant" | "menu">,
  problems: readonly MenuProblem[],
): Promise<void> {
  const id = `menu/${menu}`;
  await failures(db, tenant).remove(id);
  if (problems.length === 0) return;
  console.warn(JSON.stringify({ tenant, menu, problems: problems.length }));
  const body = JSON.stringify({ menu, problems: problems.slice(0, MOST_PROBLEMS) });
  await failures(db, tenant).keep({ id, queue: "menu", body, attempts: 1, failedAt: new Date().toISOString() });
}

export default {
  queue: (batch, env) =>
    batch.queue === "menu-dlq" ? storeDeadLetters(batch, env.DB) : consume(batch, MenuJob, (job) => bringUpToDate(job, depsOf(env, job))),
} satisfies ExportedHandler<MenuEnv>;
