// One order, one mailbox. This class only wires: rules live in domain/order, storage in durable-objects/lib, words to others beside this file.
import { DurableObject } from "cloudflare:workers";
import { createHash } from "node:crypto";
import type { Principal, Region } from "../../domain/access/principal";
import type { CompiledMenu } from "../../domain/menu/compiled";
import { channelOf } from "../../domain/menu/channel";
import type { CommandEnvelope, OrderCommand } from "../../domain/order/commands";
import { decide } from "../../domain/order/decide";
import { type OrderEvent, readEvent } from "../../domain/order/events";
import { evolve } from "../../domain/order/evolve";
import { mayRead } from "../../domain/order/policy";
import type { Rejection } from "../../domain/order/rejections";
import { initial, isEnded, linesOf, type Order, type OrderState } from "../../domain/order/state";
import { lineTotal } from "../../domain/order/totals";
import { view } from "../../domain/order/view";
import { err, ok, type Result } from "../../domain/result";
import { orderName, type Showing, userFeed, venueFeed } from "../../protocol/feed";
import type { DiscountJob, ProjectionJob, WebhookJob } from "../../protocol/queue";
import { reach } from "../../protocol/reach";
import type { FeedObject } from "../feed/feed-object";
import { Deliveries } from "../lib/deliveries";
import { EventLog } from "../lib/event-log";
import { Inbox } from "../lib/inbox";
import { migrate } from "../lib/migrate";
import { Snapshot } from "../lib/snapshot";
import { Audience } from "./audience";
import { knownBook, readBook } from "./books";
import { Live } from "./live";
import { migrations, SNAPSHOT_FORMAT } from "./schema";
import { applied, refused, rowOf, webhookTypeOf } from "./words";

export type OrderEnv = {
  MENUS: KVNamespace;
  FEED: DurableObjectNamespace<FeedObject>;
  DISCOUNTS: Queue<DiscountJob>;
  WEBHOOKS: Queue<WebhookJob>;
  PROJECTIONS: Queue<ProjectionJob>;
};

/** `seq`: the order's newest event when the answer was given. `lines`: ids of the lines that the command made. */
export type Accepted = { seq: number; lines?: string[] };
export type Answer = Result<Accepted, Rejection>;
type Sent = { sent: number; done?: number };

/** A snapshot is worth a row when waking up would otherwise fold this many events. */
const SNAPSHOT_EVERY = 100;

export class OrderObject extends DurableObject<OrderEnv> {
  readonly #log: EventLog<OrderEvent>;
  readonly #inbox: Inbox<Answer>;
  readonly #snapshot: Snapshot<OrderState>;
  readonly #audience: Audience;
  readonly #deliveries: Deliveries;
  readonly #live: Live;
  /** Number of the newest event that webhooks tell. */
  #newestPublic: number;
  #state: OrderState;
  #body: { of: Order; text: string } | undefined;

