// What venues have too little left of, or no time for, if a basket were placed now: each is asked as it would be then, and keeps nothing.
import type { CommandEnvelope } from "../../../../domain/order/commands";
import { stampOf } from "../../../../domain/order/decide/guards";
import { evolve } from "../../../../domain/order/evolve";
import { holdsFor, limitsFor, type VenueDelta } from "../../../../domain/order/holds";
import type { Rejection } from "../../../../domain/order/rejections";
import type { Order } from "../../../../domain/order/state";
import type { Result } from "../../../../domain/result";
import { objectStub } from "../../../../runtime/object-stub";
import { refusalOfShortage } from "../../../../protocol/stock-shortage";
import { type Shortage, venueName } from "../../../../protocol/venue";
import { withTimeout } from "../../../../runtime/timeout";
import type { ApiEnv } from "#api/env";
import { log } from "../../../../runtime/log";

const ANSWER_WITHIN_MS = 5_000;

/** `envelope`: of the command that would place the order. Venues in the order of its buckets. */
export async function shortagesOf(env: Pick<ApiEnv, "VENUE">, order: Order, envelope: CommandEnvelope): Promise<[string, Rejection][]> {
  const placed = evolve(order, { ...stampOf(envelope), type: "OrderCompleted" });
  const asked = holdsFor(order, placed).map((delta) => shortageAt(env, order, delta, envelope));
  return (await Promise.all(asked)).flat();
}

async function shortageAt(
  env: Pick<ApiEnv, "VENUE">,
  { tenant, region, order, buckets }: Order,
  { venue, ...delta }: VenueDelta,
  envelope: CommandEnvelope,
): Promise<[string, Rejection][]> {
  const hold = { ...delta, id: order, order, region, limits: limitsFor(envelope, venue), until: 0 };
  try {
    const answer = await withTimeout<Result<null, Shortage>>(
      ANSWER_WITHIN_MS,
      objectStub(env.VENUE, region, venueName(tenant, venue)).wouldHold(hold),
    );
    return answer.ok ? [] : [[venue, refusalOfShortage(venue, answer.error)]];
  } catch (error) {
    log("warn", "shortage.unanswered", { venue, error });
    const sells = buckets.some((bucket) => bucket.venue === venue && bucket.whenUnreachable === "sell");
    return sells ? [] : [[venue, { code: "venue-unreachable", venue, retryAfterSeconds: 1 }]];
  }
}
