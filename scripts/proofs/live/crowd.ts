// Many clients of all kinds before one house, and whether each of them shows what it must.
import { setTimeout as pause } from "node:timers/promises";
import { inParallel } from "../lib/in-parallel.ts";
import type { Dice } from "../lib/dice.ts";
import { type WatchedOrders, readOrder } from "./watched-orders.ts";
import type { Kind } from "./subscription-kinds.ts";
import { Listener, type Witness } from "./listener.ts";

/** `orders`: all that the client must show. */
export type Watching = { client: Listener; orders: string[] };

/** Every kind has its share of the clients, every order its share of each kind. */
export function seated({ sheet, seats }: WatchedOrders, kinds: readonly Kind[], count: number, throws: Dice, witness: Witness): Watching[] {
  return Array.from({ length: count }, (_, nth) => {
    const kind = kinds[nth % kinds.length];
    const seat = seats[Math.floor(nth / kinds.length) % seats.length];
    if (!kind || !seat) throw new Error("nothing to watch, or no way to");
    const client = new Listener(`${kind.name} ${nth}`, kind.subscriber(seat), sheet.baseUrl, throws, witness);
    return { client, orders: kind.whole ? seats.map(({ order }) => order) : [seat.order] };
  });
}

export type Late = { client: Listener; order: string; shown: number | undefined; newest: number | undefined };

/** Waits until everybody shows each order as it is; answers who does not even then. */
export async function whoIsLate(house: WatchedOrders, watching: readonly Watching[], withinMs: number): Promise<Late[]> {
  const deadline = Date.now() + withinMs;
  const newest = new Map<string, number>();
  await inParallel(house.seats, async ({ order }) => void newest.set(order, (await readOrder(house.kitchen, order)).seq));
  const late = () =>
    watching.flatMap(({ client, orders }) =>
      orders
        .map((order) => ({ client, order, shown: client.subscriber.views.get(order)?.seq, newest: newest.get(order) }))
        .filter((one) => one.shown !== one.newest),
    );
  while (late().length > 0 && Date.now() < deadline) await pause(50);
  return late();
}
