// Whether the kitchen has seen what it was given, and what was promised of it.
import type { EventOf } from "../events";
import type { Order } from "../state";
import { without } from "../without";
import { type EventDefinitions, FOR_ALL } from "./event-definition";
import { promised } from "./line-changes";

export const screenEvents = {
  OrderTraced: {
    evolve: traced,
    says: ({ config, venue, seq }) => {
      const at = venue === undefined ? "" : ` at ${venue}`;
      return `showed the order on ${config}${at}${seq === undefined ? "" : ` as it was after event ${seq}`}`;
    },
    disclosure: FOR_ALL,
  },
  KitchenAlerted: {
    evolve: (order, { at }) => ({ ...order, alerted: at, ...(order.work && { work: without(order.work, "alert") }) }),
    says: ({ venues, since }) => `alerted the screens at ${venues.join(", ")}: unseen since ${since}`,
    disclosure: FOR_ALL,
  },
  OrderEscalated: {
    evolve: (order, { at }) => ({ ...order, escalated: at, ...(order.work && { work: without(order.work, "escalate") }) }),
    says: () => "no kitchen screen has shown the order in time",
    disclosure: FOR_ALL,
  },
  PromiseMoved: {
    evolve: (order, { ready }) => promised(order, ready),
    says: ({ ready }) => `promises the order by ${ready} now`,
    disclosure: FOR_ALL,
  },
} satisfies Partial<EventDefinitions>;

/** A screen's first sight of an order stays its trace; its newest is its receipt. */
function traced(order: Order, { config, venue, by, at, seq = order.seq - 1 }: EventOf<"OrderTraced">): Order {
  const others = order.acknowledgements.filter((receipt) => receipt.config !== config || receipt.venue !== venue);
  return {
    ...order,
    firstSeen: Object.hasOwn(order.firstSeen, config) ? order.firstSeen : { ...order.firstSeen, [config]: at },
    acknowledgements: [...others, { config, ...(venue !== undefined && { venue }), by, at, seq }],
  };
}
