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
import { Capacity } from "../../domain/venue/capacity";
import {
  type MenuEdit,
  type MenuNotice,
  type Kept,
  type Publication,
  type ReadyWord,
  type Shortage,
  type StockCount,
  type StockLevel,
  type VenueFacts,
} from "../../protocol/venue";
import type { FeedObject } from "../feed/feed-object";
import { migrate } from "../lib/migrate";
import { transaction } from "../lib/transaction";
import { withTimeout } from "../../runtime/timeout";
import type { OrderObject } from "../order/order-object";
import { StockClaims } from "./stock-claims";
import { Holds } from "./holds";
import { Locks } from "./locks";
import { OpenHolds } from "./open-holds";
import { NotificationOutbox } from "./notification-outbox";
import { PreparationTimes } from "./preparation-times";
import { KitchenSlots } from "./kitchen-slots";
import { Publications } from "./publications";
import { migrations } from "./schema";
import { Stock } from "./stock";
import { log } from "../../runtime/log";

export type VenueEnv = {
  ORDER: DurableObjectNamespace<OrderObject>;
  FEED: DurableObjectNamespace<FeedObject>;
  MENU_QUEUE: Queue<RecheckJob>;
};

/** A basket that was begun by the word of before is in the database by then. */
const SECOND_LOOK_S = 20;

function noticesOf(edit: MenuEdit | undefined): MenuNotice[] {
  if (!edit) return [];
  return "imported" in edit
    ? [{ class: ".ImportMenu" }]
    : edit.products.map((id) => ({ class: ".ProductChange" as const, product: { id } }));
}

const AGAIN_MS = 30_000;
/** An order that does not know yet what comes of its hold, or does not answer, is asked again so much later. */
const ASKED_AGAIN_MS = 60_000;
const ASKED_AFTER_AT_ONCE = 100;
/** Who hangs must not keep the alarm from what else it is for. */
const ANSWERS_WITHIN_MS = 10_000;

export class VenueObject extends DurableObject<VenueEnv> {
  readonly #publications: Publications;
  readonly #locks: Locks;
  readonly #stock: Stock;
  readonly #open: OpenHolds;
  readonly #holds: Holds;
  readonly #notices: NotificationOutbox;
  readonly #preparationTimes: PreparationTimes;
  #capacity: { revision: number; capacity: Capacity | null };
  /** Where the tenant's data live, as who wrote here last said. */
  #region: Region;
  /** When the alarm rings (epoch ms), as far as it was set here: never later than there is something to do. */
  #rings = Infinity;