  constructor(ctx: DurableObjectState, env: OrderEnv) {
    super(ctx, env);
    const { storage } = ctx;
    migrate(storage, migrations);
    this.#log = new EventLog(storage.sql, readEvent);
    this.#inbox = new Inbox(storage.sql);
    this.#snapshot = new Snapshot(storage.sql, SNAPSHOT_FORMAT);
    this.#audience = new Audience(storage.sql);
    this.#live = new Live(ctx);
    const known = this.#snapshot.read();
    this.#state = this.#log.fold(evolve, known?.state ?? initial, known?.seq);
    this.#deliveries = new Deliveries(storage, () => this.#log.head);
    this.#newestPublic = this.#log.head; // not known after sleep: the first look at the log tells
    this.#deliveries.open("projections", {
      concerns: () => true,
      send: (after) => this.#project(after),
      lingerMs: () => (this.#state.status === "NEW" ? 3_000 : 300),
    });
    this.#deliveries.open("webhooks", {
      concerns: (after) => this.#newestPublic > after,
      send: (after) => this.#announce(after),
      lingerMs: () => 50,
    });
    this.#deliveries.open("discounts", {
      concerns: (after) => this.#wantsDiscounts(after),
      send: (after) => this.#askForDiscounts(after),
      lingerMs: () => 50,
      oneAtATime: true,
    });
    this.#openFeeds();
    this.#deliveries.rearm();
  }

  /** The one door. What must be known first (a compiled menu that this isolate has not seen yet) is fetched; then everything is one synchronous turn. */
  execute(envelope: CommandEnvelope): Answer | Promise<Answer> {
    const { command, card } = envelope;
    const orderType = this.#state.status === "ABSENT" ? command.type === "CreateOrder" && command.orderType : this.#state.orderType;
    const hash = pricing(command) && orderType ? card?.menuHashes[channelOf(orderType)] : undefined;
    if (hash === undefined) return this.#commit(envelope, undefined);
    const menu = knownBook(hash);
    return menu ? this.#commit(envelope, menu) : readBook(this.env.MENUS, hash).then((read) => this.#commit(envelope, read));
  }

  #commit(envelope: CommandEnvelope, menu: CompiledMenu | undefined): Answer {
    if (this.ctx.id.name !== orderName(envelope.tenant, envelope.order)) throw new Error("the envelope is for another order");
    const before = this.#state;
    let answer: Answer;
    try {
      answer = this.ctx.storage.transactionSync(() => this.#turn(envelope, menu));
    } catch (bug) {
      this.ctx.abort("a turn failed: memory may be ahead of storage, so start again from storage");
      throw bug;
    }
    if (this.#state !== before) this.#deliver();
    this.#tell(envelope, answer);
    return answer;
  }

  #turn(envelope: CommandEnvelope, menu: CompiledMenu | undefined): Answer {
    const { command, commandId } = envelope;
    const before = this.#state;
    const content = createHash("sha256").update(JSON.stringify(command)).digest("base64");
    const known = this.#inbox.find(commandId, content);
    if (known === "other-content") return err({ code: "command-id-reused" });
    if (known) return known.answer;

    const decision = decide(before, { envelope, menu });
    if (!decision.ok && decision.error.code === "order-not-found") return decision; // who may not see the order leaves no trace in it
    const events = decision.ok ? decision.value : [];
    this.#log.append(events);
    this.#state = events.reduce(evolve, before);
    const answer: Answer = decision.ok ? ok(accepted(this.#log.head, events)) : decision;
    this.#inbox.keep(commandId, content, answer);
    if (events.length > 0) {
      if (events.some(webhookTypeOf)) this.#newestPublic = this.#log.head;
      this.#openFeeds();
      this.#deliveries.arm();
      this.#live.show(before, events, this.#state);
    }
    // The discounts are in: that is the word that the discount worker's job is done, up to here.
    if (command.type === "ApplyDiscounts" && answer.ok) this.#deliveries.acknowledge("discounts", 1, this.#log.head);
    return answer;
  }

  /** The order as its published type, JSON text, for those who may see it. */
  view(who: Pick<Principal, "user" | "roles">): Result<{ seq: number; body: string }, Rejection> {
    this.#stillTheOne();
    const order = this.#state;
    if (order.status === "ABSENT" || !mayRead(who, order)) return err({ code: "order-not-found" });
    return ok({ seq: order.seq, body: this.#bodyOf(order) });
  }

  /** The order as it was at event `seq`, JSON text: for those who are told of that event, whatever has happened since. */
  asOf(seq: number): string {
    const then = seq >= this.#log.head ? this.#state : this.#log.fold(evolve, initial, 0, seq);
    if (then.status === "ABSENT") throw new Error(`nothing had happened at event ${seq}`);
    return then === this.#state ? this.#bodyOf(then) : JSON.stringify(view(then));
  }

  /** What the discount rules look at; null when the order is no basket any more. Amounts in minor units. */
  basket() {
    this.#stillTheOne();
    const order = this.#state;
    if (order.status !== "NEW") return null;
    const lines = linesOf(order).filter(({ status }) => status !== "VOID");
    return {
      revision: order.revision,
      layers: [...new Set(lines.flatMap(({ discounts }) => discounts.map(({ layer }) => layer)))],
      lines: lines.map((line) => ({
        id: line.id,
        productId: line.productId,
        tags: line.tags,
        quantity: line.quantity,
        unitPrice: line.unitPrice,
        total: lineTotal(line).gross,
      })),
    };
  }

  /** How far each destination is: for tests, proofs and the curious. */
  progress(): { head: number; destinations: Record<string, number> } {
    this.#stillTheOne();
    return { head: this.#log.head, destinations: this.#deliveries.progress };
  }

  /** A consumer's word that events `from`…`to` are dealt with. What has waited for it goes out now. */
  acknowledge(destination: string, from: number, to: number): void {
    this.#deliveries.acknowledge(destination, from, to);
    this.#deliver();
  }

  /** A feed's word that its first listener came (who is shown the order as it is now) or its last one went. */
  async audience(feed: string, listening: boolean): Promise<void> {
    this.#audience.listening(feed, listening);
    if (listening && this.#state.status !== "ABSENT") await this.#show(feed, this.#log.head);
  }

  override alarm(): Promise<void> {
    this.#snapshot.keep(this.#log.head, this.#state, SNAPSHOT_EVERY);
    return this.#deliveries.ring();
  }

  /** The order's own socket. The API has verified who asks and says so in headers; `?after=seq` resumes. */
  override fetch(request: Request): Response {
    const order = this.#state;
    const who: Pick<Principal, "user" | "roles" | "exp"> = JSON.parse(request.headers.get("x-brigade-principal") ?? "null");
    if (order.status === "ABSENT" || !who || !mayRead(who, order)) return new Response(null, { status: 404 });
    const after = new URL(request.url).searchParams.get("after");
    const protocol = request.headers.get("x-brigade-protocol") ?? undefined;
    return this.#live.join(order, this.#log, { user: who.user, exp: who.exp }, after === null ? undefined : Number(after), protocol);
  }

  /** Nothing is asked of this socket yet; what comes is answered, so that a client never waits in vain. */
  override webSocketMessage(socket: WebSocket): void {
    socket.close(1003, "commands go to the HTTP API");
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }

  #deliver(): void {
    const work = this.#deliveries.start();
    if (work) this.ctx.waitUntil(work);
  }

  /** The creator's feed hears from the start, a venue's from the moment the order is placed. */
  #openFeeds(): void {
    const order = this.#state;
    if (order.status === "ABSENT") return;
    const feeds = [userFeed(order.tenant, order.creator)];
    if ("completedTime" in order && order.completedTime !== undefined)
      feeds.push(...order.buckets.map(({ venue }) => venueFeed(order.tenant, venue)));
    for (const feed of feeds) {
      this.#deliveries.open(`feed:${feed}`, {
        concerns: () => this.#audience.wants(feed, !this.#isOver()),
        send: (after) => this.#show(feed, after),
        lingerMs: () => 0,
      });
    }
  }

  /** Listeners get the newest state, not each step; one call serves a whole burst, and the feed's return is its word. */
  async #show(feed: string, after: number): Promise<Sent> {
    const order = this.#existing();
    const { seq } = order;
    const open = !isEnded(order);
    if (!this.#audience.wants(feed, open)) return { sent: seq, done: seq };
    const listened = this.#audience.listens(feed);
    const word = {
      order: order.order,
      region: order.region,
      seq,
      open,
      at: order.lastChanged,
      showings: this.#showings(feed, order, after),
    };
    const { listening } = await this.#feed(order.region, feed).hear(word);
    this.#audience.told(feed, { open, listening: listening || (!listened && this.#audience.listens(feed)) });
    return { sent: seq, done: seq };
  }

  #showings(feed: string, order: Order, after: number): Showing[] {
    const venues = order.buckets.map(({ venue }) => venue);
    const body = this.#bodyOf(order);
    if (feed !== userFeed(order.tenant, order.creator)) return [{ topic: "kds", body, venues }];
    const correlationIds = new Set(
      this.#log
        .after(after)
        .filter(({ event }) => event.by === order.creator)
        .map(({ event }) => event.cid),
    );
    const verdicts = [...correlationIds].map((cid) => JSON.stringify(applied(order.order, order.creator, cid)));
    return [{ topic: "order-changes", body, venues }, ...verdicts.map((verdict) => ({ topic: "notifications" as const, body: verdict }))];
  }

  /**
   * The verdict for who will not see it with the order's changes: a refusal, or a command of somebody who is not the order's guest. Without a cursor:
   * it is also kept in the inbox, where the same command finds it again.
   */
  #tell(envelope: CommandEnvelope, answer: Answer): void {
    const { actor, tenant, region, order, correlationId } = envelope;
    if (actor.kind !== "user" || !envelope.notify) return;
    const mine = this.#state.status !== "ABSENT" && this.#state.creator === actor.user;
    if (mine && (answer.ok || !this.#audience.listens(userFeed(tenant, actor.user)))) return;
    const verdict = answer.ok ? applied(order, actor.user, correlationId) : refused(envelope, actor.user, answer.error);
    const showings: Showing[] = [{ topic: "notifications", body: JSON.stringify(verdict) }];
    this.ctx.waitUntil(
      this.#feed(region, userFeed(tenant, actor.user))
        .tell(showings)
        .catch((error: unknown) => console.warn(JSON.stringify({ order, correlationId, verdict: "not delivered", error: String(error) }))),
    );
  }

  async #project(after: number): Promise<Sent> {
    const order = this.#existing();
    const { tenant, region, seq } = order;
    await this.env.PROJECTIONS.send({ tenant, region, order: order.order, from: after + 1, to: seq, row: rowOf(order) });
    return { sent: seq };
  }

  async #announce(after: number): Promise<Sent> {
    const order = this.#existing();
    const { tenant, region, seq } = order;
    const happened = this.#log.after(after, seq - after).flatMap(({ seq: at, event }) => {
      const type = webhookTypeOf(event);
      return type ? [{ type, seq: at, at: event.at }] : [];
    });
    if (happened.length === 0) return { sent: seq, done: seq };
    await this.env.WEBHOOKS.send({ tenant, region, order: order.order, from: after + 1, to: seq, happened });
    return { sent: seq };
  }

  #wantsDiscounts(after: number): boolean {
    const order = this.#state;
    return (
      order.status === "NEW" && order.revision > after && linesOf(order).some(({ eligible, discounts }) => eligible || discounts.length > 0)
    );
  }

  async #askForDiscounts(after: number): Promise<Sent> {
    const { tenant, region, seq, revision, ...order } = this.#existing();
    if (!this.#wantsDiscounts(after)) return { sent: seq, done: seq };
    await this.env.DISCOUNTS.send({ tenant, region, order: order.order, from: after + 1, to: seq, revision });
    return { sent: seq };
  }

  #isOver(): boolean {
    return this.#state.status !== "ABSENT" && isEnded(this.#state);
  }

  #bodyOf(order: Order): string {
    if (this.#body?.of !== order) this.#body = { of: order, text: JSON.stringify(view(order)) };
    return this.#body.text;
  }

  #existing(): Order {
    if (this.#state.status === "ABSENT") throw new Error("nothing has happened to this order");
    return this.#state;
  }

  #feed(region: Region, name: string): DurableObjectStub<FeedObject> {
    return reach(this.env.FEED, region, name);
  }

  /** An instance that has been replaced elsewhere cannot read, and so cannot answer (docs/storage.md). */
  #stillTheOne(): void {
    this.ctx.storage.sql.exec("SELECT 1");
  }
}

/** Commands that need the menu's prices. */
const pricing = (command: OrderCommand): boolean =>
  command.type === "AppendLines" || (command.type === "CreateOrder" && command.append !== undefined);

function accepted(seq: number, events: readonly OrderEvent[]): Accepted {
  const lines = events.flatMap((event) => (event.type === "LinesAppended" ? event.lines.map(({ id }) => id) : []));
  return lines.length > 0 ? { seq, lines } : { seq };
}
