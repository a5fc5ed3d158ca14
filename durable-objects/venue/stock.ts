// What can still be promised of products that are counted. Every change happens in a transaction of the caller's; `left` can never be less than nothing.
import type { MenuLock } from "../../domain/menu/lock";
import type { StockCount, StockLevel } from "../../protocol/venue";
import type { StockClaim } from "./stock-claims";

type Row = { product: string; left: number; oversold: number; reset_at: number | null; reset_to: number | null; epoch: number };
export type Missing = { product: string; wanted: number; left: number };

export class Stock {
  readonly #sql: SqlStorage;
  /** Products that were changed since `turned` was asked last, and their lock of before. */
  readonly #changed = new Map<string, MenuLock | undefined>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** A recount: what is there to be promised from now on. Null: the product is not counted any more. */
  count(product: string, count: StockCount | null): void {
    this.#watch(product, this.#find(product));
    if (!count) return void this.#sql.exec("DELETE FROM stock WHERE product = ?", product);
    const { left, resetAt, resetTo } = count;
    this.#sql.exec(
      "INSERT OR REPLACE INTO stock (product, left, oversold, reset_at, reset_to, epoch) VALUES (?, ?, 0, ?, ?, ?)",
      product,
      left,
      resetAt,
      resetTo,
      this.#nextEpoch(),
    );
  }

  levels(): StockLevel[] {
    return this.#sql
      .exec<Row>("SELECT * FROM stock ORDER BY product")
      .toArray()
      .map(({ product, left, oversold, reset_at, reset_to }) => ({ product, left, oversold, resetAt: reset_at, resetTo: reset_to }));
  }

  /** What there is too little of. Products that are not counted are always there. */
  missing(wanted: ReadonlyMap<string, number>): Missing[] {
    return [...wanted].flatMap(([product, quantity]): Missing[] => {
      const left = this.#find(product)?.left ?? Infinity;
      return quantity > left ? [{ product, wanted: quantity, left }] : [];
    });
  }

  /**
   * Takes units off; more than are left are oversold. Answers the count that they are taken from, undefined when the product is not
   * counted.
   */
  take(product: string, quantity: number): number | undefined {
    const row = this.#find(product);
    if (row) this.#move(row, -quantity);
    return row?.epoch;
  }

  /** Gives back what was claimed, unless the product was counted anew since: that count knows better. */
  giveBack({ product, epoch, quantity }: Pick<StockClaim, "product" | "epoch" | "quantity">): void {
    const row = this.#find(product);
    if (row?.epoch === epoch) this.#move(row, quantity);
  }

  /** Resets what is due. */
  reset(now: number): void {
    const due = this.#sql.exec<Row>("SELECT * FROM stock WHERE reset_at <= ?", now).toArray();
    for (const { product, reset_to } of due) {
      this.count(product, reset_to === null ? null : { left: reset_to, resetAt: null, resetTo: null });
    }
  }

  nextReset(): number | undefined {
    const [row] = this.#sql.exec<{ at: number | null }>("SELECT min(reset_at) AS at FROM stock").toArray();
    return row?.at ?? undefined;
  }

  /** One lock for each product that has run out. A reset that is due holds already, whenever the alarm comes to it. */
  soldOut(now: number): MenuLock[] {
    return this.#sql
      .exec<Row>("SELECT * FROM stock WHERE left = 0 AND (reset_at IS NULL OR reset_at > ?) ORDER BY product", now)
      .toArray()
      .map(soldOutLock);
  }

  /** What has run out, and what is there again, since this was asked last. */
  turned(): { out: MenuLock[]; back: MenuLock[] } {
    const out: MenuLock[] = [];
    const back: MenuLock[] = [];
    for (const [product, before] of this.#changed) {
      const lock = lockOf(this.#find(product));
      if (lock && !before) out.push(lock);
      if (before && !lock) back.push(before);
    }
    this.#changed.clear();
    return { out, back };
  }

  #find(product: string): Row | undefined {
    return this.#sql.exec<Row>("SELECT * FROM stock WHERE product = ?", product).toArray()[0];
  }

  /** What is oversold is made good before anything is left again. */
  #move(row: Row, by: number): void {
    this.#watch(row.product, row);
    const balance = row.left - row.oversold + by;
    this.#sql.exec("UPDATE stock SET left = ?, oversold = ? WHERE product = ?", Math.max(0, balance), Math.max(0, -balance), row.product);
  }

  #watch(product: string, row: Row | undefined): void {
    if (!this.#changed.has(product)) this.#changed.set(product, lockOf(row));
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
