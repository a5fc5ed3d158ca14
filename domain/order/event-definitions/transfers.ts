// Lines that leave for another order, and come back if it does not take them.
import { bucketWithout, silent } from "../erasure";
import type { EventOf } from "../events";
import { bucketForGuests, hushed } from "../guest-view";
import { isKeptBy } from "../holds";
import { commentForJoined, lineForJoined } from "../joined-guest";
import type { Bucket, Line, Order } from "../state";
import { without } from "../without";
import { always, type EventDefinitions, FOR_ALL } from "./event-definition";
import { into, reopened, resold, ruledBy, taken } from "./line-changes";
import { logged } from "./logs";
import { because, many } from "./history-words";

const linesIn = ({ buckets }: EventOf<"LinesReceived">): string[] => buckets.flatMap(({ lines }) => lines.map(({ id }) => id));

export const transferEvents = {
  LinesReleased: {
    evolve: released,
    changesBasket: always,
    says: ({ lines, to, merge }) => `sent ${many(lines.length, "line")} to order ${to}${merge ? ", to merge with it" : ""}`,
    disclosure: FOR_ALL,
  },
  LinesReceived: {
    evolve: received,
    changesBasket: always,
    givesWork: true,
    says: (event) => `took ${many(linesIn(event).length, "line")} over from order ${event.from}`,
    lines: linesIn,
    disclosure: {
      erased: (event) => ({ ...event, buckets: event.buckets.map(bucketWithout), comments: event.comments.map(silent) }),
      forGuests: (event, people) => ({
        ...event,
        buckets: event.buckets.map((bucket) => bucketForGuests(people, bucket)),
        comments: event.comments.map((comment) => hushed(people, comment)),
      }),
      forJoined: (event, owner) => ({
        ...event,
        buckets: event.buckets.map((bucket) => ({ ...bucket, lines: bucket.lines.map(lineForJoined) })),
        comments: event.comments.map((comment) => commentForJoined(owner, comment)),
      }),
    },
  },
  TransferSettled: {
    evolve: settled,
    changesBasket: always,
    givesWork: true,
    says: ({ accepted, reason }) => (accepted ? "the lines have arrived" : `the lines came back${because(reason)}`),
    disclosure: FOR_ALL,
  },
} satisfies Partial<EventDefinitions>;

function released(order: Order, event: EventOf<"LinesReleased">): Order {
  const { transfer: id, to, merge, by, lines, channel } = event;
  const leaving = new Set(lines);
  const isKept = isKeptBy(order);
  const buckets = order.buckets
    .map((bucket) => ({ ...bucket, lines: bucket.lines.filter((line) => leaving.has(line.id)).map((line) => marked(line, isKept(line))) }))
    .filter((bucket) => bucket.lines.length > 0);
  const offered = event.sold && buckets.map((bucket) => offeredAs(bucket, event));
  const transfer = {
    id,
    to,
    merge,
    by,
    buckets,
    comments: merge ? order.comments : [],
    ...(order.discountRules !== undefined && { discountRules: order.discountRules }),
    ...(channel && { channel }),
    ...(offered && { offered }),
  };
  return logged({ ...taken(order, leaving), transfers: [...order.transfers, transfer] }, event, {
    message: `sent lines to order ${to}`,
    lines,
  });
}

/** The venue's lines as the other order's channel sells them: what was given off here is not given there. */
function offeredAs(bucket: Bucket, { sold, at }: EventOf<"LinesReleased">): Bucket {
  const there = sold?.find(({ bucket: { venue } }) => venue === bucket.venue);
  if (!there) return bucket;
  const anew = new Map(there.lines.map((line) => [line.id, line]));
  const lines = bucket.lines.map((line): Line => {
    const found = anew.get(line.id);
    return found ? { ...resold(line, found, there.bucket, at), discounts: [] } : line;
  });
  return { ...bucket, ...there.bucket, lines };
}

/** Whether a venue keeps it goes with the line. */
const marked = (line: Line, kept: boolean): Line => (kept ? { ...line, kept } : without(line, "kept"));

function received(order: Order, event: EventOf<"LinesReceived">): Order {
  const arrived = event.buckets.reduce((order_, { lines, ...bucket }) => into(order_, bucket, lines), ruledBy(order, event.discountRules));
  const taking = {
    ...arrived,
    comments: [...arrived.comments, ...event.comments],
    receivedTransfers: [...order.receivedTransfers, event.transfer],
  };
  return reopened(logged(taking, event, { message: `took lines over from order ${event.from}`, lines: linesIn(event) }));
}

function settled(order: Order, { transfer: id, accepted }: EventOf<"TransferSettled">): Order {
  const transfer = order.transfers.find((each) => each.id === id);
  const rest = { ...order, transfers: order.transfers.filter((each) => each.id !== id) };
  if (!transfer || accepted) return rest;
  return transfer.buckets.reduce((back, { lines, ...bucket }) => into(back, bucket, lines), rest);
}
