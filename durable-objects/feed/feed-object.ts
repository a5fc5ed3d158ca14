// One venue's or one user's open orders, and who watches them. States pass through unwritten; whoever missed one asks the order for the newest.
import { DurableObject } from "cloudflare:workers";
import type { Region } from "../../domain/access/principal";
import { type FeedAnswer, type FeedWord, orderName, type Showing } from "../../protocol/feed";
import { reach } from "../../protocol/reach";
import type { GatewayObject } from "../gateway/gateway-object";
import { migrate } from "../lib/migrate";
import { within } from "../lib/within";
import type { OrderObject } from "../order/order-object";
import { Membership } from "./membership";
import { migrations } from "./schema";

export type FeedEnv = { ORDER: DurableObjectNamespace<OrderObject>; GATEWAY: DurableObjectNamespace<GatewayObject> };

/** Orders that are told at a time that somebody listens. */
const LANES = 32;
const TELL_WITHIN_MS = 10_000;
const RELAY_WITHIN_MS = 10_000;

export class FeedObject extends DurableObject<FeedEnv> {
  readonly #orders: Membership;
  /** gateway → region of the orders here. In storage too, and there only once each open order knows that somebody listens. */
  readonly #listeners: Map<string, Region>;
  /** Gateways that have asked and wait until the orders know: what happens meanwhile reaches them already. */
  readonly #arriving = new Set<string>();
  /** When each gateway has asked last, as a count: an answer from before that must not undo it. */
  readonly #asked = new Map<string, number>();
  #asks = 0;
  /** Listeners come and go one after the other, so that orders hear of it in that order. */
  #turn: Promise<void> = Promise.resolve();

  constructor(ctx: DurableObjectState, env: FeedEnv) {
    super(ctx, env);
    migrate(ctx.storage, migrations);
    this.#orders = new Membership(ctx.storage.sql);
    const rows = ctx.storage.sql.exec<{ gateway: string; region: Region }>("SELECT gateway, region FROM listeners").toArray();
    this.#listeners = new Map(rows.map(({ gateway, region }) => [gateway, region]));
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

  /** Resolves when no change of an open order can be missed any more. Ask as often as you like. `region`: where the tenant's orders live. */
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

  openOrders(): string[] {
    return this.#orders.open();
  }

  /** At most 50, open and ended ones. */
  lastOrders(limit: number): string[] {
    return this.#orders.last(limit);
  }

  async #relay(showings: Showing[]): Promise<void> {
    const served = await Promise.allSettled(this.#gateways().map((gateway) => within(RELAY_WITHIN_MS, this.#deliver(gateway, showings))));
    for (const one of served) if (one.status === "rejected") throw one.reason;
  }

  /** One call per gateway, however many sockets it holds. A gateway that has none left need not be asked again. */
  async #deliver(gateway: string, showings: Showing[]): Promise<void> {
    const asked = this.#asked.get(gateway);
    const { listeners } = await reach(this.env.GATEWAY, "global", gateway).deliver(this.#name(), showings);
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
    await this.#inform([...this.#listeners.keys()], region).catch((error: unknown) =>
      console.warn(JSON.stringify({ feed: this.#name(), untold: String(error) })),
    );
  }

  /** Orders that open meanwhile learn it from the answer to their own word. */
  async #inform(gateways: string[], region: Region): Promise<void> {
    const feed = this.#name();
    const [tenant = ""] = feed.split("/");
    const orders = this.#orders.open().values();
    const tell = (order: string) =>
      within(TELL_WITHIN_MS, reach(this.env.ORDER, region, orderName(tenant, order)).audience(feed, gateways));
    const lane = async () => {
      for (const order of orders) await tell(order).catch(() => tell(order)); // once more: the object may just have been moved
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  #gateways(): string[] {
    return [...new Set([...this.#listeners.keys(), ...this.#arriving])];
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => {}); // whoever asked hears of it; the next one starts afresh
    return mine;
  }

  #name(): string {
    const { name } = this.ctx.id;
    if (name === undefined) throw new Error("a feed is reached by its name");
    return name;
  }
}
