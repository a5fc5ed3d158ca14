// What an order takes from a venue's shelves: its products, and what was chosen in them.
import type { Described } from "../menu/described";
import { isVoid, type Order } from "./state";

export type Demand = { product: string; quantity: number };

/** By venue, every product of lines that are made, nested quantities multiplied. The same product may come more than once. */
export function demandOf(order: Order): { venue: string; items: Demand[] }[] {
  return order.buckets.map(({ venue, lines }) => ({
    venue,
    items: lines
      .filter((line) => !isVoid(line) && line.status !== "TECHNICAL")
      .flatMap(({ product, quantity }) => within(product, quantity)),
  }));
}

/** `times`: how many there are of what is around. The root is there as often as the line says. */
function within({ id, kind, items = [] }: Described, times: number): Demand[] {
  const own = kind === "product" ? [{ product: id, quantity: times }] : [];
  return [...own, ...items.flatMap((item) => within(item, times * (item.kind === "product" ? Number(item.quantity ?? 1) : 1)))];
}
