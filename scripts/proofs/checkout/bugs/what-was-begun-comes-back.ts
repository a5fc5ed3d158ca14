// What the kitchen had begun or thrown away is on sale again.
import { holdsFor as real } from "../../../../domain/order/holds.ts";
import type { Order, OrderState } from "../../../../domain/order/state.ts";

export * from "../../../../domain/order/holds.ts";
export const holdsFor: typeof real = (before, after) => real(unspent(before), unspent(after));

const unspent = (order: OrderState): OrderState =>
  order.status === "ABSENT" ? order : { ...order, buckets: order.buckets.map(untouched) };

type Bucket = Order["buckets"][number];

const untouched = (bucket: Bucket): Bucket => ({ ...bucket, lines: bucket.lines.map(neverBegun) });

function neverBegun(line: Bucket["lines"][number]): Bucket["lines"][number] {
  const { begun: _, ...bare } = line;
  return bare.status === "WASTE" ? { ...bare, status: "VOID" } : bare;
}
