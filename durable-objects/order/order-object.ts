// One order, one mailbox. This class only wires: rules live in domain/order, storage in durable-objects/lib,
// messages to others beside this file.
import { DurableObject } from "cloudflare:workers";
import type { CommandEnvelope } from "../../domain/order/commands";
import type { FiscalData } from "../../domain/order/fiscal-data";
import type { Order, OrderState } from "../../domain/order/state";
import { err } from "../../domain/result";
import type { Showing } from "../../protocol/feed";
import type { HoldOutcome } from "../../protocol/hold";
import type { RefundStanding } from "../../protocol/payment-provider";
import { orderName } from "../../runtime/order-name";
import { Outbox } from "../lib/outbox";
import { correlated } from "../../runtime/log";
import { transaction } from "../lib/transaction";
import { CommandLimits } from "./command-limits";
import { Checkout } from "./checkout";
import { type Answer, type Change, CommandHandler } from "./command-handler";
import { Destinations, type DestinationsEnv } from "./outbox-destinations";
import { LiveOrder, type LiveOrderEnv } from "./live-order";
import { OrderStorage } from "./order-storage";
import { Timers } from "./timers";
import { prerequisites } from "./command-prerequisites";
import { type Division, OrderQueries, type Who } from "./queries";
import { type ParticipantsEnv, venueOf } from "./hold-participants";

export type OrderEnv = { MENUS: KVNamespace } & ParticipantsEnv & LiveOrderEnv & DestinationsEnv;

export class OrderObject extends DurableObject<OrderEnv> {
  readonly #storage: OrderStorage;
  readonly #queries: OrderQueries;
  readonly #commands: CommandHandler;
  readonly #outbox: Outbox;
  readonly #destinations: Destinations;
  readonly #checkout: Checkout;
  readonly #live: LiveOrder;
  readonly #timers: Timers;
  readonly #limits = new CommandLimits();
  #state: OrderState;

