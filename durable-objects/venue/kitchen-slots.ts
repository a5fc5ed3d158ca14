// Orders' places in the kitchen's time. A place is kept as the moment that the order is wanted; slots are cut when they are asked for, so
// that places stay where they are when the venue cuts its day anew.
import { nextFreeSlot, nextSlot, slotStart, throttled } from "../../domain/venue/kitchen-slot";
import type { Capacity, Throttle } from "../../domain/venue/capacity";
import type { SlotRequest } from "../../protocol/hold";
import type { Shortage } from "../../protocol/venue";
import type { OpenHolds } from "./open-holds";

/** `created`: when the order asked for it; once it has committed, when it asked for its first one (epoch ms). */
export type Place = { channel: string; at: number; created: number };

/** `start`…`end`: epoch ms, the end not in it. */
type Slot = { channel: string; start: number; end: number };

/** `created`: when the order came (epoch ms). */
type Came = { order: string; created: number };

/** A venue's checkouts ask for a few hours of some channels. */
const MAX_SLOTS_AT_HAND = 32;

/**
 * An order that wants another place has the old one too until it commits: its own is in the table, those that it asks for are with its open
 * holds, and an order in a slot counts once.
 */
export class KitchenSlots {
  readonly #sql: SqlStorage;
  readonly #open: Pick<OpenHolds, "places" | "placesOf">;
  readonly #capacity: () => Capacity | null;
  /** Which orders are in slots that were asked for lately: every checkout asks how many there are. */
  readonly #atHand = new Map<string, { slot: Slot; orders: Set<string> }>();

  constructor(sql: SqlStorage, open: Pick<OpenHolds, "places" | "placesOf">, capacity: () => Capacity | null) {
    this.#sql = sql;
    this.#open = open;
    this.#capacity = capacity;
  }

  /**
   * Why the order gets no place there. One that has a place in that slot keeps it, and one that has any place here is not new. `now`: epoch
   * ms.
   */
  refusal(order: string, wish: SlotRequest, now: number): Shortage | undefined {
    const capacity = this.#capacity();
    if (!capacity) return undefined;
    const { slotMinutes } = capacity;
    const start = slotStart(wish.at, slotMinutes, wish.timeZone);
    const end = nextSlot(start, slotMinutes, wish.timeZone);
    const orders = this.#ordersIn({ channel: wish.channel, start, end });
    if (orders.has(order)) return undefined;
    const limit = capacity.orders[wish.channel];
    if (limit !== undefined && orders.size >= limit) {
      const taken = (from: number, to: number) => this.#read({ channel: wish.channel, start: from, end: to }).size;
      const next = nextFreeSlot(start, { slotMinutes, timeZone: wish.timeZone, limit }, taken);
      return { code: "slot-full", channel: wish.channel, ...(next !== undefined && { next }) };
    }
    return capacity.throttle && this.#of(order).length === 0 ? this.#busy(capacity.throttle, now) : undefined;
  }

  /** When the slot begins (epoch ms), undefined where the kitchen has no slots. */
  slotOf({ at, timeZone }: SlotRequest): number | undefined {
    const capacity = this.#capacity();
    return capacity ? slotStart(at, capacity.slotMinutes, timeZone) : undefined;
  }

  /** The order asks for it with an open hold, and has what it had before as well. */
  ask(order: string, place: Place): void {
    for (const { slot, orders } of this.#atHand.values()) if (isIn(slot, place)) orders.add(order);
  }

  /**
   * The order has committed: the place is its own from now on, and the one that it had before is free. One that had a place came when it
   * got that.
   */
  commit(order: string, { channel, at, created }: Place): void {
    this.#sql.exec(
      `INSERT INTO places (order_id, channel, at, created) VALUES (?, ?, ?, ?)
         ON CONFLICT (order_id) DO UPDATE SET channel = excluded.channel, at = excluded.at`,
      order,
      channel,
      at,
      created,
    );
    this.moved(order);
  }

  /** The order needs no place any more. What it has asked for since, before this was heard, is another one. */
  leave(order: string): void {
    this.#sql.exec("DELETE FROM places WHERE order_id = ?", order);
    this.moved(order);
  }

  /** The order has other places than before. */
  moved(order: string): void {
    if (this.#atHand.size === 0) return;
    const places = this.#of(order);
    for (const { slot, orders } of this.#atHand.values()) {
      if (places.some((place) => isIn(slot, place))) orders.add(order);
      else orders.delete(order);
    }
  }

  /** Forgets up to `most` places of orders that came and were wanted before `limit` (epoch ms), and answers whether there may be more. */
  prune(limit: number, most: number): boolean {
    const old = "SELECT order_id FROM places WHERE created < ? AND at < ? LIMIT ?";
    const gone = this.#sql.exec(`DELETE FROM places WHERE order_id IN (${old}) RETURNING order_id`, limit, limit, most).toArray();
    if (gone.length > 0) this.#atHand.clear();
    return gone.length === most;
  }

  #busy(throttle: Throttle, now: number): Shortage | undefined {
    const seconds = throttled(this.#newest(now - throttle.minutes * 60_000, throttle.orders), throttle, now);
    return seconds > 0 ? { code: "venue-busy", retryAfterSeconds: seconds } : undefined;
  }

  #of(order: string): Place[] {
    const own = this.#sql.exec<Place>("SELECT channel, at, created FROM places WHERE order_id = ?", order).toArray();
    return [...own, ...this.#open.placesOf(order)];
  }

  #ordersIn(slot: Slot): ReadonlySet<string> {
    const key = `${slot.channel} ${slot.start} ${slot.end}`;
    const known = this.#atHand.get(key);
    if (known) return known.orders;
    const orders = this.#read(slot);
    if (this.#atHand.size >= MAX_SLOTS_AT_HAND) this.#atHand.clear();
    this.#atHand.set(key, { slot, orders });
    return orders;
  }

  #read(slot: Slot): Set<string> {
    const { channel, start, end } = slot;
    const rows = this.#sql
      .exec<{ order: string }>('SELECT order_id AS "order" FROM places WHERE channel = ? AND at >= ? AND at < ?', channel, start, end)
      .toArray();
    const open = [...this.#open.places()].filter((place) => isIn(slot, place));
    return new Set([...rows, ...open].map(({ order }) => order));
  }

  /** When the newest `most` orders came after `from`, oldest first; nothing when there are fewer. */
  #newest(from: number, most: number): number[] {
    const committed = this.#sql
      .exec<Came>('SELECT order_id AS "order", created FROM places WHERE created > ? ORDER BY created DESC LIMIT ?', from, most)
      .toArray();
    const asking = [...this.#open.places()].filter(({ created }) => created > from);
    // Mostly there are too few, and which of them are new need not be known.
    if (committed.length + asking.length < most) return [];
    const cameAt = new Map([...committed, ...this.#withoutOwn(asking)].map(({ order, created }) => [order, created]));
    return [...cameAt.values()].toSorted((one, other) => one - other).slice(-most);
  }

  /** Those whose orders have no place of their own: those that have one came when they got it. One query, for there may be thousands. */
  #withoutOwn(asking: readonly Came[]): Came[] {
    const orders = JSON.stringify(asking.map(({ order }) => order));
    const rows = this.#sql
      .exec<{ order: string }>('SELECT order_id AS "order" FROM places WHERE order_id IN (SELECT value FROM json_each(?))', orders)
      .toArray();
    const own = new Set(rows.map(({ order }) => order));
    return asking.filter(({ order }) => !own.has(order));
  }
}

const isIn = ({ channel, start, end }: Slot, place: Place): boolean => place.channel === channel && start <= place.at && place.at < end;
