// One order, one mailbox. This class only wires: rules live in domain/order, storage in durable-objects/lib, words to others beside this file.
import { DurableObject } from "cloudflare:workers";
import { RULES_LAYER } from "../../domain/discount/rule";
import type { CommandEnvelope } from "../../domain/order/commands";
import { type Basket, basketOf } from "../../domain/order/discount-basket";
import { eventWithoutPersonalData } from "../../domain/order/disclosure";
import { type OrderEvent, readEvent } from "../../domain/order/events";
import { evolve } from "../../domain/order/evolve";
import { explain, type PriceBreakdown } from "../../domain/order/price-breakdown";
import { type FiscalData, fiscalData } from "../../domain/order/fiscal-data";
import { type Audience, forAudience } from "../../domain/order/audience";
import type { HistoryEntry } from "../../domain/order/history";
import type { Rejection } from "../../domain/order/rejections";
import { initial, type Order, type OrderState } from "../../domain/order/state";
import { view } from "../../domain/order/view";
import { err, ok, type Result } from "../../domain/result";
import { orderName, type Showing } from "../../protocol/feed";
import type { HoldOutcome } from "../../protocol/hold";
import type { RefundStanding } from "../../protocol/payment-provider";
import { answerClose } from "../lib/close-handshake";
import { Outbox } from "../lib/outbox";
import { EventLog } from "../lib/event-log";
import { Inbox } from "../lib/inbox";
import { migrate } from "../lib/migrate";
import { Snapshot } from "../lib/snapshot";
import { transaction } from "../lib/transaction";
import { CommandLimits } from "./command-limits";
import { Checkout } from "./checkout";
import { type Answer, type Change, CommandHandler } from "./command-handler";
import { HistorySize } from "./history-size";
import { HoldConfirmations } from "./hold-confirmations";
import { QueuePublishers, type QueuePublishersEnv } from "./queue-publishers";
import { KitchenNotifications, type KitchenNotificationsEnv } from "./kitchen-notifications";
import { LiveConnections, type LiveConnectionsEnv } from "./live-connections";
import { Timers } from "./timers";
import { prerequisites } from "./prerequisites";
import { type Division, exportOf, historyOf, orderAt, seenBy, sharesOf, type Who } from "./queries";
import { migrations, SNAPSHOT_FORMAT } from "./schema";
import { Refunds } from "./refunds";
import { FeedPublisher, type FeedPublisherEnv } from "./feed-publisher";
import { SteeringNotifications, type SteeringNotificationsEnv } from "./steering-notifications";
import { Transfers, type TransfersEnv } from "./transfers";
import { type ParticipantsEnv, venueOf } from "./participants";

export type OrderEnv = { MENUS: KVNamespace } & QueuePublishersEnv &
  ParticipantsEnv &
  KitchenNotificationsEnv &
  LiveConnectionsEnv &
  FeedPublisherEnv &
  SteeringNotificationsEnv &
  TransfersEnv;

/** A snapshot is worth a row when waking up would otherwise fold this many events. */
const SNAPSHOT_EVERY = 100;

export class OrderObject extends DurableObject<OrderEnv> {
  readonly #log: EventLog<OrderEvent>;
  readonly #inbox: Inbox<Answer>;
  readonly #commands: CommandHandler;
  readonly #snapshot: Snapshot<OrderState>;
  readonly #outbox: Outbox;
  readonly #queues: QueuePublishers;
  readonly #checkout: Checkout;
  readonly #holds: HoldConfirmations;
  readonly #feeds: FeedPublisher;
  readonly #liveConnections: LiveConnections;
  readonly #timers: Timers;
  readonly #refunds: Refunds;
  readonly #limits = new CommandLimits();
  #state: OrderState;
  /** Texts of the newest order, as staff and as guests see it. */
  readonly #bodies = new Map<Audience, { of: Order; text: string }>();

