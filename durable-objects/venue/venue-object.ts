// One venue of one tenant, as it sells at this moment: what is in force, what is locked, what is left, how much the kitchen can take.
// This class only wires.
import { DurableObject } from "cloudflare:workers";
import type { Region } from "../../domain/access/principal";
import type { MenuLock } from "../../domain/menu/menu-lock";
import { err, ok, type Result } from "../../domain/result";
import { menuFeed } from "../../protocol/feed";
import { orderStub } from "../../runtime/order-stub";
import { ownOrderId } from "../../runtime/signed-order-id";
import type { Hold } from "../../protocol/hold";
import type { RecheckJob } from "../../protocol/queue";
import { objectStub } from "../../runtime/object-stub";
import type { Capacity } from "../../domain/venue/capacity";
import {
  type MenuEdit,
  type Kept,
  type Publication,
  type ReadyWord,
  type Shortage,
  type StockCount,
  type StockLevel,
  type VenueFacts,
} from "../../protocol/venue";
import type { FeedObject } from "../feed/feed-object";
import { Alarm } from "../lib/alarm";
import { migrate } from "../lib/migrate";
import { withTimeout } from "../../runtime/timeout";
import type { OrderObject } from "../order/order-object";
import { StockClaims } from "./stock-claims";
import { Holds } from "./holds";
import { Locks } from "./locks";
import { OpenHolds } from "./open-holds";
import { OverdueHolds } from "./overdue-holds";
import { editNotices, lockNotices, MenuChanges, menuNotices } from "./menu-changes";
import { KitchenCapacity } from "./kitchen-capacity";
import { Facts } from "./facts";
import { PreparationTimes } from "./preparation-times";
import { KitchenSlots } from "./kitchen-slots";
import { Publications } from "./publications";
import { migrations } from "./schema";
import { Stock } from "./stock";

export type VenueEnv = {
  ORDER: DurableObjectNamespace<OrderObject>;
  FEED: DurableObjectNamespace<FeedObject>;
  MENU_QUEUE: Queue<RecheckJob>;
};

/** A basket that was begun by the word of before is in the database by then. */
const SECOND_LOOK_S = 20;
/** How soon what is left to forget is gone on with. */
const AGAIN_MS = 30_000;
/** Who hangs must not keep the alarm from what else it is for. */
const ANSWERS_WITHIN_MS = 10_000;

export class VenueObject extends DurableObject<VenueEnv> {
  readonly #alarm = new Alarm(this.ctx.storage);
  readonly #facts = new Facts(this.ctx.storage.sql);
  readonly #publications: Publications;
  readonly #locks: Locks;
  readonly #stock: Stock;
  readonly #open: OpenHolds;
  readonly #holds: Holds;
  readonly #overdue: OverdueHolds;
  readonly #changes: MenuChanges;
  readonly #preparationTimes: PreparationTimes;
  readonly #kitchen: KitchenCapacity;

