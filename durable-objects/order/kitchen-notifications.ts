// What an order tells the venue of its kitchen, at least once: how long it took.
import type { OrderEvent } from "../../domain/order/events";
import { isVoid, type Order } from "../../domain/order/state";
import { objectStub } from "../../runtime/object-stub";
import { venueName } from "../../protocol/venue";
import type { Send } from "../lib/outbox-step";
import type { Outbox } from "../lib/outbox";
import type { EventLog } from "../lib/event-log";
import type { VenueObject } from "../venue/venue-object";
import { existing } from "./existing-order";

export type KitchenNotificationsEnv = { VENUE: DurableObjectNamespace<VenueObject> };

export class KitchenNotifications {
  readonly #env: KitchenNotificationsEnv;
  readonly #order: () => Order | undefined;
  readonly #log: EventLog<OrderEvent>;

  constructor(env: KitchenNotificationsEnv, order: () => Order | undefined, log: EventLog<OrderEvent>) {
    this.#env = env;
    this.#order = order;
    this.#log = log;
  }

  open(outbox: Outbox): void {
    outbox.open("pace", { concerns: () => this.#isReady(), send: (after) => this.#send(after) });
  }

  async #send(after: number): ReturnType<Send> {
    const order = existing(this.#order());
    const { seq } = order;
    await Promise.all(this.#log.after(after, seq - after).map(({ event }) => this.#measure(order, event)));
    return { sent: seq, done: seq };
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
    await objectStub(this.#env.VENUE, region, venueName(tenant, only.venue)).ready(word);
  }
}
