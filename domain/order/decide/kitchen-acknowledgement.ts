// Whether the kitchen has seen what it was given: its screens' word, and what the order does by itself while nobody gives it.
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import type { OrderEvent } from "../events";
import { laterPromise } from "../ready-estimate";
import type { Placed } from "../state";
import { isMissed, unseenAt } from "../kitchen-work";
import { type DecisionContext, type Decision, placed, refuse, stampOf } from "./guards";
import { type Handlers, when } from "./handler";

export const acknowledgementHandlers = {
  TraceOrder: when(placed, trace),
  AlertKitchen: when(placed, alert),
  EscalateOrder: when(placed, escalate),
} satisfies Partial<Handlers>;

/** A screen or printer has shown the order. What says nothing new, because only receipts have come since the one before, is no change. */
function trace({ config, seq, venue }: CommandOf<"TraceOrder">, order: Placed, { envelope }: DecisionContext): Decision {
  if (venue !== undefined && !order.buckets.some((bucket) => bucket.venue === venue)) return refuse({ code: "venue-mismatch", venue });
  if (seq !== undefined && seq > order.seq) return refuse({ code: "revision-mismatch", expected: seq, actual: order.seq });
  const known = order.acknowledgements.find((receipt) => receipt.config === config && receipt.venue === venue);
  if (known && ((seq ?? order.seq) <= known.seq || known.seq >= order.lastSubstantiveSeq)) return ok([]);
  const said = { config, ...(venue !== undefined && { venue }), ...(seq !== undefined && { seq }) };
  return ok([{ ...stampOf(envelope), type: "OrderTraced", ...said }]);
}

/** The kitchen has not looked in time: its screens say so. */
function alert(_: CommandOf<"AlertKitchen">, order: Placed, context: DecisionContext): Decision {
  if (!isMissed(order) || order.work?.alert === undefined) return ok([]);
  const told = { since: order.work.alert, venues: unseenAt(order) };
  return ok([{ ...stampOf(context.envelope), type: "KitchenAlerted", ...told }, ...moved(order, context)]);
}

/** It has not looked even then: managers are told. */
function escalate(_: CommandOf<"EscalateOrder">, order: Placed, context: DecisionContext): Decision {
  if (!isMissed(order) || order.work?.escalate === undefined) return ok([]);
  return ok([{ ...stampOf(context.envelope), type: "OrderEscalated" }, ...moved(order, context)]);
}

/** What nobody has begun will take as long from now on. An order from before there were promises has none to move. */
function moved(order: Placed, { envelope, prepTimes }: DecisionContext): OrderEvent[] {
  const stamp = stampOf(envelope);
  const ready = order.promised === undefined ? undefined : laterPromise(order, stamp.at, prepTimes);
  return ready === undefined ? [] : [{ ...stamp, type: "PromiseMoved", ready }];
}
