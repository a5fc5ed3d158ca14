// What may leave an order for another order or venue, and with whom. Staff move whatever can be moved; a guest only what he could still
// take off the order, and who has joined only what he has added: to share a table is not to clear it.
import { forbidden } from "../../access/roles";
import type { Actor } from "../commands";
import { isStaff } from "../command-permissions";
import type { Rejection } from "../rejections";
import type { Order } from "../state";
import { beingPaid, paidFor } from "./guards";

/** The first obstacle for these lines of the order; undefined when they may leave with this person. */
export function leavingObstacle(actor: Actor, order: Order, lines: readonly string[]): Rejection | undefined {
  const asked = new Set(lines);
  const foreign = order.buckets.filter(({ venue }) => !isStaff(actor, venue));
  const leaving = foreign.flatMap((bucket) => bucket.lines.filter(({ id }) => asked.has(id)));
  if (actor.kind === "service" || leaving.length === 0) return undefined;
  const kept = leaving.find(({ status, by }) => {
    const isFired = order.status !== "NEW" && status !== "NEW";
    return isFired || (actor.user !== order.creator && actor.user !== by);
  });
  if (kept) return { ...forbidden("orders.serve"), line: kept.id };
  const ids = leaving.map(({ id }) => id);
  return beingPaid(order) ?? paidFor(order, ids);
}
