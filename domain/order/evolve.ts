// From one state to the next. Total: every stored event applies to every state it can follow, and nothing here can fail.
import type { OrderDiscount } from "./discounts";
import type { OrderEvent, SoldLine } from "./events";
import { type Bucket, initial, isPlaced, type Line, type Order, type OrderState } from "./state";
import type { LineStatus } from "./status";

/** Events after which discounts must be computed anew: the basket is another one, or a payment that had kept them out has failed. */
const changesBasket = (event: OrderEvent): boolean =>
  event.type === "LinesAppended" || event.type === "LinesRemoved" || event.type === "QuantityChanged" || event.type === "PaymentDeclined";

export function evolve(state: OrderState, event: OrderEvent): OrderState {
  if (event.type === "OrderCreated") {
    return {
      status: "NEW",
      seq: 1,
      revision: 1,
      tenant: event.tenant,
      region: event.region,
      order: event.order,
      orderType: event.orderType,
      source: event.source,
      currency: event.currency,
      creator: event.by,
      contact: event.contact,
      ...(event.address && { address: event.address }),
      ...(event.geoPosition && { geoPosition: event.geoPosition }),
      ...(event.due && { due: event.due }),
      extra: event.extra,
      claimCode: event.claimCode,
      comments: [],
      buckets: [],
      payments: [],
      opened: [],
      created: event.at,
      lastChanged: event.at,
    };
  }
  if (state.status === "ABSENT") return state;
  const seq = state.seq + 1;
  const next = { ...state, seq, lastChanged: later(state.lastChanged, event.at) };
  if (changesBasket(event)) next.revision = seq;
  return apply(next, event);
}

export const replay = (events: readonly OrderEvent[]): OrderState => events.reduce(evolve, initial);

function apply(order: Order, event: Exclude<OrderEvent, { type: "OrderCreated" }>): Order {
  switch (event.type) {
    case "LinesAppended": {
      const fresh = event.lines.map((line) => appended(line, event.by, event.at));
      const known = order.buckets.find(({ venue }) => venue === event.bucket.venue);
      const bucket: Bucket = { ...known, ...event.bucket, lines: [...(known?.lines ?? []), ...fresh] };
      return { ...order, buckets: known ? order.buckets.map((old) => (old === known ? bucket : old)) : [...order.buckets, bucket] };
    }
    case "LinesRemoved": {
      const gone = new Set(event.lines);
      return { ...order, buckets: order.buckets.map((bucket) => ({ ...bucket, lines: bucket.lines.filter(({ id }) => !gone.has(id)) })) };
    }
    case "QuantityChanged":
      return onLines(order, [event.line], (line) => ({ ...line, quantity: event.quantity, updated: event.at }));
    case "ContactSet":
      return { ...order, contact: { ...order.contact, ...event.contact } };
    case "ExtraStored":
      return { ...order, extra: { ...order.extra, ...event.store } };
    case "OrderCommented":
      return { ...order, comments: [...order.comments, { id: event.id, by: event.by, at: event.at, comment: event.comment }] };
    case "LineCommented": {
      const comment = { id: event.id, by: event.by, at: event.at, comment: event.comment };
      return onLines(order, [event.line], (line) => ({ ...line, comments: [...line.comments, comment], updated: event.at }));
    }
    case "DueSet":
      return { ...order, due: event.due };
    case "DiscountsApplied":
      return discounted(order, event.layer, event.discounts);
    case "PaymentOpened": {
      const { v: _v, type: _type, cid: _cid, ...opened } = event;
      return { ...order, opened: [...order.opened, opened] };
    }
    case "PaymentRegistered": {
      const { id, payment, source, amount, at } = event;
      const by = order.opened.find((opened) => opened.id === id)?.by ?? event.by; // who pays, not who reports it
      return { ...order, opened: without(order.opened, id), payments: [...order.payments, { id, payment, source, amount, by, at }] };
    }
    case "PaymentDeclined":
      return { ...order, opened: without(order.opened, event.id) };
    case "PaymentRefunded": {
      const { id, of, amount, reference, by, at } = event;
      return {
        ...order,
        payments: [...order.payments, { id, payment: "RETURN", source: reference, amount: -amount, by, at, refundOf: of }],
      };
    }
    case "OrderCompleted":
      return confirmed({ ...order, status: "COMPLETED", completedTime: event.at }, event.at);
    case "LinesConfirmed":
      return toStatus(order, event.lines, "CONFIRMED", event.at);
    case "LinesStarted":
      return started(toStatus(order, event.lines, "PROCESSING", event.at), event.at);
    case "LinesProcessed":
      return started(toStatus(order, event.lines, "PROCESSED", event.at), event.at);
    case "LinesVoided":
      return toStatus(order, event.lines, "VOID", event.at);
    case "QueuePositionSet":
      return {
        ...order,
        buckets: order.buckets.map((bucket) => (bucket.venue === event.venue ? { ...bucket, queuePos: event.position } : bucket)),
      };
    case "OrderVerified":
      return isPlaced(order)
        ? { ...order, status: order.status === "COMPLETED" ? "VERIFIED" : order.status, verifiedTime: event.at }
        : order;
    case "OrderReady":
      return isPlaced(order) ? { ...order, status: "DELIVER" } : order;
    case "OrderDelivered":
      return isPlaced(order) ? { ...order, status: "DELIVERED", deliveredTime: event.at } : order;
    case "OrderClosed":
      return ended(order, "CLOSED", event);
    case "OrderAbandoned":
      return ended(order, "ABANDONED", event);
    case "OrderCancelled":
      return ended(order, "CANCELLED", event);
  }
}

