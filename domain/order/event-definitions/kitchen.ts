// What the kitchen does with the lines of an order.
import { isNumber } from "../erasure";
import { without } from "../without";
import { always, type EventDefinitions, FOR_ALL, WITH_REASON } from "./event-definition";
import { backToKitchen, onLines, promised, started, toStatus } from "./line-changes";
import { logged } from "./logs";
import { because, many, promisedBy } from "./history-words";

export const kitchenEvents = {
  LinesConfirmed: {
    evolve: (order, { lines, at }) => toStatus(order, lines, "CONFIRMED", at),
    givesWork: true,
    says: ({ lines }) => `confirmed ${many(lines.length, "line")}`,
    disclosure: FOR_ALL,
  },
  LinesHeld: {
    evolve: (order, { lines, at }) => onLines(order, lines, (line) => ({ ...line, held: true, updated: at })),
    says: ({ lines }) => `held ${many(lines.length, "line")}`,
    disclosure: FOR_ALL,
  },
  LinesFired: {
    evolve: (order, { lines, ready, at }) =>
      onLines(promised(order, ready), lines, (line) => ({ ...without(line, "held"), status: "CONFIRMED", updated: at })),
    givesWork: true,
    says: ({ lines, ready }) => `fired ${many(lines.length, "line")}${promisedBy(ready)}`,
    disclosure: FOR_ALL,
  },
  LinesStarted: {
    evolve: (order, { lines, at }) => started(toStatus(order, lines, "PROCESSING", at), at),
    says: ({ lines }) => `began with ${many(lines.length, "line")}`,
    disclosure: FOR_ALL,
  },
  LinesProcessed: {
    evolve: (order, { lines, at }) => started(toStatus(order, lines, "PROCESSED", at), at),
    says: ({ lines }) => `made ${many(lines.length, "line")}`,
    disclosure: FOR_ALL,
  },
  LinesBumped: {
    evolve: (order, { lines, station, at }) =>
      started(
        onLines(order, lines, (line) => ({
          ...line,
          status: "PROCESSING",
          bumped: [...new Set([...(line.bumped ?? []), station])],
          updated: at,
        })),
        at,
      ),
    says: ({ lines, station }) => `was done with ${many(lines.length, "line")} at ${station}`,
    disclosure: FOR_ALL,
  },
  LinesRecalled: {
    evolve: (order, { lines, at }) => {
      const recalled = onLines(order, lines, (line) => ({ ...without(line, "bumped"), status: "PROCESSING", updated: at }));
      // What was ready is not, while one of its lines is made again.
      return recalled.status === "DELIVER" ? backToKitchen(recalled) : recalled;
    },
    says: ({ lines }) => `called ${many(lines.length, "line")} back to be made`,
    disclosure: FOR_ALL,
  },
  LinesVoided: {
    /** What the kitchen had begun with is spent, though nobody pays for it. */
    evolve: (order, event) => {
      const voided = onLines(order, event.lines, (line) => ({
        ...line,
        status: "VOID",
        ...(line.status === "PROCESSING" && { begun: true as const }),
        updated: event.at,
      }));
      return logged(voided, event, { message: "voided", reason: event.reason, lines: event.lines });
    },
    changesBasket: always,
    says: ({ lines, reason }) => `voided ${many(lines.length, "line")}${because(reason)}`,
    disclosure: WITH_REASON,
  },
  LinesWasted: {
    evolve: (order, event) => {
      const { lines, reason, at } = event;
      return logged(toStatus(order, lines, "WASTE", at), event, { message: "wasted", reason, lines });
    },
    changesBasket: always,
    says: ({ lines, reason }) => `threw ${many(lines.length, "line")} away${because(reason)}`,
    disclosure: WITH_REASON,
  },
  OrderExpedited: {
    evolve: (order, { on }) => (on ? { ...order, priority: true } : without(order, "priority")),
    says: ({ on }) => (on ? "put the order before others" : "put the order in its turn again"),
    disclosure: FOR_ALL,
  },
  QueuePositionSet: {
    evolve: (order, event) => ({
      ...order,
      buckets: order.buckets.map((bucket) => (bucket.venue === event.venue ? { ...bucket, queuePos: event.position } : bucket)),
    }),
    says: ({ venue, position }) => `set the queue position at ${venue} to ${position}`,
    disclosure: { erased: (event) => (isNumber(event.position) ? event : { ...event, position: "" }) },
  },
} satisfies Partial<EventDefinitions>;
