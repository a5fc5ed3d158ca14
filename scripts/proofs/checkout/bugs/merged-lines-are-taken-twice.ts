// What comes from another table is taken off the shelf once more.
import { holdsFor as real } from "../../../../domain/order/holds.ts";
import type { Order, OrderState } from "../../../../domain/order/state.ts";

export * from "../../../../domain/order/holds.ts";
export const holdsFor: typeof real = (before, after) => real(unmarked(before), unmarked(after));

const unmarked = (order: OrderState): OrderState =>
  order.status === "ABSENT" ? order : { ...order, buckets: order.buckets.map(unmarkedIn) };

type Bucket = Order["buckets"][number];

const unmarkedIn = (bucket: Bucket): Bucket => ({ ...bucket, lines: bucket.lines.map(asIfNew) });

function asIfNew(line: Bucket["lines"][number]): Bucket["lines"][number] {
  const { kept: _, ...bare } = line;
  return bare;
}
