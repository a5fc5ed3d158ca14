// The consumer of `menu`: compiles menus before anybody needs them.
import { MenuJob } from "../../protocol/queue";
import { consume } from "../lib/consume";
import { failures } from "../lib/db/failures";
import { menus } from "../lib/db/menus";
import { venues } from "../lib/db/venues";
import { storeDeadLetters } from "../lib/dead-letters";
import { compileForVenues, type Complaint, type Deps } from "./compile-menu";

export type MenuEnv = { DB: D1Database; MENUS: KVNamespace };

/** A row has room for this many; who mends them sees the rest next time. */
const MOST_COMPLAINTS = 200;

const depsOf = (env: MenuEnv, { tenant, menu }: MenuJob): Deps => ({
  authored: () => menus(env.DB, tenant).authored(menu),
  venues: () => venues(env.DB, tenant).using(menu),
  pointers: () => menus(env.DB, tenant).pointers(menu),
  store: (key, text) => env.MENUS.put(key, text),
  point: (pointers) => menus(env.DB, tenant).point(pointers),
  complain: (complaints) => complain(env, { tenant, menu }, complaints),
  now: () => new Date().toISOString(),
});

/** One failure per menu, which stands for as long as the menu has problems. */
async function complain({ DB }: MenuEnv, { tenant, menu }: Pick<MenuJob, "tenant" | "menu">, complaints: Complaint[]): Promise<void> {
  const id = `menu/${menu}`;
  await failures(DB, tenant).remove(id);
  if (complaints.length === 0) return;
  console.warn(JSON.stringify({ tenant, menu, problems: complaints.length }));
  const body = JSON.stringify({ menu, problems: complaints.slice(0, MOST_COMPLAINTS) });
  await failures(DB, tenant).keep({ id, queue: "menu", body, attempts: 1, failedAt: new Date().toISOString() });
}

export default {
  queue: (batch, env) =>
    batch.queue === "menu-dlq"
      ? storeDeadLetters(batch, env.DB)
      : consume(batch, MenuJob, (job) => compileForVenues(job, depsOf(env, job))),
} satisfies ExportedHandler<MenuEnv>;
