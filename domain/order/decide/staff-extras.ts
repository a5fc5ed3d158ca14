// Extras that staff or a device has stored say so in their event, and are no guest's to change from then on.
// What staff have said says so, too, and is theirs to read (guest-view.ts). A device says what its guest does.
import { mayAtOne } from "../../access/roles";
import type { Actor, OrderCommand } from "../commands";
import type { OrderEvent } from "../events";
import { storesAsStaff, venuesConcerned } from "../extra-owners";
import type { OrderState } from "../state";
import type { DecisionContext } from "./guards";

export function markedAsStaff(events: OrderEvent[], state: OrderState, { envelope: { actor, command } }: DecisionContext): OrderEvent[] {
  const [stores, says] = [storesAsStaff(actor, command, state), saysAsStaff(actor, command, state)];
  if (!stores && !says) return events;
  return events.map((event) => ({
    ...event,
    ...(stores && storesExtra(event) && { staff: true }),
    ...(says && saysSomething(event) && { byStaff: true }),
  }));
}

const saysAsStaff = (actor: Actor, command: OrderCommand, state: OrderState): boolean =>
  actor.kind === "user" && mayAtOne(actor, "orders.serve", venuesConcerned(command, state));

function saysSomething(event: OrderEvent): boolean {
  if (event.type === "LinesAppended") return event.lines.some(({ comment }) => comment !== undefined);
  return event.type === "OrderCreated" || event.type === "OrderCommented" || event.type === "LineCommented";
}

function storesExtra(event: OrderEvent): boolean {
  if (event.type === "OrderCreated") return isSomething(event.extra);
  if (event.type === "LinesAppended") return event.lines.some(({ extra = {} }) => isSomething(extra));
  return (event.type === "ExtraStored" || event.type === "LinesExtraStored") && isSomething(event.store);
}

const isSomething = (extra: Record<string, string>): boolean => Object.keys(extra).length > 0;
