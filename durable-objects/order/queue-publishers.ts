// What consumers get to do of one order: rows for reports, webhooks, discounts.
// A queue is no word that the work is done: that comes from the consumer.
import type { OrderEvent } from "../../domain/order/events";
import { isOpenBasket } from "../../domain/order/discount-basket";
import type { Order } from "../../domain/order/state";
import type { DiscountJob, ProjectionJob, WebhookJob } from "../../protocol/queue";
import type { Send } from "../lib/outbox-step";
import type { Outbox } from "../lib/outbox";
import type { EventLog } from "../lib/event-log";
import { existing } from "./existing-order";
import { rowOf, webhookTypeOf } from "./outbound-messages";

export type QueuePublishersEnv = { DISCOUNTS: Queue<DiscountJob>; WEBHOOKS: Queue<WebhookJob>; PROJECTIONS: Queue<ProjectionJob> };

/** A basket's row may be seconds old; a placed order's is looked for by people. */
const BASKET_LINGERS_MS = 3_000;
const PLACED_LINGERS_MS = 300;

export class QueuePublishers {
  readonly #env: QueuePublishersEnv;
  readonly #order: () => Order | undefined;
  readonly #log: EventLog<OrderEvent>;
  /** Number of the newest event that webhooks tell; after sleep not known better than by the log's head. */
  #newestPublic: number;

  constructor(env: QueuePublishersEnv, order: () => Order | undefined, log: EventLog<OrderEvent>) {
    this.#env = env;
    this.#order = order;
    this.#log = log;
    this.#newestPublic = log.head;
  }

  open(outbox: Outbox): void {
    outbox.open("projections", {
      concerns: () => true,
      send: (after) => this.#project(after),
      lingerMs: () => (this.#order()?.status === "NEW" ? BASKET_LINGERS_MS : PLACED_LINGERS_MS),
    });
    outbox.open("webhooks", {
      concerns: (after) => this.#newestPublic > after,
      send: (after) => this.#announce(after),
      lingerMs: () => 50,
    });
    outbox.open("discounts", {
      concerns: () => this.#wantsDiscounts(),
      send: (after) => this.#askForDiscounts(after),
      lingerMs: () => 50,
      oneAtATime: true,
    });
  }

  /** Call it with what was appended. */
  happened(events: readonly OrderEvent[]): void {
    if (events.some((event) => webhookTypeOf(event) ?? isErasure(event))) this.#newestPublic = this.#log.head;
  }

  async #project(after: number): ReturnType<Send> {
    const order = existing(this.#order());
    const run = this.#runSince(after);
    await this.#env.PROJECTIONS.send({ ...run, row: rowOf(order), ...(order.erased !== undefined && { erased: true }) });
    return { sent: run.to };
  }

  async #announce(after: number): ReturnType<Send> {
    const { seq } = existing(this.#order());
    const fresh = this.#log.after(after, seq - after);
    const erased = fresh.some(({ event }) => isErasure(event));
    const happened = fresh.flatMap(({ seq: number, event }) => {
      const type = webhookTypeOf(event);
      return type ? [{ type, seq: number, at: event.at, correlationId: event.cid }] : [];
    });
    if (happened.length === 0 && !erased) return { sent: seq, done: seq };
    await this.#env.WEBHOOKS.send({ ...this.#runSince(after), happened, ...(erased && { erased: true }) });
    return { sent: seq };
  }

  /**
   * Orders price their baskets themselves; what they could not look up in time is brought to them, asked for with each event until it is.
   */
  #wantsDiscounts(): boolean {
    const order = this.#order();
    return order !== undefined && isOpenBasket(order) && order.discountsPending === true;
  }

  async #askForDiscounts(after: number): ReturnType<Send> {
    const { seq, revision } = existing(this.#order());
    if (!this.#wantsDiscounts()) return { sent: seq, done: seq };
    await this.#env.DISCOUNTS.send({ ...this.#runSince(after), revision });
    return { sent: seq };
  }

  /** The events after that one, as jobs name them. */
  #runSince(after: number) {
    const { tenant, region, order, seq } = existing(this.#order());
    const [newest] = this.#log.after(seq - 1, 1);
    return { tenant, region, order, from: after + 1, to: seq, ...(newest && { correlationId: newest.event.cid }) };
  }
}

const isErasure = ({ type }: OrderEvent): boolean => type === "PersonalDataErased";
