// What can still be promised of products that are counted. Every change happens in a transaction of the caller's;
// `left` can never be less than nothing.
import type { MenuLock } from "../../domain/menu/menu-lock";
import type { StockCount, StockLevel } from "../../protocol/venue";
import type { StockClaim } from "./stock-claims";

type Row = { product: string; left: number; oversold: number; reset_at: number | null; reset_to: number | null; epoch: number };
export type Missing = { product: string; wanted: number; left: number };

export class Stock {
  readonly #sql: SqlStorage;
  /** The table as it is stored, by product: every checkout asks for some of it. */
  readonly #rows: Map<string, Row>;
  /** When the first of them is reset (epoch ms), or before. */
  #due: number;
  /** Products that were changed since `turned` was asked last, and their lock of before. */
  readonly #changed = new Map<string, MenuLock | undefined>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#rows = new Map(
      sql
        .exec<Row>("SELECT * FROM stock")
        .toArray()
        .map((row) => [row.product, row]),
    );
    this.#due = this.#firstReset();
  }

  /** A recount: what is there to be promised from now on. Null: the product is not counted any more. */
  count(product: string, count: StockCount | null): void {
    this.#watch(product);
    if (!count) {
      this.#sql.exec("DELETE FROM stock WHERE product = ?", product);
      return void this.#rows.delete(product);
    }
    const { left, resetAt, resetTo } = count;
    this.#write({ product, left, oversold: 0, reset_at: resetAt, reset_to: resetTo, epoch: this.#nextEpoch() });
    this.#due = Math.min(this.#due, resetAt ?? Infinity);
  }

  levels(): StockLevel[] {
    return [...this.#rows.values()]
      .toSorted((a, b) => (a.product < b.product ? -1 : 1))
      .map(({ product, left, oversold, reset_at, reset_to }) => ({ product, left, oversold, resetAt: reset_at, resetTo: reset_to }));
  }

  /** What there is too little of. Products that are not counted are always there. */
  missing(wanted: ReadonlyMap<string, number>): Missing[] {
    return [...wanted].flatMap(([product, quantity]): Missing[] => {
      const left = this.#rows.get(product)?.left ?? Infinity;
      return quantity > left ? [{ product, wanted: quantity, left }] : [];
    });
  }

  /** The count that units would come off; undefined when the product is not counted. */
  epochOf(product: string): number | undefined {
    return this.#rows.get(product)?.epoch;
  }

  /** Takes units off; more than are left are oversold. */
  take(product: string, quantity: number): void {
    const row = this.#rows.get(product);
    if (row) this.#move(row, -quantity);
  }

  /** Gives back what was claimed, unless the product was counted anew since: that count knows better. */
  giveBack({ product, epoch, quantity }: Pick<StockClaim, "product" | "epoch" | "quantity">): void {
    const row = this.#rows.get(product);
    if (row?.epoch === epoch) this.#move(row, quantity);
  }

  /** Resets what is due. */
  reset(now: number): void {
    if (now < this.#due) return;
    for (const { product, reset_at, reset_to } of this.#rows.values()) {
      if (reset_at === null || reset_at > now) continue;
      this.count(product, reset_to === null ? null : { left: reset_to, resetAt: null, resetTo: null });
    }
    this.#due = this.#firstReset();
  }

  nextReset(): number | undefined {
    const next = this.#firstReset();
    return next === Infinity ? undefined : next;
  }

  /** One lock for each product that has run out. A reset that is due holds already, whenever the alarm comes to it. */
  soldOut(now: number): MenuLock[] {
    return [...this.#rows.values()]
      .filter(({ left, reset_at }) => left === 0 && (reset_at === null || reset_at > now))
      .toSorted((a, b) => (a.product < b.product ? -1 : 1))
      .map(soldOutLock);
  }

  /** Locks of what has run out, and of what is there again, since this was asked last. */
  turned(): { added: MenuLock[]; removed: MenuLock[] } {
    const added: MenuLock[] = [];
    const removed: MenuLock[] = [];
    for (const [product, before] of this.#changed) {
      const lock = lockOf(this.#rows.get(product));
      if (lock && !before) added.push(lock);
      if (before && !lock) removed.push(before);
    }
    this.#changed.clear();
    return { added, removed };
  }

  /** What is oversold is made good before anything is left again. */
  #move(row: Row, by: number): void {
    this.#watch(row.product);
    const balance = row.left - row.oversold + by;
    const moved = { ...row, left: Math.max(0, balance), oversold: Math.max(0, -balance) };
    this.#rows.set(row.product, moved);
    this.#sql.exec("UPDATE stock SET left = ?, oversold = ? WHERE product = ?", moved.left, moved.oversold, row.product);
  }

  #write(row: Row): void {
    const { product, left, oversold, reset_at, reset_to, epoch } = row;
    this.#rows.set(product, row);
    this.#sql.exec(
      "INSERT OR REPLACE INTO stock (product, left, oversold, reset_at, reset_to, epoch) VALUES (?, ?, ?, ?, ?, ?)",
      product,
      left,
      oversold,
      reset_at,
      reset_to,
      epoch,
    );
  }

  #firstReset(): number {
    let first = Infinity;
    for (const { reset_at } of this.#rows.values()) first = Math.min(first, reset_at ?? Infinity);
    return first;
  }

  #watch(product: string): void {
    if (!this.#changed.has(product)) this.#changed.set(product, lockOf(this.#rows.get(product)));
  }

  #nextEpoch(): number {
    const [row] = this.#sql.exec<{ value: string }>("SELECT value FROM facts WHERE name = 'epoch'").toArray();
    const epoch = Number(row?.value ?? 0) + 1;
    this.#sql.exec("INSERT OR REPLACE INTO facts VALUES ('epoch', ?)", String(epoch));
    return epoch;
  }
}

const lockOf = (row: Row | undefined): MenuLock | undefined => (row?.left === 0 ? soldOutLock(row) : undefined);

const soldOutLock = ({ product, reset_at }: Row): MenuLock => ({
  id: `86-${product}`,
  products: [product],
  lockReason: "sold out",
  ...(reset_at !== null && { plannedLockExpirationDate: new Date(reset_at).toISOString() }),
});
