// A decision that needs something of venues is stored only when they keep just that for it: otherwise they have to be asked first.
import type { CommandEnvelope } from "../../domain/order/commands";
import { stampOf } from "../../domain/order/decide/guards";
import type { OrderEvent } from "../../domain/order/events";
import { evolve } from "../../domain/order/evolve";
import { type HoldDelta, holdsFor, mayChangeHolds, mustBeAsked } from "../../domain/order/holds";
import type { OrderState } from "../../domain/order/state";
import { type HoldsGranted, covers, venuesToAsk, type HoldsNeeded } from "./checkout";

/** `held`: all that has changed they were asked to hold, and do. `news`: they have to be told. */
export type HoldsChange = "unchanged" | "held" | "news";

/** `used`: the events count on the holds that were granted. `holds`: what venues keep for the order from then on. */
export type HoldsMet = { events: OrderEvent[]; used: boolean; holds: HoldsChange };

/** The events as they are to be stored, under the id of the hold that they count on, or the holds that they need first. */
export function requireHolds(
  envelope: CommandEnvelope,
  before: OrderState,
  events: OrderEvent[],
  granted: HoldsGranted | undefined,
): HoldsMet | { needed: HoldsNeeded } {
  if (!mayChangeHolds(events)) return unchanged(events);
  const needed = granted?.before === before ? granted : needs(envelope, before, events);
  if (!needed) return unchanged(events);
  const { deltas, venues: asks } = needed;
  if (asks.length > 0 && !covers(granted, needed)) return { needed };
  if (!deltas.some(mustBeAsked) && !isToldInParts(events, before))
    return { events, used: false, holds: deltas.length > 0 ? "news" : "unchanged" };
  const used = asks.length > 0;
  const holds = deltas.every((delta) => asks.includes(delta) && isOnlyTaken(delta)) ? "held" : "news";
  const hold = (used ? granted?.id : undefined) ?? crypto.randomUUID();
  const unreached = used ? (granted?.unreached ?? []) : [];
  const told: OrderEvent[] = unreached.length > 0 ? [{ ...stampOf(envelope), type: "VenuesNotAsked", venues: unreached }] : [];
  return { events: [...events, ...told].map((event) => ({ ...event, hold })), used, holds };
}

const unchanged = (events: OrderEvent[]): HoldsMet => ({ events, used: false, holds: "unchanged" });

/** Undefined where there is no order. */
function needs(envelope: CommandEnvelope, before: OrderState, events: OrderEvent[]): HoldsNeeded | undefined {
  const order = events.reduce(evolve, before);
  if (order.status === "ABSENT") return undefined;
  const deltas = holdsFor(before, order);
  return { before, events, order, deltas, venues: venuesToAsk(envelope, deltas) };
}

/**
 * Whether venues would hear of its events one by one. What one gives back and the next needs again they hear of together, and that is
 * nothing.
 */
function isToldInParts(events: readonly OrderEvent[], before: OrderState): boolean {
  if (events.length < 2) return false;
  let state = before;
  return events.some((event) => {
    const [last, next] = [state, evolve(state, event)];
    state = next;
    return holdsFor(last, next).length > 0;
  });
}

const isOnlyTaken = ({ gives, slot }: HoldDelta): boolean => gives.length === 0 && slot !== null;
