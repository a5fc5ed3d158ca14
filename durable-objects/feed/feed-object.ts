// One venue's or one user's open orders, and who watches them. States pass through unwritten; whoever missed one asks the order for the newest. A venue's
// own screens end here. This class only wires.
import { DurableObject } from "cloudflare:workers";
import type { Region } from "../../domain/access/principal";
import { FEED_ITSELF, type FeedAnswer, type FeedWord, type Seen, type Showing } from "../../protocol/feed";
import { orderStub } from "../../runtime/order-stub";
import { ownOrderId } from "../../runtime/signed-order-id";
import { objectStub } from "../../runtime/object-stub";
import type { GatewayObject } from "../gateway/gateway-object";
import { answerClose } from "../lib/close-handshake";
import { migrate } from "../lib/migrate";
import pMap from "p-map";
import { withTimeout } from "../../runtime/timeout";
import type { OrderObject } from "../order/order-object";
import { LiveConnections, type LiveConnectionsEnv } from "./live-connections";
import { OpenOrders } from "./open-orders";
import { missed, type Missed } from "./catch-up";
import { migrations } from "./schema";
import { PendingNotifications } from "./pending-notifications";
import { log } from "../../runtime/log";

export type FeedEnv = { ORDER: DurableObjectNamespace<OrderObject>; GATEWAY: DurableObjectNamespace<GatewayObject> } & LiveConnectionsEnv;

/** Orders that are told at a time that somebody listens. */
const TOLD_AT_ONCE = 32;
const TELL_WITHIN_MS = 10_000;
const RELAY_WITHIN_MS = 10_000;
/** How long an order that could not be told is left alone. */
const AGAIN_MS = 5_000;
/** A venue goes on counting so long after its last screen has gone: most come back from a bad connection. */
const LINGER_MS = 2 * 60_000;

export class FeedObject extends DurableObject<FeedEnv> {
  readonly #orders: OpenOrders;
  readonly #liveConnections: LiveConnections;
  readonly #pending: PendingNotifications;
  /** gateway → region of the orders here. In storage too, and there only once each open order knows that somebody listens. */
  readonly #listeners: Map<string, Region>;
  /** Gateways that have asked and wait until the orders know: what happens meanwhile reaches them already. */
  readonly #arriving = new Set<string>();
  /** When each gateway has asked last, as a count: an answer from before that must not undo it. */
  readonly #asked = new Map<string, number>();
  #asks = 0;
  /** Since when the venue's own screens have all gone (epoch ms); counted anew after sleep. */
  #emptySince: number | undefined;
  #alarmAt = Infinity;
  /** Listeners come and go one after the other, so that orders hear of it in that order. */
  #turn: Promise<void> = Promise.resolve();

