// At which gateways somebody listens to a feed. Its open orders are told when the first listener comes to a
// gateway and when the last one goes, and then show their changes there.
import pMap from "p-map";
import type { Region } from "../../domain/access/principal";
import type { Showing } from "../../protocol/feed";
import { log } from "../../runtime/log";
import { PendingNotifications } from "./pending-notifications";

export type ListenersDeps = {
  ctx: Pick<DurableObjectState, "storage" | "waitUntil">;
  name: () => string;
  /** Orders that are open here. */
  open: () => string[];
  /** Tells an order where somebody listens. */
  tell: (order: string, gateways: string[], region: Region) => Promise<void>;
  /** Shows something at a gateway, and answers how many listen there. */
  deliver: (gateway: string, showings: Showing[]) => Promise<{ listeners: number }>;
  /** There are orders to tell again by then, epoch ms. */
  reschedule: (at: number) => void;
};

/** Orders that are told at a time that somebody listens. */
const TOLD_AT_ONCE = 32;
/** How long an order that could not be told is left alone. */
const AGAIN_MS = 5_000;

export class Listeners {
  readonly #deps: ListenersDeps;
  readonly #pending: PendingNotifications;
  /** gateway → region of the orders here. In storage too, and there only once each open order knows that somebody listens. */
  readonly #regions: Map<string, Region>;
  /** Gateways that have asked and wait until the orders know: what happens meanwhile reaches them already. */
  readonly #arriving = new Set<string>();
  /** When each gateway has asked last, as a count: an answer from before that must not undo it. */
  readonly #asked = new Map<string, number>();
  #asks = 0;
  /** Listeners come and go one after the other, so that orders hear of it in that order. */
  #turn: Promise<void> = Promise.resolve();

  constructor(deps: ListenersDeps) {
    const { sql } = deps.ctx.storage;
    this.#deps = deps;
    const rows = sql.exec<{ gateway: string; region: Region }>("SELECT gateway, region FROM listeners").toArray();
    this.#regions = new Map(rows.map(({ gateway, region }) => [gateway, region]));
    this.#pending = new PendingNotifications(sql);
  }

  /** Where the open orders live, as far as somebody listens. */
  get region(): Region {
    const [region = "global"] = this.#regions.values();
    return region;
  }

  get gateways(): string[] {
    return [...new Set([...this.#regions.keys(), ...this.#arriving])];
  }

  /** The orders know it. */
  has(gateway: string): boolean {
    return this.#regions.has(gateway);
  }

  /** … or will soon. */
  expects(gateway: string): boolean {
    return this.has(gateway) || this.#arriving.has(gateway);
  }

  /** When there is something to repair, epoch ms. */
  nextRepair(now: number): number {
    return this.#pending.any ? now + AGAIN_MS : Infinity;
  }

  /** Resolves when each open order knows, or will be told as soon as it answers. */
  add(gateway: string, region: Region): Promise<void> {
    this.#asked.set(gateway, ++this.#asks);
    this.#arriving.add(gateway);
    return this.#inTurn(async () => {
      try {
        if (!this.#regions.has(gateway)) await this.#inform([...this.#regions.keys(), gateway], region);
        this.#regions.set(gateway, region);
        this.#deps.ctx.storage.sql.exec("INSERT OR REPLACE INTO listeners VALUES (?, ?)", gateway, region);
      } finally {
        this.#arriving.delete(gateway);
      }
    });
  }

  remove(gateway: string): Promise<void> {
    return this.#inTurn(() => this.#leave(gateway));
  }

  /** Asks a gateway itself whether nobody listens there any more, for somebody may have come meanwhile. */
  async verifyEmpty(gateway: string): Promise<void> {
    if (this.#regions.has(gateway)) await this.#deliver(gateway, []);
    await this.#turn;
  }

  /** Rejects when a gateway could not be served, after the others were. */
  async relay(showings: Showing[]): Promise<void> {
    const served = await Promise.allSettled(this.gateways.map((gateway) => this.#deliver(gateway, showings)));
    for (const one of served) if (one.status === "rejected") throw one.reason;
  }

  /** Tells the orders that could not be told, and takes out gateways that have gone. */
  repair(hasGone: (gateway: string) => boolean): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#pending.any) await this.#inform([...this.#regions.keys()], this.region, this.#pending.orders);
      for (const gateway of [...this.#regions.keys()].filter(hasGone)) await this.#leave(gateway);
    });
  }

  /** One call per gateway, however many sockets it holds. A gateway that has none left need not be asked again. */
  async #deliver(gateway: string, showings: Showing[]): Promise<void> {
    const asked = this.#asked.get(gateway);
    const { listeners } = await this.#deps.deliver(gateway, showings);
    if (listeners > 0) return;
    const left = this.#inTurn(async () => {
      if (this.#asked.get(gateway) === asked) await this.#leave(gateway);
    });
    this.#deps.ctx.waitUntil(left);
  }

  async #leave(gateway: string): Promise<void> {
    const region = this.#regions.get(gateway);
    if (!region) return;
    this.#regions.delete(gateway);
    this.#deps.ctx.storage.sql.exec("DELETE FROM listeners WHERE gateway = ?", gateway);
    // An order that does not hear of it shows itself to a gateway without listeners, and says so.
    await this.#inform([...this.#regions.keys()], region);
  }

  /**
   * Tells open orders where somebody listens. Those that open meanwhile learn it from the answer to their own word;
   * who does not answer is told later.
   */
  async #inform(gateways: string[], region: Region, orders: readonly string[] = this.#deps.open()): Promise<void> {
    const { tell, name, reschedule } = this.#deps;
    const untold: string[] = [];
    const inform = async (order: string) => {
      try {
        await tell(order, gateways, region).catch(() => tell(order, gateways, region)); // once more: the object may just have been moved
      } catch (error) {
        log("warn", "feed.subscriptions_failed", { feed: name(), order, error });
        untold.push(order);
      }
    };
    await pMap(orders, inform, { concurrency: TOLD_AT_ONCE });
    this.#pending.replace(untold);
    reschedule(this.nextRepair(Date.now()));
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => {}); // whoever asked hears of it; the next one starts afresh
    return mine;
  }
}
