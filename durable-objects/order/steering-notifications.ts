// What those who steer an order's venues are told, at least once each: that nobody in the kitchen has looked, and that money did not go
// back.
import type { OrderEvent } from "../../domain/order/events";
import type { Order } from "../../domain/order/state";
import { type Showing, steeringFeed } from "../../protocol/feed";
import type { SteeringMessage } from "../../protocol/module";
import { objectStub } from "../../runtime/object-stub";
import type { FeedObject } from "../feed/feed-object";
import type { Outbox } from "../lib/outbox";
import type { EventLog } from "../lib/event-log";
import { existing } from "./existing-order";
import { refundDeclined, unacknowledged } from "./outbound-messages";

export type SteeringNotificationsEnv = { FEED: DurableObjectNamespace<FeedObject> };

export function openSteeringNotifications(
  outbox: Outbox,
  env: SteeringNotificationsEnv,
  order: () => Order | undefined,
  log: EventLog<OrderEvent>,
): void {
  outbox.open("steering", {
    concerns: () => isOpen(order()),
    send: async (after) => {
      const now = existing(order());
      const { seq, tenant, region } = now;
      const told = log.after(after, seq - after).flatMap(({ event }) => commandsOf(now, event));
      await Promise.all(
        told.map((command) => {
          const showing: Showing = { topic: "steering", body: JSON.stringify(command), venues: [command.venue] };
          return objectStub(env.FEED, region, steeringFeed(tenant, command.venue)).tell([showing]);
        }),
      );
      return { sent: seq, done: seq };
    },
  });
}

/** Somebody may have looked, or given the money back, meanwhile: then there is nothing to steer. */
const isOpen = (order: Order | undefined): boolean =>
  order !== undefined && (order.alerted !== undefined || order.refundsDeclined.length > 0);

function commandsOf(order: Order, event: OrderEvent): SteeringMessage[] {
  if (event.type === "KitchenAlerted" && order.alerted !== undefined)
    return event.venues.map((venue) => unacknowledged(order.order, venue, event));
  if (event.type === "RefundDeclined") return order.buckets.map(({ venue }) => refundDeclined(order, venue, event));
  return [];
}
