// Extras that staff or a device has stored say so in their event, and are no guest's to change from then on.
import type { OrderEvent } from "../events";
import { storesAsStaff } from "../extra-owners";
import type { OrderState } from "../state";
import type { Circumstances } from "./decision";

export function markedAsStaff(events: OrderEvent[], state: OrderState, { envelope: { actor, command } }: Circumstances): OrderEvent[] {
  return storesAsStaff(actor, command, state) ? events.map((event) => (storesExtra(event) ? { ...event, staff: true } : event)) : events;
}

function storesExtra(event: OrderEvent): boolean {
  if (event.type === "OrderCreated") return isSomething(event.extra);
  if (event.type === "LinesAppended") return event.lines.some(({ extra = {} }) => isSomething(extra));
  return (event.type === "ExtraStored" || event.type === "LinesExtraStored") && isSomething(event.store);
}

const isSomething = (extra: Record<string, string>): boolean => Object.keys(extra).length > 0;
