// The ways in which a connection can drop.
import { userFeed, venueFeed } from "../../../protocol/feed.ts";
import { orderName } from "../../../runtime/order-name.ts";
import type { Dice } from "../lib/dice.ts";
import type { WatchedOrders } from "../live/watched-orders.ts";
import type { Listener } from "../live/listener.ts";
import type { Restartable } from "../live/restartable.ts";

export type Drop = "cut" | "evicted" | "killed";
const DROPS: readonly Drop[] = ["cut", "evicted", "killed"];
/** A kill takes seconds; the others come more often. */
const OFTEN: readonly Drop[] = ["cut", "cut", "evicted", "evicted", "killed"];
const GATEWAYS = 4;

/** The `nth` drop, from 0: each kind comes once before chance decides. */
export const nextDrop = (nth: number, dice: Dice): Drop => DROPS[nth] ?? dice.pick(OFTEN);

/** Some of the clients, some of the objects, or all at once. */
export async function happen(
  drop: Drop,
  platform: Restartable,
  house: WatchedOrders,
  clients: readonly Listener[],
  dice: Dice,
): Promise<void> {
  if (drop === "killed") return platform.restart();
  const share = dice.pick([0.1, 0.5, 1]);
  if (drop === "cut") return clients.filter(() => dice.chance(share)).forEach((client) => client.cut());
  await Promise.all(
    objectsOf(house)
      .filter(() => dice.chance(share))
      .map(([className, name]) => platform.evict(className, name)),
  );
}

/** Whatever stands between the orders and those who watch. */
function objectsOf({ sheet: { tenant }, venue, seats }: WatchedOrders): [className: string, name: string][] {
  return [
    ...Array.from({ length: GATEWAYS }, (_, n): [string, string] => ["GatewayObject", `gateway/${n}`]),
    ["FeedObject", venueFeed(tenant, venue)],
    ...seats.flatMap(({ guest, order }): [string, string][] => [
      ["OrderObject", orderName(tenant, order)],
      ["FeedObject", userFeed(tenant, guest.user)],
    ]),
  ];
}
