// What an order tells of its kitchen: that nobody there has looked, to those who steer the venue; how long it took, to the venue. At least once each.
import type { OrderEvent } from "../../domain/order/events";
import { isVoid, type Order } from "../../domain/order/state";
import { type Showing, steeringFeed } from "../../protocol/feed";
import { reach } from "../../protocol/reach";
import { venueName } from "../../protocol/venue";
import type { FeedObject } from "../feed/feed-object";
import type { Deliveries } from "../lib/deliveries";
import type { EventLog } from "../lib/event-log";
import type { VenueObject } from "../venue/venue-object";
import { unacknowledged } from "./words";

export type KitchenWordsEnv = { FEED: DurableObjectNamespace<FeedObject>; VENUE: DurableObjectNamespace<VenueObject> };

export class KitchenWords {
  readonly #env: KitchenWordsEnv;
  readonly #order: () => Order | undefined;
  readonly #log: EventLog<OrderEvent>;

  constructor(env: KitchenWordsEnv, order: () => Order | undefined, log: EventLog<OrderEvent>) {
    this.#env = env;
    this.#order = order;
    this.#log = log;
  }

  open(deliveries: Deliveries): void {
    deliveries.open("steering", {
      concerns: () => this.#order()?.alerted !== undefined,
      send: (after) => this.#toHead(after, (order, event) => this.#steer(order, event)),
      lingerMs: () => 0,
    });
    deliveries.open("pace", {
      concerns: () => this.#isReady(),
      send: (after) => this.#toHead(after, (order, event) => this.#measure(order, event)),
      lingerMs: () => 0,
    });
  }

  async #toHead(after: number, tell: (order: Order, event: OrderEvent) => Promise<void>) {
    const order = this.#order();
    if (!order) throw new Error("nothing has happened to this order");
    const { seq } = order;
    await Promise.all(this.#log.after(after, seq - after).map(({ event }) => tell(order, event)));
    return { sent: seq, done: seq };
  }

  /** Somebody may have looked meanwhile: then there is nothing to steer. */
  async #steer(order: Order, event: OrderEvent): Promise<void> {
    if (event.type !== "KitchenAlerted" || order.alerted === undefined) return;
    const told = event.venues.map((venue) => {
      const showing: Showing = { topic: "steering", body: JSON.stringify(unacknowledged(order.order, venue, event)), venues: [venue] };
      return reach(this.#env.FEED, order.region, steeringFeed(order.tenant, venue)).tell([showing]);
    });
    await Promise.all(told);
  }

  #isReady(): boolean {
    const status = this.#order()?.status;
    return status === "DELIVER" || status === "DELIVERED" || status === "CLOSED";
  }

  /** An order of several kitchens says nothing of any one of them. */
  async #measure({ tenant, region, order, buckets }: Order, event: OrderEvent): Promise<void> {
    if (event.type !== "OrderReady" || event.tookMs === undefined) return;
    const [only, ...others] = buckets.filter(({ lines }) => lines.some((line) => !isVoid(line)));
    if (!only || others.length > 0) return;
    const word = { order, at: Date.parse(event.at), ms: event.tookMs };
    await reach(this.#env.VENUE, region, venueName(tenant, only.venue)).ready(word);
  }
}
