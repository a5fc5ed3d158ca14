// One venue's or one user's open orders, and who watches them. States pass through unwritten;
// whoever missed one asks the order for the newest. A venue's own screens end here. This class only wires.
import { DurableObject } from "cloudflare:workers";
import type { Region } from "../../domain/access/principal";
import { FEED_ITSELF, type FeedAnswer, type FeedWord, type Seen, type Showing } from "../../protocol/feed";
import { objectStub } from "../../runtime/object-stub";
import { orderStub } from "../../runtime/order-stub";
import { ownOrderId } from "../../runtime/signed-order-id";
import { withTimeout } from "../../runtime/timeout";
import type { GatewayObject } from "../gateway/gateway-object";
import { Alarm } from "../lib/alarm";
import { migrate } from "../lib/migrate";
import type { OrderObject } from "../order/order-object";
import { missed, type Missed } from "./catch-up";
import { Listeners } from "./listeners";
import { OpenOrders } from "./open-orders";
import { migrations } from "./schema";
import { VenueSockets, type VenueSocketsEnv } from "./venue-sockets";

export type FeedEnv = { ORDER: DurableObjectNamespace<OrderObject>; GATEWAY: DurableObjectNamespace<GatewayObject> } & VenueSocketsEnv;

const TELL_WITHIN_MS = 10_000;
const RELAY_WITHIN_MS = 10_000;

export class FeedObject extends DurableObject<FeedEnv> {
  readonly #alarm = new Alarm(this.ctx.storage);
  readonly #orders: OpenOrders;
  readonly #listeners: Listeners;
  readonly #venue: VenueSockets;

  constructor(ctx: DurableObjectState, env: FeedEnv) {
    super(ctx, env);
    migrate(ctx.storage, migrations);
    const open = () => this.#orders.open();
    const reschedule = (at: number) => this.#alarm.ringBy(at);
    this.#orders = new OpenOrders(ctx.storage.sql);
    this.#listeners = new Listeners({
      ctx,
      name: () => this.#name(),
      open,
      tell: (order, gateways, region) => withTimeout(TELL_WITHIN_MS, this.#order(order, region).audience(this.#name(), gateways)),
      deliver: (gateway, showings) => withTimeout(RELAY_WITHIN_MS, this.#deliver(gateway, showings)),
      reschedule,
    });
    this.#venue = new VenueSockets(ctx, env, {
      name: () => this.#name(),
      open,
      ask: async (order) => (await this.#since(order, 0)).find(({ topic }) => topic === "kds"),
      listen: (region) => this.listen(FEED_ITSELF, region),
      reschedule,
    });
    this.#arm(); // the platform drops an alarm that failed too often; waking up is the second chance
  }

  /** Rejects when a gateway could not be served, so that the order sends again; the other gateways have been served then. */
  async hear({ showings, ...word }: FeedWord): Promise<FeedAnswer> {
    if (this.#orders.hear(word) && showings.length > 0) await this.#listeners.relay(showings);
    return { gateways: this.#listeners.gateways };
  }

  /** Shows what is no change of an order, such as a refusal, to whoever listens now. Rejects like `hear`. */
  tell(showings: Showing[]): Promise<void> {
    return this.#listeners.relay(showings);
  }

  /**
   * Shows changes of orders to the venue's own screens, with the venue's numbers.
   * `listeners`: whether anybody is there, or may come back soon.
   */
  show(showings: Showing[]): { listeners: number } {
    this.#venue.show(showings);
    return { listeners: this.#listeners.expects(FEED_ITSELF) ? 1 : 0 };
  }

  /** What somebody has missed who has seen so much. Rejects when an order does not answer. */
  missed(seen: Seen): Promise<Missed> {
    return missed(seen, { open: () => this.#orders.open(), since: (order, seq) => this.#since(order, seq) });
  }

  /**
   * Resolves when each open order knows, or will be told as soon as it answers: it is shown then as it is. Ask as often as you like.
   * `region`: where the tenant's orders live.
   */
  listen(gateway: string, region: Region): Promise<void> {
    return this.#listeners.add(gateway, region);
  }

  unlisten(gateway: string): Promise<void> {
    return this.#listeners.remove(gateway);
  }

  /** An order's word that nobody listens at this gateway any more. */
  async empty(gateway: string): Promise<FeedAnswer> {
    await this.#listeners.verifyEmpty(gateway);
    return { gateways: this.#listeners.gateways };
  }

  openOrders(): string[] {
    return this.#orders.open();
  }

  /** At most 50, open and ended ones. */
  lastOrders(limit: number): string[] {
    return this.#orders.last(limit);
  }

  /** A screen of the venue's own. */
  override fetch(request: Request): Promise<Response> {
    return this.#venue.fetch(request);
  }

  end(session: string): void {
    this.#venue.connections.endSession(session);
  }

  holding(session: string): number {
    return this.#venue.connections.holding(session);
  }

  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    await this.#venue.hear(socket, data);
    this.#arm();
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#venue.connections.closed(socket, code);
    this.#arm();
  }

  override webSocketError(socket: WebSocket): void {
    this.#venue.connections.closed(socket);
    this.#arm();
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    this.#alarm.rang();
    await this.#venue.tend(now);
    await this.#listeners.repair((gateway) => gateway === FEED_ITSELF && this.#venue.lapses(now));
    this.#arm();
  }

  /** What the alarm is for: orders to tell, screens to end or to catch up with, a venue to stop counting for. */
  #arm(): void {
    const now = Date.now();
    const lapse = this.#listeners.has(FEED_ITSELF) ? this.#venue.nextLapse(now) : Infinity;
    this.#alarm.ringBy(Math.min(this.#listeners.nextRepair(now), this.#venue.nextTending(now), lapse));
  }

  async #deliver(gateway: string, showings: Showing[]): Promise<{ listeners: number }> {
    if (gateway !== FEED_ITSELF) return objectStub(this.env.GATEWAY, "global", gateway).deliver(this.#name(), showings);
    this.show(showings);
    return { listeners: 1 }; // it leaves by itself, when its screens have been gone for long
  }

  #since(order: string, seq: number): Promise<Showing[]> {
    return withTimeout(TELL_WITHIN_MS, this.#order(order, this.#listeners.region).since(this.#name(), seq));
  }

  #order(order: string, region: Region) {
    const [tenant = ""] = this.#name().split("/");
    return orderStub(this.env.ORDER, { tenant, region }, ownOrderId(order));
  }

  #name(): string {
    const { name } = this.ctx.id;
    if (name === undefined) throw new Error("a feed is reached by its name");
    return name;
  }
}
