// What an order tells the venue of its kitchen, at least once: how long it took.
import type { OrderEvent } from "../../domain/order/events";
import { isVoid, type Order } from "../../domain/order/state";
import { objectStub } from "../../runtime/object-stub";
import { venueName } from "../../protocol/venue";
import type { Outbox } from "../lib/outbox";
import type { EventLog } from "../lib/event-log";
import type { VenueObject } from "../venue/venue-object";
import { existing } from "./existing-order";

export type KitchenNotificationsEnv = { VENUE: DurableObjectNamespace<VenueObject> };

export function openKitchenNotifications(
  outbox: Outbox,
  env: KitchenNotificationsEnv,
  order: () => Order | undefined,
  log: EventLog<OrderEvent>,
): void {
  outbox.open("pace", {
    concerns: () => isReady(order()),
    send: async (after) => {
      const now = existing(order());
      const { seq } = now;
      await Promise.all(log.after(after, seq - after).map(({ event }) => measure(env, now, event)));
      return { sent: seq, done: seq };
    },
  });
}

const isReady = (order: Order | undefined): boolean =>
  order?.status === "DELIVER" || order?.status === "DELIVERED" || order?.status === "CLOSED";

/** An order of several kitchens says nothing of any one of them. */
async function measure(env: KitchenNotificationsEnv, { tenant, region, order, buckets }: Order, event: OrderEvent): Promise<void> {
  if (event.type !== "OrderReady" || event.tookMs === undefined) return;
  const [only, ...others] = buckets.filter(({ lines }) => lines.some((line) => !isVoid(line)));
  if (!only || others.length > 0) return;
  const word = { order, at: Date.parse(event.at), ms: event.tookMs };
  await objectStub(env.VENUE, region, venueName(tenant, only.venue)).ready(word);
}
