// Lines that leave for another order, and come back if it does not take them.
import type { EventOf } from "../events";
import { isKeptBy } from "../holds";
import type { Bucket, Line, Order } from "../state";
import { into, resold, taken } from "./lines";
import { logged } from "./logs";

export function released(order: Order, event: EventOf<"LinesReleased">): Order {
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
function marked(line: Line, kept: boolean): Line {
  const { kept: _, ...bare } = line;
  return kept ? { ...bare, kept } : bare;
}

export function settled(order: Order, { transfer: id, accepted }: EventOf<"TransferSettled">): Order {
  const transfer = order.transfers.find((each) => each.id === id);
  const rest = { ...order, transfers: order.transfers.filter((each) => each.id !== id) };
  if (!transfer || accepted) return rest;
  return transfer.buckets.reduce((back, { lines, ...bucket }) => into(back, bucket, lines), rest);
}