  constructor(ctx: DurableObjectState, env: VenueEnv) {
    super(ctx, env);
    const { storage } = ctx;
    migrate(storage, migrations);
    this.#publications = new Publications(storage.sql);
    this.#locks = new Locks(storage.sql);
    this.#stock = new Stock(storage.sql);
    this.#capacity = this.#readCapacity();
    this.#region = this.#readRegion();
    this.#open = new OpenHolds(storage.sql);
    this.#holds = new Holds(storage.sql, {
      open: this.#open,
      stock: this.#stock,
      claims: new StockClaims(storage.sql),
      places: new KitchenSlots(storage.sql, this.#open, () => this.#capacity.capacity),
    });
    this.#preparationTimes = new PreparationTimes(storage.sql);
    this.#notices = new NotificationOutbox(storage.sql, (bodies) => this.#tell(bodies));
    this.#arm(); // the platform drops an alarm that failed too often; waking up is the second chance
  }

  /** What is sold, locked and known here now. */
  facts(): VenueFacts {
    const now = Date.now();
    return {
      ...this.#asOf(now, now),
      lockRevision: this.#locks.revision,
      capacityRevision: this.#capacity.revision,
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
    this.#change(region, () => {
      const fresh = this.#publications.add(publications, now);
      const menus = new Set(fresh.filter(({ at }) => at <= now).map(({ menu }) => menu));
      return menus.size === 0 ? [] : [...noticesOf(edit), ...[...menus].map((id) => ({ class: ".MenuSetChange" as const, menu: { id } }))];
    });
    this.#arm();
  }

  cancelPublication(number: number): void {
    this.ctx.storage.transactionSync(() => this.#publications.cancel(number));
    this.#arm();
  }

  /** All the chain's locks that concern the venue, as of a counter. A list from before is not taken. */
  setLocks(region: Region, revision: number, locks: MenuLock[]): void {
    this.#change(region, () => {
      const { added, removed } = this.#locks.set(revision, locks, Date.now());
      return [
        ...removed.map((lock) => ({ class: ".LockRemove" as const, lock })),
        ...added.map((lock) => ({ class: ".LockAdd" as const, lock })),
      ];
    });
    this.#arm();
  }

  /** Null: as much as comes. A word from before is not taken. */
  setCapacity(revision: number, capacity: Capacity | null): void {
    if (revision <= this.#capacity.revision) return;
    const kept = { revision, capacity };
    this.ctx.storage.sql.exec("INSERT OR REPLACE INTO facts VALUES ('capacity', ?)", JSON.stringify(kept));
    this.#capacity = kept;
  }

  /** Null: the product is not counted. */
  setStock(region: Region, product: string, count: StockCount | null): void {
    this.#selling(region, () => this.#stock.count(product, count));
    if (count && count.resetAt !== null) this.#ringBy(count.resetAt);
  }

  stock(): StockLevel[] {
    this.#selling(this.#region, () => this.#stock.reset(Date.now()));
    return this.#stock.levels();
  }

  /** All that the hold takes, for the order alone, or why not; then everything is as it was. */
  hold(hold: Hold): Result<Kept, Shortage> {
    const now = Date.now();
    const kept = this.#selling(hold.region, () => this.#holds.hold(hold, now));
    if (kept.ok) this.#ringBy(hold.until);
    return kept.ok ? ok({ ...kept.value, ...this.#preparationTimes.at(now) }) : kept;
  }

  /** Whether all that the hold takes is there at this moment, or why not; nothing is taken. */
  wouldHold(hold: Hold): Result<null, Shortage> {
    const shortage = this.#selling(hold.region, () => this.#holds.shortage(hold, Date.now()));
    return shortage ? err(shortage) : ok(null);
  }

  /** The order has committed: what it holds is kept for good, and what it gives is on sale again. */
  confirm(hold: Hold): void {
    this.#selling(hold.region, () => this.#holds.confirm(hold, Date.now()));
  }

  /** The order has not committed: what was held is on sale again. */
  release(id: string): void {
    this.#selling(this.#region, () => this.#holds.release(id));
  }

  /** An order is ready. Told twice, or late, it counts once and as of then. */
  ready(word: ReadyWord): void {
    this.#preparationTimes.add(word);
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    const before = this.#lastRing;
    this.#rings = Infinity;
    this.#change(this.#region, () => [
      ...this.#publications.changed(before, now).map((id) => ({ class: ".MenuSetChange" as const, menu: { id } })),
      ...this.#overLocks(before, now).map((lock) => ({ class: ".LockRemove" as const, lock })),
    ]);
    this.#selling(this.#region, () => this.#stock.reset(now));
    const more = this.ctx.storage.transactionSync(() => this.#holds.prune(now));
    this.ctx.storage.sql.exec("INSERT OR REPLACE INTO facts VALUES ('rang', ?)", String(now));
    await Promise.all([this.#notices.send(), ...this.#open.overdue(now, ASKED_AFTER_AT_ONCE).map((hold) => this.#askAfter(hold, now))]);
    this.#arm();
    if (more) this.#ringBy(now + AGAIN_MS);
  }

  /** What became of a hold is the order's word alone: nothing goes by time. */
  async #askAfter(hold: Hold, now: number): Promise<void> {
    try {
      const order = orderStub(this.env.ORDER, { tenant: this.#tenant, region: hold.region }, ownOrderId(hold.order));
      const outcome = await withTimeout(ANSWERS_WITHIN_MS, order.holdOutcome(hold.id));
      // What is kept its order confirms in its turn: after what it has told before, and with what it has decided to give back.
      if (outcome === "kept" && isFromBeforeHolds(hold)) this.confirm(hold);
      else if (outcome === "gone") this.release(hold.id);
      else this.#open.postpone(hold.id, now + ASKED_AGAIN_MS);
    } catch (error) {
      log("error", "hold.outcome_unknown", { order: hold.order, hold: hold.id, error });
      this.#open.postpone(hold.id, now + ASKED_AGAIN_MS);
    }
  }

  /** A change of what can be had: products that run out by it, or are there again, are told. */
  #selling<T>(region: Region, act: () => T): T {
    let answer!: T;
    this.#change(region, () => {
      answer = act();
      const { out, back } = this.#stock.turned();
      return [
        ...back.map((lock) => ({ class: ".LockRemove" as const, lock })),
        ...out.map((lock) => ({ class: ".LockAdd" as const, lock })),
      ];
    });
    return answer;
  }

  /** One turn: the change and the notices of it, or neither. */
  #change(region: Region, act: () => MenuNotice[]): void {
    const told = transaction(this.ctx, () => {
      if (region !== this.#region) this.ctx.storage.sql.exec("INSERT OR REPLACE INTO facts VALUES ('region', ?)", region);
      const notices = act();
      if (notices.length > 0) this.#notices.add(notices);
      return notices.length > 0;
    });
    this.#region = region;
    if (!told) return;
    this.#ringBy(Date.now() + AGAIN_MS);
    this.ctx.waitUntil(this.#notices.send());
  }

  /** Who listens, and the baskets that are open. */
  async #tell(bodies: string[]): Promise<void> {
    const showings = bodies.map((body) => ({ topic: "menu-changes" as const, body }));
    const [, , venue = ""] = this.#name.split("/");
    const region = this.#region;
    const job = { tenant: this.#tenant, region, recheck: venue };
    await withTimeout(ANSWERS_WITHIN_MS, this.env.MENU_QUEUE.sendBatch([{ body: job }, { body: job, delaySeconds: SECOND_LOOK_S }]));
    await withTimeout(ANSWERS_WITHIN_MS, objectStub(this.env.FEED, region, menuFeed(this.#tenant, venue)).tell(showings));
  }

  #overLocks(from: number, to: number): MenuLock[] {
    const held = new Set(this.#locks.at(to).map(({ id }) => id));
    return this.#locks.at(from).filter(({ id, plannedLockExpirationDate: end }) => !held.has(id) && !!end && Date.parse(end) <= to);
  }

  #arm(): void {
    const now = Date.now();
    const ends = this.#locks.at(now).flatMap(({ plannedLockExpirationDate: end }) => (end ? [Date.parse(end)] : []));
    const times = [
      this.#publications.next(now),
      this.#stock.nextReset(),
      this.#open.next(),
      ...ends,
      this.#notices.open ? now + AGAIN_MS : undefined,
    ];
    const next = times.filter((at) => at !== undefined);
    if (next.length > 0) this.#ringBy(Math.min(...next));
  }

  /** The alarm is only ever brought forward: one that rings for nothing finds out what is next. */
  #ringBy(at: number): void {
    if (at >= this.#rings) return;
    this.#rings = at;
    void this.ctx.storage.setAlarm(Math.max(Date.now() + 1, at));
  }

  get #lastRing(): number {
    const [row] = this.ctx.storage.sql.exec<{ value: string }>("SELECT value FROM facts WHERE name = 'rang'").toArray();
    return Number(row?.value ?? 0);
  }

  #readRegion(): Region {
    const [row] = this.ctx.storage.sql.exec<{ value: Region }>("SELECT value FROM facts WHERE name = 'region'").toArray();
    return row?.value ?? "global";
  }

  get #name(): string {
    const { name } = this.ctx.id;
    if (name === undefined) throw new Error("a venue's object is reached by its name");
    return name;
  }

  get #tenant(): string {
    return this.#name.split("/")[0] ?? "";
  }

  #readCapacity(): { revision: number; capacity: Capacity | null } {
    const [row] = this.ctx.storage.sql.exec<{ value: string }>("SELECT value FROM facts WHERE name = 'capacity'").toArray();
    const kept: { revision: number; capacity: unknown } = row ? JSON.parse(row.value) : { revision: 0, capacity: null };
    return { revision: kept.revision, capacity: kept.capacity === null ? null : Capacity.parse(kept.capacity) };
  }
}

/** Orders had one reservation each, of which they tell nothing any more. */
const isFromBeforeHolds = ({ id, order }: Hold): boolean => id === order;