const appended = ({ comment, ...line }: SoldLine, by: string, at: string): Line => ({
  ...line,
  by,
  created: at,
  updated: at,
  comments: comment === undefined ? [] : [{ id: line.id, by, at, comment }],
  discounts: [],
});

const onLines = (order: Order, ids: readonly string[], change: (line: Line) => Line): Order => {
  const concerned = new Set(ids);
  return {
    ...order,
    buckets: order.buckets.map((bucket) => ({
      ...bucket,
      lines: bucket.lines.map((line) => (concerned.has(line.id) ? change(line) : line)),
    })),
  };
};

const toStatus = (order: Order, ids: readonly string[], status: LineStatus, at: string): Order =>
  onLines(order, ids, (line) => ({ ...line, status, updated: at }));

/** Placing an order confirms what is in it. */
const confirmed = (order: Order, at: string): Order => ({
  ...order,
  buckets: order.buckets.map((bucket) => ({
    ...bucket,
    lines: bucket.lines.map((line) => (line.status === "NEW" ? { ...line, status: "CONFIRMED" as const, updated: at } : line)),
  })),
});

const started = (order: Order, at: string): Order => (isPlaced(order) && !order.startedTime ? { ...order, startedTime: at } : order);

function discounted(order: Order, layer: string, discounts: readonly OrderDiscount[]): Order {
  const byLine = Map.groupBy(discounts, ({ line }) => line);
  const change = (line: Line): Line => {
    const fresh = byLine.get(line.id) ?? [];
    if (fresh.length === 0 && !line.discounts.some((discount) => discount.layer === layer)) return line;
    return { ...line, discounts: [...line.discounts.filter((discount) => discount.layer !== layer), ...fresh] };
  };
  return { ...order, buckets: order.buckets.map((bucket) => ({ ...bucket, lines: bucket.lines.map(change) })) };
}

const without = <T extends { id: string }>(list: readonly T[], id: string): T[] => list.filter((item) => item.id !== id);

const ended = (
  order: Order,
  status: "CLOSED" | "ABANDONED" | "CANCELLED",
  { at, statusInfo }: { at: string; statusInfo?: string | undefined },
): Order => ({
  ...order,
  status,
  closedDate: at,
  ...(statusInfo !== undefined && { statusInfo }),
});

/** Two events of one millisecond, or of clocks that disagree, still get different times. */
function later(previous: string, at: string): string {
  return at > previous ? at : new Date(Date.parse(previous) + 1).toISOString();
}