  constructor(ctx: DurableObjectState, env: OrderEnv) {
    super(ctx, env);
    this.#storage = new OrderStorage(ctx.storage);
    this.#state = this.#storage.read();
    const { log, inbox } = this.#storage;
    const order = () => (this.#state.status === "ABSENT" ? undefined : this.#state);
    const execute = (envelope: CommandEnvelope) => this.execute(envelope);
    const venues = { venue: venueOf(env), newId: () => crypto.randomUUID(), now: () => Date.now() };
    this.#queries = new OrderQueries(() => this.#current(), log);
    this.#timers = new Timers(order, () => log.shrunk);
    this.#outbox = new Outbox(
      ctx.storage,
      () => log.head,
      () => this.#timers.next(),
      () => this.#live.connections.deadline,
    );
    this.#live = new LiveOrder(ctx, env, {
      name: ctx.id.name ?? "",
      order: () => this.#current(),
      log,
      execute,
      reschedule: () => this.#outbox.reschedule(),
    });
    const body = (shown: Order) => this.#queries.body(shown);
    this.#destinations = new Destinations(ctx, env, { outbox: this.#outbox, venues, log, order, body, execute });
    this.#checkout = new Checkout(venues);
    this.#commands = new CommandHandler({
      state: () => this.#state,
      log,
      inbox,
      checkout: this.#checkout,
      historyBytes: () => this.#storage.historyBytes(),
      prerequisites: (envelope, state) => prerequisites(env.MENUS, envelope, state),
      transaction: (turn) => transaction(ctx, turn),
      changed: (change) => this.#changed(change),
      answered: (envelope, answer) => this.#destinations.answered(envelope, answer),
      deliver: () => this.#destinations.deliver(),
      tell: (envelope, answer) => this.#destinations.feeds.tell(envelope, answer),
    });
    this.#outbox.rearm();
  }

  /** The one door: whatever changes an order is a command. */
  execute(envelope: CommandEnvelope): Answer | Promise<Answer> {
    if (this.ctx.id.name !== orderName(envelope.tenant, envelope.order)) throw new Error("the envelope is for another order");
    const retryAfterSeconds = this.#limits.take(envelope.actor, Date.now());
    if (retryAfterSeconds > 0) return err({ code: "too-many-requests", retryAfterSeconds });
    return correlated(envelope.correlationId, () => this.#commands.handle(envelope));
  }

  #changed(change: Change): void {
    this.#state = change.after;
    this.#destinations.changed(change);
    this.#live.show(change);
    if (change.events.some(({ type }) => type === "PersonalDataErased")) this.#storage.forgetPersonalData();
  }

  /** The order as its published type, JSON text, for those who may see it. */
  view(who: Who) {
    return this.#queries.view(who);
  }

  /** The same as of event `seq`. */
  viewAt(who: Who, seq: number) {
    return this.#queries.viewAt(who, seq);
  }

  /** The order as it was at event `seq`, JSON text: for those who are told of that event, whatever has happened since. */
  asOf(seq: number): string {
    return this.#queries.asOf(seq);
  }

  /** The order as it is now, JSON text, if the guest's data have left it. */
  erasedBody(): string | undefined {
    return this.#queries.erasedBody();
  }

  /** Events after `after`, for people. `head`: number of the newest. */
  history(who: Who, page: { after: number; limit: number }) {
    return this.#queries.history(who, page);
  }

  explain(who: Who) {
    return this.#queries.explain(who);
  }

  /** The bill divided: by person, by line, or into equal parts of what is left. Minor units. */
  shares(who: Who, how: Division) {
    return this.#queries.shares(who, how);
  }

  /** What a till prints. With `asks` it goes to the caller's feed as well, where published clients wait for it. */
  fiscal(who: Who, asks?: { correlationId: string }) {
    const tell = (order: Order, data: FiscalData) => asks && this.#destinations.feeds.tellFiscal(order, who.user, asks.correlationId, data);
    return this.#queries.fiscal(who, tell);
  }

  /** `{order, events}` as JSON text. */
  export(who: Who) {
    return this.#queries.export(who);
  }

  /** What the discount rules look at; null when nothing can be given to the order any more. */
  basket() {
    return this.#queries.basket();
  }

  /** What became of a hold that a venue keeps for the order, and that nobody has confirmed or released. */
  holdOutcome(id: string): HoldOutcome {
    this.#storage.assertCurrentInstance();
    if (this.#checkout.isPending(id)) return "pending";
    return this.#destinations.holds.isCommitted(id) ? "kept" : "gone";
  }

  /** How far each destination is: for tests, proofs and the curious. */
  progress(): { head: number; destinations: Record<string, number> } {
    this.#storage.assertCurrentInstance();
    return { head: this.#storage.log.head, destinations: this.#outbox.progress };
  }

  /** A consumer's word that events `from`…`to` are dealt with. What has waited for it goes out now. */
  acknowledge(destination: string, from: number, to: number): void {
    this.#destinations.acknowledge(destination, from, to);
  }

  /** What has become of a refund that was opened: it is asked for now, and waited for so long, milliseconds. */
  refund(id: string, waitMs: number): Promise<RefundStanding> {
    this.#storage.assertCurrentInstance();
    return this.#destinations.refund(id, waitMs);
  }

  /** Somebody waits for the order's row in reports. */
  project(): void {
    this.#outbox.flush("projections");
  }

  /** For somebody at that feed who has seen event `seq` last. */
  since(feed: string, seq: number): Showing[] {
    this.#storage.assertCurrentInstance();
    return this.#destinations.feeds.since(feed, seq);
  }

  /** A feed's word at which gateways somebody listens now. */
  audience(feed: string, gateways: string[]): Promise<void> {
    return this.#destinations.feeds.listeners(feed, gateways);
  }

  override alarm(): Promise<void> {
    const now = Date.now();
    this.#live.connections.endOverdue(now);
    this.#timers.step(now, (envelope) => this.execute(envelope));
    if (this.#timers.shrinks(now) && this.#outbox.done === this.#storage.log.head) this.#storage.shrink(this.#state);
    else this.#storage.keepSnapshot(this.#state);
    return this.#outbox.ring();
  }

  /** The order's own socket, or at `…/events` the same as a stream. */
  override fetch(request: Request): Promise<Response> {
    return this.#live.fetch(request);
  }

  end(session: string): void {
    this.#live.connections.endSession(session);
  }

  holding(session: string): number {
    return this.#live.connections.holding(session);
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    return this.#live.hear(socket, data);
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#live.connections.closed(socket, code);
  }

  override webSocketError(socket: WebSocket): void {
    this.#live.connections.closed(socket);
  }

  /** The order as it is, said by the current instance alone. */
  #current(): OrderState {
    this.#storage.assertCurrentInstance();
    return this.#state;
  }
}
