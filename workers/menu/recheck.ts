// What a venue sells has changed: its open baskets are told to look at their lines again, some at a time.
import pMap from "p-map";
import type { CommandEnvelope } from "../../domain/order/commands";
import type { VenueCard } from "../../domain/menu/venue-card";
import type { RecheckJob } from "../../protocol/queue";
import { log } from "../../runtime/log";

/**
 * `baskets`: ids of open baskets with something of that venue, in order, after one. `look`: rejects when the order could not be reached.
 * `now`: RFC 3339.
 */
export type Deps = {
  card: () => Promise<VenueCard | undefined>;
  baskets: (after: string, most: number) => Promise<string[]>;
  look: (order: string, envelope: CommandEnvelope) => Promise<unknown>;
  goOn: (job: RecheckJob) => Promise<unknown>;
  now: () => string;
};

const PORTION = 200;
const AT_ONCE = 16;

/**
 * Harmless when done twice: a line that is flagged is not flagged again.
 * What an order refuses is its own business: it is being paid, or no basket any more.
 */
export async function recheck(job: RecheckJob, { card: read, baskets, look, goOn, now }: Deps): Promise<void> {
  const { tenant, region, recheck: venue, after = "" } = job;
  const card = await read();
  if (!card) return; // the venue is gone
  const ids = await baskets(after, PORTION);
  const last = ids.at(-1);
  if (last !== undefined && ids.length === PORTION) await goOn({ tenant, region, recheck: venue, after: last });
  const lookAgain = async (order: string) => {
    const id = `recheck:${crypto.randomUUID()}`;
    const about = { tenant, region, order, commandId: id, correlationId: id, actor: { kind: "service", service: "menu" } as const };
    const failed = (error: unknown) => log("error", "recheck.failed", { ...about, error });
    await look(order, { ...about, at: now(), card, command: { type: "RecheckLines", venue } }).catch(failed);
  };
  await pMap(ids, lookAgain, { concurrency: AT_ONCE });
}