  constructor(ctx: DurableObjectState, env: VenueEnv) {
    super(ctx, env);
    const { storage } = ctx;
    migrate(storage, migrations);
    this.#publications = new Publications(storage.sql);
    this.#locks = new Locks(storage.sql);
    this.#stock = new Stock(storage.sql);
    this.#kitchen = new KitchenCapacity(this.#facts);
    this.#open = new OpenHolds(storage.sql);
    this.#holds = new Holds(storage.sql, {
      open: this.#open,
      stock: this.#stock,
      claims: new StockClaims(storage.sql),
      places: new KitchenSlots(storage.sql, this.#open, () => this.#kitchen.capacity),
    });
    this.#preparationTimes = new PreparationTimes(storage.sql);
    this.#changes = new MenuChanges({
      ctx,
      facts: this.#facts,
      stock: this.#stock,
      tell: (notices, region) => this.#tell(notices, region),
      reschedule: (at) => this.#alarm.ringBy(at),
    });
    this.#overdue = new OverdueHolds({
      open: this.#open,
      outcome: ({ id, order, region }) =>
        withTimeout(ANSWERS_WITHIN_MS, orderStub(env.ORDER, { tenant: this.#tenant, region }, ownOrderId(order)).holdOutcome(id)),
      confirm: (hold) => this.confirm(hold),
      release: (id) => this.release(id),
    });
    this.#arm(); // the platform drops an alarm that failed too often; waking up is the second chance
  }

  /** What is sold, locked and known here now. */
  facts(): VenueFacts {
    const now = Date.now();
    return {
      ...this.#asOf(now, now),
      lockRevision: this.#locks.revision,
      capacityRevision: this.#kitchen.revision,
      ...this.#preparationTimes.at(now),
    };
  }

  /** The same at another time (epoch ms), of the last 30 days; what had run out then is not known any more. */
  asOf(at: number): Pick<VenueFacts, "menus" | "locks"> {
    return this.#asOf(at, Date.now());
  }

  #asOf(at: number, now: number): Pick<VenueFacts, "menus" | "locks"> {
    const locks = this.#locks.at(at);
    return { menus: this.#publications.at(at), locks: at < now ? locks : [...locks, ...this.#stock.soldOut(now)] };
  }

  /** Harmless when repeated, in whatever order. `region`: where the tenant's data live. `edit`: what is new in them, for listeners. */
  publish(region: Region, publications: Publication[], edit?: MenuEdit): void {
    const now = Date.now();
    this.#changes.make(region, () => {
      const fresh = this.#publications.add(publications, now);
      const menus = new Set(fresh.filter(({ at }) => at <= now).map(({ menu }) => menu));
      return menus.size === 0 ? [] : [...editNotices(edit), ...menuNotices(menus)];
    });
    this.#arm();
  }

  cancelPublication(number: number): void {
    this.ctx.storage.transactionSync(() => this.#publications.cancel(number));
    this.#arm();
  }

  /** All the chain's locks that concern the venue, as of a counter. A list from before is not taken. */
  setLocks(region: Region, revision: number, locks: MenuLock[]): void {
    this.#changes.make(region, () => lockNotices(this.#locks.set(revision, locks, Date.now())));
    this.#arm();
  }

  /** Null: as much as comes. A word from before is not taken. */
  setCapacity(revision: number, capacity: Capacity | null): void {
    this.#kitchen.set(revision, capacity);
  }

  /** Null: the product is not counted. */
  setStock(region: Region, product: string, count: StockCount | null): void {
    this.#changes.ofStock(region, () => this.#stock.count(product, count));
    if (count && count.resetAt !== null) this.#alarm.ringBy(count.resetAt);
  }

  stock(): StockLevel[] {
    this.#changes.ofStock(this.#changes.region, () => this.#stock.reset(Date.now()));
    return this.#stock.levels();
  }

  /** All that the hold takes, for the order alone, or why not; then everything is as it was. */
  hold(hold: Hold): Result<Kept, Shortage> {
    const now = Date.now();
    const kept = this.#changes.ofStock(hold.region, () => this.#holds.hold(hold, now));
    if (kept.ok) this.#alarm.ringBy(hold.until);
    return kept.ok ? ok({ ...kept.value, ...this.#preparationTimes.at(now) }) : kept;
  }

  /** Whether all that the hold takes is there at this moment, or why not; nothing is taken. */
  wouldHold(hold: Hold): Result<null, Shortage> {
    const shortage = this.#changes.ofStock(hold.region, () => this.#holds.shortage(hold, Date.now()));
    return shortage ? err(shortage) : ok(null);
  }

  /** The order has committed: what it holds is kept for good, and what it gives is on sale again. */
  confirm(hold: Hold): void {
    this.#changes.ofStock(hold.region, () => this.#holds.confirm(hold, Date.now()));
  }

  /** The order has not committed: what was held is on sale again. */
  release(id: string): void {
    this.#changes.ofStock(this.#changes.region, () => this.#holds.release(id));
  }

  /** An order is ready. Told twice, or late, it counts once and as of then. */
  ready(word: ReadyWord): void {
    this.#preparationTimes.add(word);
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    const before = Number(this.#facts.get("rang") ?? 0);
    this.#alarm.rang();
    this.#changes.make(this.#changes.region, () => [
      ...menuNotices(this.#publications.changed(before, now)),
      ...lockNotices({ added: [], removed: this.#locks.ended(before, now) }),
    ]);
    this.#changes.ofStock(this.#changes.region, () => this.#stock.reset(now));
    const more = this.ctx.storage.transactionSync(() => this.#holds.prune(now));
    this.#facts.set("rang", String(now));
    await Promise.all([this.#changes.send(), this.#overdue.settle(now)]);
    this.#arm();
    if (more) this.#alarm.ringBy(now + AGAIN_MS);
  }

  /** Who listens, and the baskets that are open. */
  async #tell(notices: string[], region: Region): Promise<void> {
    const showings = notices.map((body) => ({ topic: "menu-changes" as const, body }));
    const [, , venue = ""] = this.#name.split("/");
    const job = { tenant: this.#tenant, region, recheck: venue };
    await withTimeout(ANSWERS_WITHIN_MS, this.env.MENU_QUEUE.sendBatch([{ body: job }, { body: job, delaySeconds: SECOND_LOOK_S }]));
    await withTimeout(ANSWERS_WITHIN_MS, objectStub(this.env.FEED, region, menuFeed(this.#tenant, venue)).tell(showings));
  }

  #arm(): void {
    const now = Date.now();
    const times = [
      this.#publications.next(now),
      this.#stock.nextReset(),
      this.#open.next(),
      this.#locks.nextEnd(now),
      this.#changes.next(now),
    ];
    this.#alarm.ringBy(Math.min(...times.map((at) => at ?? Infinity)));
  }

  get #name(): string {
    const { name } = this.ctx.id;
    if (name === undefined) throw new Error("a venue's object is reached by its name");
    return name;
  }

  get #tenant(): string {
    return this.#name.split("/")[0] ?? "";
  }
}
