// How an order begins, is placed, made, handed over and ends.
import { harmless, nameless } from "../erasure";
import type { EventOf } from "../events";
import { type Ended, isPlaced, type Order } from "../state";
import { without } from "../without";
import { created } from "./creation";
import { type EventDefinition, type EventDefinitions, FOR_ALL } from "./event-definition";
import { promised, withLines } from "./line-changes";
import { logged } from "./logs";
import { because, promisedBy } from "./history-words";

const nowhere = (event: EventOf<"OrderCreated">) => without(event, "address", "geoPosition");
const withoutAsking = ({ venues }: EventOf<"VenuesNotAsked">) => `sold without asking ${venues.join(", ")}, which could not be reached`;

type Ending = EventOf<"OrderClosed" | "OrderAbandoned" | "OrderCancelled">;

const ending = (status: Ended["status"], verb: string) =>
  ({
    evolve: (order, event) => ended(order, status, event),
    says: ({ statusInfo }) => `${verb} the order${because(statusInfo)}`,
    disclosure: { erased: <E extends { statusInfo?: string | undefined }>(event: E): E => without(event, "statusInfo") },
  }) satisfies EventDefinition<Ending>;

export const lifecycleEvents = {
  OrderCreated: {
    evolve: (_, event) => created(event),
    says: ({ orderType, source }) => `created a ${orderType} order through ${source}`,
    disclosure: {
      erased: (event) => ({ ...nowhere(event), contact: {}, extra: nameless(event.extra) }),
      forJoined: (event) => ({ ...nowhere(event), contact: {}, extra: harmless(event.extra) }),
    },
  },
  OrderCompleted: {
    evolve: (order, { ready, at }) => confirmed({ ...promised(order, ready), status: "COMPLETED", completedTime: at }, at),
    givesWork: true,
    says: ({ ready }) => `placed the order${promisedBy(ready)}`,
    disclosure: FOR_ALL,
  },
  VenuesNotAsked: {
    evolve: (order, event) => logged(order, event, { message: withoutAsking(event) }),
    says: withoutAsking,
    disclosure: FOR_ALL,
  },
  OrderVerified: {
    evolve: (order, event) =>
      isPlaced(order)
        ? logged({ ...order, status: order.status === "COMPLETED" ? "VERIFIED" : order.status, verifiedTime: event.at }, event, {
            message: "verified",
          })
        : order,
    says: () => "verified the order",
    disclosure: FOR_ALL,
  },
  OrderReady: {
    evolve: (order) => (isPlaced(order) ? { ...order, status: "DELIVER" } : order),
    says: () => "the order is ready",
    disclosure: FOR_ALL,
  },
  OrderDelivered: {
    evolve: (order, { at }) => (isPlaced(order) ? { ...order, status: "DELIVERED", deliveredTime: at } : order),
    says: () => "handed the order over",
    disclosure: FOR_ALL,
  },
  OrderClosed: ending("CLOSED", "closed"),
  OrderAbandoned: ending("ABANDONED", "abandoned"),
  OrderCancelled: ending("CANCELLED", "cancelled"),
} satisfies Partial<EventDefinitions>;

/** Placing an order confirms what is in it and is not held. */
const confirmed = (order: Order, at: string): Order =>
  withLines(order, (line) => (line.status === "NEW" && !line.held ? { ...line, status: "CONFIRMED", updated: at } : line));

const ended = (order: Order, status: Ended["status"], { at, by, statusInfo }: Ending): Order => ({
  ...logged(order, { at, by }, { message: status.toLowerCase(), reason: statusInfo }),
  status,
  closedDate: at,
  ...(statusInfo !== undefined && { statusInfo }),
});
