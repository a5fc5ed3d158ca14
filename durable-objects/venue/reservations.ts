// What orders keep of stock and of the kitchen's time. One order has one reservation; all of it or nothing.
import type { Channel } from "../../domain/menu/channel";
import { nextFreeSlot, slotStart, throttled } from "../../domain/stock/slot";
import { err, ok, type Result } from "../../domain/result";
import type { Region } from "../../domain/access/principal";
import type { Capacity } from "../../domain/venue/capacity";
import type { Reservation, Shortage } from "../../protocol/venue";
import type { Missing, Stock } from "./stock";

/** What was placed is remembered so long: a cancellation after that gives nothing back. */
const KEPT_MS = 7 * 24 * 60 * 60_000;

export type Overdue = { order: string; region: Region };

export class Reservations {
  readonly #storage: DurableObjectStorage;
  readonly #stock: Stock;
  readonly #capacity: () => Capacity | null;

  constructor(storage: DurableObjectStorage, stock: Stock, capacity: () => Capacity | null) {
    this.#storage = storage;
    this.#stock = stock;
    this.#capacity = capacity;
  }

  /** A refusal leaves what the order had as it was. What was placed stays placed. */
  reserve({ order, region, items, slot, until }: Reservation, now: number): Result<{ slot?: number }, Shortage> {
    const refused: { shortage?: Shortage | undefined } = {};
    let start: number | undefined;
    try {
      this.#storage.transactionSync(() => {
        this.#stock.reset(now);
        const before = this.#find(order);
        this.#remove(order);
        const missing = this.#take(order, wholeUnits(items));
        if (missing.length > 0) refused.shortage = { code: "sold-out", products: missing };
        refused.shortage ??= this.#full(slot, before !== undefined, now);
        if (refused.shortage) throw new Refused();
        const capacity = this.#capacity();
        start = slot && capacity ? slotStart(slot.at, capacity.slotMinutes, "UTC") : undefined;
        this.#sql.exec(
          "INSERT INTO reservations VALUES (?, ?, ?, ?, ?, ?, ?)",
          order,
          region,
          before?.state ?? "held",
          until,
          before?.created ?? now,
          slot?.channel ?? null,
          start ?? null,
        );
      });
    } catch (error) {
      if (!(error instanceof Refused) || !refused.shortage) throw error;
      return err(refused.shortage);
    }
    return ok(start === undefined ? {} : { slot: start });
  }

  /** `placed`: what was kept is sold. `gone`: it goes back. Said again, or of an order that keeps nothing, it changes nothing. */
  settle(order: string, outcome: "placed" | "gone"): void {
    if (outcome === "gone") return this.#remove(order);
    this.#sql.exec("UPDATE reservations SET state = 'placed' WHERE order_id = ?", order);
  }

  /** Kept too long by orders of which nobody has said what became of them. */
  overdue(now: number): Overdue[] {
    return this.#sql
      .exec<{ order_id: string; region: Region }>(
        "SELECT order_id, region FROM reservations WHERE state = 'held' AND until <= ? ORDER BY until LIMIT 100",
        now,
      )
      .toArray()
      .map(({ order_id, region }) => ({ order: order_id, region }));
  }

  /** Asked again then. */
  postpone(order: string, until: number): void {
    this.#sql.exec("UPDATE reservations SET until = ? WHERE order_id = ? AND state = 'held'", until, order);
  }

  next(): number | undefined {
    const [row] = this.#sql.exec<{ at: number | null }>("SELECT min(until) AS at FROM reservations WHERE state = 'held'").toArray();
    return row?.at ?? undefined;
  }

  prune(now: number): void {
    const old = "SELECT order_id FROM reservations WHERE state = 'placed' AND created < ?";
    this.#sql.exec(`DELETE FROM reserved WHERE order_id IN (${old})`, now - KEPT_MS);
    this.#sql.exec("DELETE FROM reservations WHERE state = 'placed' AND created < ?", now - KEPT_MS);
  }

  #full(slot: Reservation["slot"], known: boolean, now: number): Shortage | undefined {
    const capacity = this.#capacity();
    if (!capacity) return undefined;
    const { slotMinutes, orders, throttle } = capacity;
    const limit = slot && orders[slot.channel];
    if (slot && limit !== undefined) {
      const start = slotStart(slot.at, slotMinutes, "UTC");
      if (this.#taken(slot.channel, start) >= limit) {
        const next = nextFreeSlot(start, { slotMinutes, timeZone: "UTC", limit }, (at) => this.#taken(slot.channel, at));
        return { code: "slot-full", channel: slot.channel, ...(next !== undefined && { next }) };
      }
    }
    if (!throttle || known) return undefined;
    const seconds = throttled(this.#createdSince(now - throttle.minutes * 60_000), throttle, now);
    return seconds > 0 ? { code: "venue-busy", retryAfterSeconds: seconds } : undefined;
  }

  #taken(channel: Channel, slot: number): number {
    return this.#sql.exec<{ n: number }>("SELECT count(*) AS n FROM reservations WHERE channel = ? AND slot = ?", channel, slot).one().n;
  }

  #createdSince(from: number): number[] {
    const rows = this.#sql.exec<{ created: number }>("SELECT created FROM reservations WHERE created > ? ORDER BY created", from).toArray();
    return rows.map(({ created }) => created);
  }

  #find(order: string): { state: string; created: number } | undefined {
    return this.#sql
      .exec<{ state: string; created: number }>("SELECT state, created FROM reservations WHERE order_id = ?", order)
      .toArray()[0];
  }

  #remove(order: string): void {
    const reserved = this.#sql
      .exec<{ product: string; quantity: number; epoch: number }>("SELECT product, quantity, epoch FROM reserved WHERE order_id = ?", order)
      .toArray();
    for (const claim of reserved) this.#stock.giveBack(claim);
    this.#sql.exec("DELETE FROM reserved WHERE order_id = ?", order);
    this.#sql.exec("DELETE FROM reservations WHERE order_id = ?", order);
  }

  #take(order: string, items: Reservation["items"]): Missing[] {
    const missing = this.#stock.missing(new Map(items.map(({ product, quantity }) => [product, quantity])));
    if (missing.length > 0) return missing;
    for (const { product, quantity } of items) {
      const epoch = this.#stock.take(product, quantity);
      if (epoch !== undefined) this.#sql.exec("INSERT INTO reserved VALUES (?, ?, ?, ?)", order, product, quantity, epoch);
    }
    return [];
  }

  get #sql(): SqlStorage {
    return this.#storage.sql;
  }
}

/** Rolls the transaction back; never leaves this file. */
class Refused extends Error {}

/** Products that several lines want are wanted together; half a product takes a whole one off the shelf. */
function wholeUnits(items: Reservation["items"]): Reservation["items"] {
  const wanted = new Map<string, number>();
  for (const { product, quantity } of items) wanted.set(product, (wanted.get(product) ?? 0) + quantity);
  return [...wanted].map(([product, quantity]) => ({ product, quantity: Math.ceil(quantity) }));
}