  constructor(ctx: DurableObjectState, env: FeedEnv) {
    super(ctx, env);
    migrate(ctx.storage, migrations);
    this.#orders = new OpenOrders(ctx.storage.sql);
    const rows = ctx.storage.sql.exec<{ gateway: string; region: Region }>("SELECT gateway, region FROM listeners").toArray();
    this.#listeners = new Map(rows.map(({ gateway, region }) => [gateway, region]));
    this.#pending = new PendingNotifications(ctx.storage.sql);
    this.#liveConnections = new LiveConnections(ctx, env, {
      name: () => this.#name(),
      open: () => this.#orders.open(),
      ask: async (order) => (await this.#since(order, 0)).find(({ topic }) => topic === "kds"),
      listen: (region) => this.listen(FEED_ITSELF, region),
    });
    this.#arm(); // the platform drops an alarm that failed too often; waking up is the second chance
  }

  /** Rejects when a gateway could not be served, so that the order sends again; the other gateways have been served then. */
  async hear({ showings, ...word }: FeedWord): Promise<FeedAnswer> {
    if (this.#orders.hear(word) && showings.length > 0) await this.#relay(showings);
    return { gateways: this.#gateways() };
  }

  /** Shows what is no change of an order, such as a refusal, to whoever listens now. Rejects like `hear`. */
  tell(showings: Showing[]): Promise<void> {
    return this.#relay(showings);
  }

  /** Shows changes of orders to the venue's own screens, with the venue's numbers. `listeners`: whether anybody is there, or may come back soon. */
  show(showings: Showing[]): { listeners: number } {
    if (this.#liveConnections.show(showings)) this.#arm();
    return { listeners: this.#listeners.has(FEED_ITSELF) || this.#arriving.has(FEED_ITSELF) ? 1 : 0 };
  }

  /** What somebody has missed who has seen so much. Rejects when an order does not answer. */
  missed(seen: Seen): Promise<Missed> {
    return missed(seen, { open: () => this.#orders.open(), since: (order, seq) => this.#since(order, seq) });
  }

  /**
   * Resolves when each open order knows, or will be told as soon as it answers: it is shown then as it is. Ask as often as you like. `region`: where the
   * tenant's orders live.
   */
  listen(gateway: string, region: Region): Promise<void> {
    this.#asked.set(gateway, ++this.#asks);
    this.#arriving.add(gateway);
    return this.#inTurn(async () => {
      try {
        if (!this.#listeners.has(gateway)) await this.#inform([...this.#listeners.keys(), gateway], region);
        this.#listeners.set(gateway, region);
        this.ctx.storage.sql.exec("INSERT OR REPLACE INTO listeners VALUES (?, ?)", gateway, region);
      } finally {
        this.#arriving.delete(gateway);
      }
    });
  }

  unlisten(gateway: string): Promise<void> {
    return this.#inTurn(() => this.#leave(gateway));
  }

  /** An order's word that nobody listens at this gateway any more. The feed asks it itself, for somebody may have come meanwhile. */
  async empty(gateway: string): Promise<FeedAnswer> {
    if (this.#listeners.has(gateway)) await this.#deliver(gateway, []);
    await this.#turn;
    return { gateways: this.#gateways() };
  }

  /** A screen of the venue's own. */
  override async fetch(request: Request): Promise<Response> {
    const response = await this.#liveConnections.fetch(request);
    this.#arm();
    return response;
  }

  end(session: string): void {
    this.#liveConnections.end(session);
  }

  holding(session: string): number {
    return this.#liveConnections.holding(session);
  }

  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    await this.#liveConnections.hear(socket, data);
    this.#arm();
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#liveConnections.left(socket);
    answerClose(socket, code);
    this.#arm();
  }

  override webSocketError(socket: WebSocket): void {
    this.#liveConnections.left(socket);
    this.#arm();
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    this.#alarmAt = Infinity;
    await this.#liveConnections.tend(now);
    await this.#inTurn(() => this.#repair(now));
    this.#arm();
  }

  openOrders(): string[] {
    return this.#orders.open();
  }

  /** At most 50, open and ended ones. */
  lastOrders(limit: number): string[] {
    return this.#orders.last(limit);
  }

  async #relay(showings: Showing[]): Promise<void> {
    const served = await Promise.allSettled(
      this.#gateways().map((gateway) => withTimeout(RELAY_WITHIN_MS, this.#deliver(gateway, showings))),
    );
    for (const one of served) if (one.status === "rejected") throw one.reason;
  }

  /** One call per gateway, however many sockets it holds. A gateway that has none left need not be asked again. */
  async #deliver(gateway: string, showings: Showing[]): Promise<void> {
    const asked = this.#asked.get(gateway);
    if (gateway === FEED_ITSELF) return void this.show(showings);
    const { listeners } = await objectStub(this.env.GATEWAY, "global", gateway).deliver(this.#name(), showings);
    if (listeners > 0) return;
    const left = this.#inTurn(async () => {
      if (this.#asked.get(gateway) === asked) await this.#leave(gateway);
    });
    this.ctx.waitUntil(left);
  }

  async #leave(gateway: string): Promise<void> {
    const region = this.#listeners.get(gateway);
    if (!region) return;
    this.#listeners.delete(gateway);
    this.ctx.storage.sql.exec("DELETE FROM listeners WHERE gateway = ?", gateway);
    // An order that does not hear of it shows itself to a gateway without listeners, and says so.
    await this.#inform([...this.#listeners.keys()], region);
  }

  /** Tells those that could not be told, and stops counting for a venue whose screens have all gone for long. */
  async #repair(now: number): Promise<void> {
    if (!this.#liveConnections.isEmpty) this.#emptySince = undefined;
    else this.#emptySince ??= now;
    const [region = "global"] = this.#listeners.values();
    if (this.#pending.any) await this.#inform([...this.#listeners.keys()], region, this.#pending.orders);
    if (this.#emptySince === undefined || now - this.#emptySince < LINGER_MS || !this.#listeners.has(FEED_ITSELF)) return;
    this.#liveConnections.lapse();
    await this.#leave(FEED_ITSELF);
  }

  /** What the alarm is for: orders to tell, screens to end or to catch up with, a venue to stop counting for. */
  #arm(): void {
    const now = Date.now();
    const counting = this.#listeners.has(FEED_ITSELF) && this.#liveConnections.isEmpty;
    const times = [
      this.#pending.any ? now + AGAIN_MS : undefined,
      this.#liveConnections.nextTending(now),
      counting ? (this.#emptySince ?? now) + LINGER_MS : undefined,
    ].filter((at) => at !== undefined);
    const next = Math.min(...times);
    if (next >= this.#alarmAt) return;
    this.#alarmAt = next;
    void this.ctx.storage.setAlarm(next);
  }

  /** Tells open orders where somebody listens. Those that open meanwhile learn it from the answer to their own word; who does not answer is told later. */
  async #inform(gateways: string[], region: Region, orders: readonly string[] = this.#orders.open()): Promise<void> {
    const feed = this.#name();
    const untold: string[] = [];
    const tell = (order: string) => withTimeout(TELL_WITHIN_MS, this.#stub(order, region).audience(feed, gateways));
    const inform = async (order: string) => {
      try {
        await tell(order).catch(() => tell(order)); // once more: the object may just have been moved
      } catch (error) {
        log("warn", "feed.subscriptions_failed", { feed, order, error });
        untold.push(order);
      }
    };
    await pMap(orders, inform, { concurrency: TOLD_AT_ONCE });
    this.#pending.replace(untold);
    this.#arm();
  }

  #stub(order: string, region: Region) {
    return orderStub(this.env.ORDER, { tenant: this.#tenant(), region }, ownOrderId(order));
  }

  #since(order: string, seq: number): Promise<Showing[]> {
    const [region = "global"] = this.#listeners.values();
    return withTimeout(TELL_WITHIN_MS, this.#stub(order, region).since(this.#name(), seq));
  }

  #gateways(): string[] {
    return [...new Set([...this.#listeners.keys(), ...this.#arriving])];
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => {}); // whoever asked hears of it; the next one starts afresh
    return mine;
  }

  #tenant(): string {
    return this.#name().split("/")[0] ?? "";
  }

  #name(): string {
    const { name } = this.ctx.id;
    if (name === undefined) throw new Error("a feed is reached by its name");
    return name;
  }
}
