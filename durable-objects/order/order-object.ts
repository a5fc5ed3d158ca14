// One order, one mailbox. This class only wires: rules live in domain/order, storage in durable-objects/lib, words to others beside this file.
import { DurableObject } from "cloudflare:workers";
import { createHash } from "node:crypto";
import type { Principal } from "../../domain/access/principal";
import type { CompiledMenu } from "../../domain/menu/compiled";
import { channelOf } from "../../domain/menu/channel";
import type { CommandEnvelope, OrderCommand } from "../../domain/order/commands";
import { decide } from "../../domain/order/decide";
import { type OrderEvent, readEvent } from "../../domain/order/events";
import { evolve } from "../../domain/order/evolve";
import { mayRead } from "../../domain/order/policy";
import type { Rejection } from "../../domain/order/rejections";
import { initial, linesOf, type Order, type OrderState } from "../../domain/order/state";
import { lineTotal } from "../../domain/order/totals";
import { view } from "../../domain/order/view";
import { err, ok, type Result } from "../../domain/result";
import { orderName } from "../../protocol/feed";
import { answerClose } from "../lib/answer-close";
import { Deliveries } from "../lib/deliveries";
import { EventLog } from "../lib/event-log";
import { Inbox } from "../lib/inbox";
import { migrate } from "../lib/migrate";
import { Snapshot } from "../lib/snapshot";
import { knownBook, readBook } from "./books";
import { Jobs, type JobsEnv } from "./jobs";
import { Live } from "./live";
import { migrations, SNAPSHOT_FORMAT } from "./schema";
import { Screens, type ScreensEnv } from "./screens";

export type OrderEnv = { MENUS: KVNamespace } & JobsEnv & ScreensEnv;

/** `seq`: the order's newest event when the answer was given. `lines`: ids of the lines that the command made. */
export type Accepted = { seq: number; lines?: string[] };
export type Answer = Result<Accepted, Rejection>;

/** A snapshot is worth a row when waking up would otherwise fold this many events. */
const SNAPSHOT_EVERY = 100;

export class OrderObject extends DurableObject<OrderEnv> {
  readonly #log: EventLog<OrderEvent>;
  readonly #inbox: Inbox<Answer>;
  readonly #snapshot: Snapshot<OrderState>;
  readonly #deliveries: Deliveries;
  readonly #jobs: Jobs;
  readonly #screens: Screens;
  readonly #live: Live;
  #state: OrderState;
  #body: { of: Order; text: string } | undefined;

  constructor(ctx: DurableObjectState, env: OrderEnv) {
    super(ctx, env);
    const { storage } = ctx;
    migrate(storage, migrations);
    this.#log = new EventLog(storage.sql, readEvent);
    this.#inbox = new Inbox(storage.sql);
    this.#snapshot = new Snapshot(storage.sql, SNAPSHOT_FORMAT);
    this.#live = new Live(ctx);
    const known = this.#snapshot.read();
    this.#state = this.#log.fold(evolve, known?.state ?? initial, known?.seq);
    this.#deliveries = new Deliveries(storage, () => this.#log.head);
    const order = () => (this.#state.status === "ABSENT" ? undefined : this.#state);
    this.#jobs = new Jobs(env, order, this.#log);
    this.#screens = new Screens(ctx, env, { order, body: (shown) => this.#bodyOf(shown), log: this.#log });
    this.#jobs.open(this.#deliveries);
    this.#screens.open(this.#deliveries);
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
      this.ctx.abort(`a turn failed, so memory may be ahead of storage and starts again from there: ${String(bug)}`); // `bug` itself is lost in it
      throw bug;
    }
    if (this.#state !== before) this.#deliver();
    const told = this.#screens.tell(envelope, answer);
    if (told) this.ctx.waitUntil(told);
    return answer;
  }

  #turn(envelope: CommandEnvelope, menu: CompiledMenu | undefined): Answer {
    const { command, commandId } = envelope;
    const before = this.#state;
    const content = contentOf(command);
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
      this.#jobs.happened(events);
      this.#screens.open(this.#deliveries);
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

  /** A feed's word at which gateways somebody listens now. */
  audience(feed: string, gateways: string[]): Promise<void> {
    return this.#screens.listeners(feed, gateways);
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
    answerClose(socket, code);
  }

  #deliver(): void {
    const work = this.#deliveries.start();
    if (work) this.ctx.waitUntil(work);
  }

  #bodyOf(order: Order): string {
    if (this.#body?.of !== order) this.#body = { of: order, text: JSON.stringify(view(order)) };
    return this.#body.text;
  }

  /** An instance that has been replaced elsewhere cannot read, and so cannot answer (docs/storage.md). */
  #stillTheOne(): void {
    this.ctx.storage.sql.exec("SELECT 1");
  }
}

/** By which a repeated command is known to be the same: itself, or its hash when it is long. */
function contentOf(command: OrderCommand): string {
  const text = JSON.stringify(command);
  return text.length <= 512 ? text : createHash("sha256").update(text).digest("base64");
}

/** Commands that need the menu's prices. */
const pricing = (command: OrderCommand): boolean =>
  command.type === "AppendLines" || (command.type === "CreateOrder" && command.append !== undefined);

function accepted(seq: number, events: readonly OrderEvent[]): Accepted {
  const lines = events.flatMap((event) => (event.type === "LinesAppended" ? event.lines.map(({ id }) => id) : []));
  return lines.length > 0 ? { seq, lines } : { seq };
}
