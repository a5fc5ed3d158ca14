// From one state to the next. Total: every stored event applies to every state it can follow, and nothing here can fail.
import { definitionOf } from "./event-definitions";
import { created } from "./event-definitions/creation";
import type { OrderEvent } from "./events";
import { withWork } from "./kitchen-work";
import { initial, type OrderState } from "./state";

/** Whether the basket is another one after it: discounts are of the basket that they were computed for. */
export const changesBasket = (event: OrderEvent): boolean => definitionOf(event.type).changesBasket?.(event) ?? false;

export function evolve(state: OrderState, event: OrderEvent): OrderState {
  if (state.status === "ABSENT") return event.type === "OrderCreated" ? created(event) : state;
  const definition = definitionOf(event.type);
  const seq = state.seq + 1;
  const next = { ...state, seq, lastChanged: later(state.lastChanged, event.at) };
  if (changesBasket(event)) next.revision = seq;
  if (event.type !== "OrderTraced") next.lastSubstantiveSeq = seq;
  const after = definition.evolve(next, event);
  return withWork(state, after, event.at, definition.givesWork);
}

export const replay = (events: readonly OrderEvent[]): OrderState => events.reduce(evolve, initial);

/** Two events of one millisecond, or of clocks that disagree, still get different times. */
function later(previous: string, at: string): string {
  return at > previous ? at : new Date(Date.parse(previous) + 1).toISOString();
}
