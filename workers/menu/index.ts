// The consumer of `menu`: compiles menus before anybody needs them, and tells the venues what they sell.
import type { OrderObject } from "../../durable-objects/order/order-object";
import type { VenueObject } from "../../durable-objects/venue/venue-object";
import type { Finding } from "../../domain/menu/finding";
import { orderStub } from "../../runtime/order-stub";
import { ownOrderId } from "../../runtime/signed-order-id";
import { MenuJob, RecheckJob } from "../../protocol/queue";
import { objectStub } from "../../runtime/object-stub";
import { ruleSetOf, storeRuleSet } from "../../runtime/rule-sets";
import { venueName } from "../../protocol/venue";
import { consume } from "../lib/consume";
import { failures } from "../lib/db/failures";
import { menuVersions, PLATFORM } from "../lib/db/menu-versions";
import { menus } from "../lib/db/menus";
import { venues } from "../lib/db/venues";
import { storeDeadLetters } from "../lib/dead-letters";
import { frozen, keepSource, readSource } from "../lib/menu-source";
import { orders } from "../lib/db/orders";
import { venueFacts } from "../lib/db/venue-facts";
import { cardOf, soldFrom } from "../lib/venue-card";
import { SalesChannels } from "../../domain/menu/sales-channels";
import { z } from "zod";
import { type Deps as Looking, recheck } from "./recheck";
import { bringUpToDate, type Deps } from "./compile-menu";
import { log } from "../../runtime/log";

export type MenuEnv = {
  DB: D1Database;
  MENUS: KVNamespace;
  VENUE: DurableObjectNamespace<VenueObject>;
  ORDER: DurableObjectNamespace<OrderObject>;
  MENU_QUEUE: Queue<MenuJob | RecheckJob>;
};

/** A row has room for this many; who mends them sees the rest next time. */
const MAX_PROBLEMS = 200;

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
    compiled: (version, targets, problems, at) => versions.compiled(version, targets, problems.slice(0, MAX_PROBLEMS), at),
    failed: (version, problems) => versions.failed(version, problems.slice(0, MAX_PROBLEMS)),
    publications: versions.publications,
    venues: () => venues(DB, tenant).using(menu),
    store: ({ key, text }) => MENUS.put(key, text),
    tell: (venue, publications, edit) => objectStub(VENUE, region, venueName(tenant, venue)).publish(region, publications, edit),
    complain: (problems) => complain(DB, { tenant, menu }, problems),
    now: () => new Date().toISOString(),
  };
}

function lookingOf(env: MenuEnv, { tenant, region, recheck: venue }: RecheckJob): Looking {
  return {
    card: async () => {
      const facts = await venueFacts(env.DB, tenant).read(venue);
      if (!facts) return undefined;
      const live = await objectStub(env.VENUE, region, venueName(tenant, venue)).facts();
      const now = Date.now();
      const sold = await soldFrom(env, live, facts.venue, new Date(now).toISOString());
      await storeRuleSet(env.MENUS, ruleSetOf(facts.discountRules));
      return cardOf(facts, live, sold, SalesChannels.parse(facts.venue.document), now);
    },
    baskets: (after, most) => orders(env.DB, tenant).basketsAt(venue, after, most),
    look: (order, envelope) => Promise.resolve(orderStub(env.ORDER, { tenant, region }, ownOrderId(order)).execute(envelope)),
    goOn: (job) => env.MENU_QUEUE.send(job),
    now: () => new Date().toISOString(),
  };
}

/** One failure per menu, which stands for as long as the menu has problems. */
async function complain(db: D1Database, { tenant, menu }: Pick<MenuJob, "tenant" | "menu">, problems: readonly Finding[]): Promise<void> {
  const id = `menu/${menu}`;
  await failures(db, tenant).remove(id);
  if (problems.length === 0) return;
  log("warn", "menu.compiled_with_problems", { tenant, menu, problems: problems.length });
  const body = JSON.stringify({ menu, problems: problems.slice(0, MAX_PROBLEMS) });
  await failures(db, tenant).keep({ id, queue: "menu", body, attempts: 1, failedAt: new Date().toISOString() });
}

export default {
  queue: (batch, env) =>
    batch.queue === "menu-dlq"
      ? storeDeadLetters(batch, env.DB)
      : consume(batch, z.union([MenuJob, RecheckJob]), (job) =>
          "menu" in job ? bringUpToDate(job, depsOf(env, job)) : recheck(job, lookingOf(env, job)),
        ),
} satisfies ExportedHandler<MenuEnv>;
