// What those who steer an order's venues are told, at least once each: that nobody in the kitchen has looked, and that money did not go
// back.
import type { OrderEvent } from "../../domain/order/events";
import type { Order } from "../../domain/order/state";
import { type Showing, steeringFeed } from "../../protocol/feed";
import type { SteeringMessage } from "../../protocol/module";
import { objectStub } from "../../runtime/object-stub";
import type { FeedObject } from "../feed/feed-object";
import type { Send } from "../lib/outbox-step";
import type { Outbox } from "../lib/outbox";
import type { EventLog } from "../lib/event-log";
import { existing } from "./existing-order";
import { refundDeclined, unacknowledged } from "./outbound-messages";

export type SteeringNotificationsEnv = { FEED: DurableObjectNamespace<FeedObject> };

export class SteeringNotifications {
  readonly #env: SteeringNotificationsEnv;
  readonly #order: () => Order | undefined;
  readonly #log: EventLog<OrderEvent>;

  constructor(env: SteeringNotificationsEnv, order: () => Order | undefined, log: EventLog<OrderEvent>) {
    this.#env = env;
    this.#order = order;
    this.#log = log;
  }

  open(outbox: Outbox): void {
    outbox.open("steering", { concerns: () => this.#isOpen(), send: (after) => this.#send(after) });
  }

  /** Somebody may have looked, or given the money back, meanwhile: then there is nothing to steer. */
  #isOpen(): boolean {
    const order = this.#order();
    return order !== undefined && (order.alerted !== undefined || order.refundsDeclined.length > 0);
  }

  async #send(after: number): ReturnType<Send> {
    const order = existing(this.#order());
    const { seq, tenant, region } = order;
    const told = this.#log.after(after, seq - after).flatMap(({ event }) => commandsOf(order, event));
    await Promise.all(
      told.map((command) => {
        const showing: Showing = { topic: "steering", body: JSON.stringify(command), venues: [command.venue] };
        return objectStub(this.#env.FEED, region, steeringFeed(tenant, command.venue)).tell([showing]);
      }),
    );
    return { sent: seq, done: seq };
  }
}

function commandsOf(order: Order, event: OrderEvent): SteeringMessage[] {
  if (event.type === "KitchenAlerted" && order.alerted !== undefined)
    return event.venues.map((venue) => unacknowledged(order.order, venue, event));
  if (event.type === "RefundDeclined") return order.buckets.map(({ venue }) => refundDeclined(order, venue, event));
  return [];
}