  constructor(ctx: DurableObjectState, env: OrderEnv) {
    super(ctx, env);
    const { storage } = ctx;
    migrate(storage, migrations);
    this.#log = new EventLog(storage.sql, readEvent);
    this.#inbox = new Inbox(storage.sql);
    this.#snapshot = new Snapshot(storage.sql, SNAPSHOT_FORMAT);
    const known = this.#snapshot.read();
    this.#state = this.#log.fold(evolve, known?.state ?? initial, known?.seq);
    const order = () => (this.#state.status === "ABSENT" ? undefined : this.#state);
    this.#timers = new Timers(order, () => this.#log.shrunk);
    this.#outbox = new Outbox(
      storage,
      () => this.#log.head,
      () => this.#timers.next(),
      () => this.#liveConnections.deadline,
    );
    this.#liveConnections = new LiveConnections(ctx, env, {
      name: ctx.id.name ?? "",
      order: () => {
        this.#assertCurrentInstance();
        return this.#state;
      },
      log: this.#log,
      execute: (envelope) => this.execute(envelope),
      attend: () => this.#outbox.attend(),
    });
    this.#queues = new QueuePublishers(env, order, this.#log);
    this.#feeds = new FeedPublisher(ctx, env, { order, body: (shown) => this.#bodyOf(shown), log: this.#log });
    const venues = { venue: venueOf(env), newId: () => crypto.randomUUID(), now: () => Date.now() };
    this.#checkout = new Checkout(venues);
    const historySize = new HistorySize(storage.sql);
    this.#commands = new CommandHandler({
      state: () => this.#state,
      log: this.#log,
      inbox: this.#inbox,
      checkout: this.#checkout,
      historyBytes: () => historySize.bytes(),
      prerequisites: (envelope, state) => prerequisites(env.MENUS, envelope, state),
      transaction: (turn) => transaction(ctx, turn),
      changed: (change) => this.#changed(change),
      answered: (envelope, answer) => this.#answered(envelope, answer),
      deliver: () => this.#deliver(),
      tell: (envelope, answer) => this.#tell(envelope, answer),
    });
    this.#holds = new HoldConfirmations({ ...venues, order, log: this.#log });
    this.#holds.open(this.#outbox);
    new SteeringNotifications(env, order, this.#log).open(this.#outbox);
    new KitchenNotifications(env, order, this.#log).open(this.#outbox);
    this.#queues.open(this.#outbox);
    this.#feeds.open(this.#outbox);
    new Transfers(env, { order, execute: (envelope) => this.execute(envelope) }).open(this.#outbox);
    this.#refunds = new Refunds({ order, execute: (envelope) => this.execute(envelope) });
    this.#refunds.open(this.#outbox);
    this.#outbox.rearm();
  }

  /** The one door: whatever changes an order is a command. */
  execute(envelope: CommandEnvelope): Answer | Promise<Answer> {
    if (this.ctx.id.name !== orderName(envelope.tenant, envelope.order)) throw new Error("the envelope is for another order");
    const retryAfterSeconds = this.#limits.take(envelope.actor, Date.now());
    if (retryAfterSeconds > 0) return err({ code: "too-many-requests", retryAfterSeconds });
    return this.#commands.handle(envelope);
  }

  #changed({ before, events, after, holds }: Change): void {
    this.#state = after;
    this.#queues.happened(events);
    if (holds !== "unchanged") this.#holds.happened(before, events, holds === "held");
    this.#feeds.open(this.#outbox);
    this.#refunds.open(this.#outbox);
    this.#refunds.happened();
    this.#outbox.arm();
    this.#liveConnections.show(before, events, after);
    if (events.some(({ type }) => type === "PersonalDataErased")) this.#forget();
  }

  /** When the discounts are in, that is the word that the discount worker's job is done, up to here. */
  #answered({ command }: CommandEnvelope, answer: Answer): void {
    if (command.type === "ApplyDiscounts" && command.layer === RULES_LAYER && answer.ok) {
      this.#outbox.acknowledge("discounts", 1, this.#log.head);
    }
  }

  #tell(envelope: CommandEnvelope, answer: Answer): void {
    const told = this.#feeds.tell(envelope, answer);
    if (told) this.ctx.waitUntil(told);
  }

  /** What the law demands, in the turn that says so: nothing that is stored here tells of the guest any more. */
  #forget(): void {
    this.#log.rewrite(eventWithoutPersonalData);
    this.#inbox.forgetContents();
    this.#snapshot.drop();
  }

  /** The order as its published type, JSON text, for those who may see it. */
  view(who: Who): Result<{ seq: number; body: string }, Rejection> {
    return this.#read(who, (order) => ({ seq: order.seq, body: this.#bodyOf(order) }));
  }

  /** The order as it was at event `seq`, JSON text: for those who are told of that event, whatever has happened since. */
  asOf(seq: number): string {
    const then = orderAt(this.#log, this.#state, seq);
    if (!then) throw new Error(`nothing had happened at event ${seq}`);
    return then === this.#state ? this.#bodyOf(then) : JSON.stringify(view(then));
  }

  /** The order as it is now, JSON text, if the guest's data have left it. */
  erasedBody(): string | undefined {
    this.#assertCurrentInstance();
    const state = this.#state;
    return state.status !== "ABSENT" && state.erased !== undefined ? this.#bodyOf(state) : undefined;
  }

  /** The same for those who may see the order now. */
  viewAt(who: Who, seq: number): Result<{ seq: number; body: string }, Rejection> {
    const then = this.#read(who, (now) => {
      const order = orderAt(this.#log, this.#state, seq);
      return order && forAudience(now.shownTo ?? "staff", order);
    });
    if (!then.ok) return then;
    return then.value ? ok({ seq: then.value.seq, body: JSON.stringify(view(then.value)) }) : err({ code: "order-not-found" });
  }

  /** Events after `after`, for people. `head`: number of the newest. */
  history(who: Who, { after, limit }: { after: number; limit: number }): Result<{ head: number; entries: HistoryEntry[] }, Rejection> {
    return this.#read(who, (order) => historyOf(order, this.#log, after, limit));
  }

  explain(who: Who): Result<PriceBreakdown, Rejection> {
    return this.#read(who, explain);
  }

  /** The bill divided: by person, by line, or into equal parts of what is left. Minor units. */
  shares(who: Who, how: Division) {
    return this.#read(who, (order) => sharesOf(order, how));
  }

  /** What a till prints. With `asks` it goes to the caller's feed as well, where published clients wait for it. */
  fiscal(who: Who, asks?: { correlationId: string }): Result<FiscalData, Rejection> {
    return this.#read(who, (order) => {
      const data = fiscalData(order, new Date().toISOString());
      if (asks) this.ctx.waitUntil(this.#feeds.tellFiscal(order, who.user, asks.correlationId, data));
      return data;
    });
  }

  /** `{order, events}` as JSON text. */
  export(who: Who): Result<string, Rejection> {
    return this.#read(who, (order) => exportOf(order, this.#log));
  }

  #read<T>(who: Who, look: (order: Order) => T): Result<T, Rejection> {
    this.#assertCurrentInstance();
    const order = seenBy(who, this.#state);
    return order.ok ? ok(look(order.value)) : order;
  }

  /** What the discount rules look at; null when nothing can be given to the order any more. */
  basket(): Basket | null {
    this.#assertCurrentInstance();
    return this.#state.status === "ABSENT" ? null : basketOf(this.#state);
  }

  /** What became of a hold that a venue keeps for the order, and that nobody has confirmed or released. */
  holdOutcome(id: string): HoldOutcome {
    this.#assertCurrentInstance();
    if (this.#checkout.isPending(id)) return "pending";
    return this.#holds.isCommitted(id) ? "kept" : "gone";
  }

  /** How far each destination is: for tests, proofs and the curious. */
  progress(): { head: number; destinations: Record<string, number> } {
    this.#assertCurrentInstance();
    return { head: this.#log.head, destinations: this.#outbox.progress };
  }

  /** A consumer's word that events `from`…`to` are dealt with. What has waited for it goes out now. */
  acknowledge(destination: string, from: number, to: number): void {
    this.#outbox.acknowledge(destination, from, to);
    this.#deliver();
  }

  /** What has become of a refund that was opened: it is asked for now, and waited for so long, milliseconds. */
  refund(id: string, waitMs: number): Promise<RefundStanding> {
    this.#assertCurrentInstance();
    this.#refunds.hurry(this.#outbox, id);
    this.#deliver();
    return this.#refunds.outcome(id, waitMs);
  }

  /** Somebody waits for the order's row in reports. */
  project(): void {
    this.#outbox.hurry("projections");
  }

  /** For somebody at that feed who has seen event `seq` last. */
  since(feed: string, seq: number): Showing[] {
    this.#assertCurrentInstance();
    return this.#feeds.since(feed, seq);
  }

  /** A feed's word at which gateways somebody listens now. */
  audience(feed: string, gateways: string[]): Promise<void> {
    return this.#feeds.listeners(feed, gateways);
  }

  override alarm(): Promise<void> {
    const now = Date.now();
    this.#liveConnections.endOverdue(now);
    this.#timers.step(now, (envelope) => this.execute(envelope));
    if (this.#timers.shrinks(now) && this.#outbox.done === this.#log.head) this.#shrink();
    else this.#snapshot.keep(this.#log.head, this.#state, SNAPSHOT_EVERY);
    return this.#outbox.ring();
  }

  /** An order that has ended is one row of state and a compressed log. */
  #shrink(): void {
    this.ctx.storage.transactionSync(() => {
      this.#snapshot.keep(this.#log.head, this.#state, 0);
      this.#log.shrink();
    });
  }

  /** The order's own socket, or at `…/events` the same as a stream. */
  override fetch(request: Request): Promise<Response> {
    return this.#liveConnections.fetch(request);
  }

  end(session: string): void {
    this.#liveConnections.end(session);
  }

  holding(session: string): number {
    return this.#liveConnections.holding(session);
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    return this.#liveConnections.hear(socket, data);
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#liveConnections.left(socket);
    answerClose(socket, code);
  }

  override webSocketError(socket: WebSocket): void {
    this.#liveConnections.left(socket);
  }

  #deliver(): void {
    const work = this.#outbox.start();
    if (work) this.ctx.waitUntil(work);
  }

  #bodyOf(order: Order): string {
    const to = order.shownTo ?? "staff";
    let body = this.#bodies.get(to);
    if (body?.of !== order) this.#bodies.set(to, (body = { of: order, text: JSON.stringify(view(order)) }));
    return body.text;
  }

  /** An instance that has been replaced elsewhere cannot read, and so cannot answer (docs/storage.md). */
  #assertCurrentInstance(): void {
    this.ctx.storage.sql.exec("SELECT 1");
  }
}
