// Whoever hears of an order once it has committed: venues, screens, queues, providers, other orders.
// Each goes at its own pace (lib/outbox.ts).
import { RULES_LAYER } from "../../domain/discount/rule";
import type { CommandEnvelope } from "../../domain/order/commands";
import type { OrderEvent } from "../../domain/order/events";
import type { Order } from "../../domain/order/state";
import type { RefundStanding } from "../../protocol/payment-provider";
import type { EventLog } from "../lib/event-log";
import type { Outbox } from "../lib/outbox";
import type { CheckoutDeps } from "./checkout";
import type { Answer, Change } from "./command-handler";
import { FeedPublisher, type FeedPublisherEnv } from "./feed-publisher";
import { HoldConfirmations } from "./hold-confirmations";
import { openKitchenNotifications, type KitchenNotificationsEnv } from "./kitchen-notifications";
import { QueuePublishers, type QueuePublishersEnv } from "./queue-publishers";
import { Refunds } from "./refunds";
import { openSteeringNotifications, type SteeringNotificationsEnv } from "./steering-notifications";
import { openTransfers, type TransfersEnv } from "./transfers";

export type DestinationsEnv = QueuePublishersEnv & KitchenNotificationsEnv & FeedPublisherEnv & SteeringNotificationsEnv & TransfersEnv;

/** `order`: undefined before it was created. `body`: the wire order as JSON text. `execute`: gives this order a command of its own. */
export type DestinationsDeps = {
  outbox: Outbox;
  venues: CheckoutDeps;
  log: EventLog<OrderEvent>;
  order: () => Order | undefined;
  body: (order: Order) => string;
  execute: (envelope: CommandEnvelope) => Answer | Promise<Answer>;
};

export class Destinations {
  readonly feeds: FeedPublisher;
  readonly holds: HoldConfirmations;
  readonly #ctx: DurableObjectState;
  readonly #outbox: Outbox;
  readonly #log: EventLog<OrderEvent>;
  readonly #queues: QueuePublishers;
  readonly #refunds: Refunds;

  constructor(ctx: DurableObjectState, env: DestinationsEnv, { outbox, venues, log, order, body, execute }: DestinationsDeps) {
    this.#ctx = ctx;
    this.#outbox = outbox;
    this.#log = log;
    this.holds = new HoldConfirmations({ ...venues, order, log });
    this.#queues = new QueuePublishers(env, order, log);
    this.feeds = new FeedPublisher(ctx, env, { order, body, log });
    this.#refunds = new Refunds({ order, execute });
    this.holds.open(outbox);
    openSteeringNotifications(outbox, env, order, log);
    openKitchenNotifications(outbox, env, order, log);
    this.#queues.open(outbox);
    openTransfers(outbox, env, { order, execute, holdsConfirmed: (keepers) => this.holds.confirmed(keepers) });
    this.#openOwn();
  }

  /** Call it in the turn that stores the events, once they are in the log. */
  changed({ before, events, holds }: Change): void {
    this.#queues.happened(events);
    if (holds !== "unchanged") this.holds.happened(before, events, holds === "held");
    this.#openOwn();
    this.#refunds.happened();
    this.#outbox.arm();
  }

  /** When the discounts are in, that is the word that the discount worker's job is done, up to here. */
  answered({ command }: CommandEnvelope, answer: Answer): void {
    if (command.type === "ApplyDiscounts" && command.layer === RULES_LAYER && answer.ok) {
      this.#outbox.acknowledge("discounts", 1, this.#log.head);
    }
  }

  /** Sends what is new. */
  deliver(): void {
    const work = this.#outbox.start();
    if (work) this.#ctx.waitUntil(work);
  }

  acknowledge(destination: string, from: number, to: number): void {
    this.#outbox.acknowledge(destination, from, to);
    this.deliver();
  }

  refund(id: string, waitMs: number): Promise<RefundStanding> {
    this.#refunds.retry(this.#outbox, id);
    this.deliver();
    return this.#refunds.outcome(id, waitMs);
  }

  /** Those that an order gets as it goes on. Harmless when they are open. */
  #openOwn(): void {
    this.feeds.open(this.#outbox);
    this.#refunds.open(this.#outbox);
  }
}
