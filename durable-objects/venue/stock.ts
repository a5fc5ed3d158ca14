// What can still be promised of products that are counted. Every change happens in a transaction of the caller's; `left` can never be less than nothing.
import type { MenuLock } from "../../domain/menu/lock";
import type { StockLevel } from "../../protocol/venue";

type Row = { product: string; left: number; reset_at: number | null; reset_to: number | null; epoch: number };
type Wanted = { product: string; quantity: number };
export type Missing = { product: string; wanted: number; left: number };

export class Stock {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** A recount: what is there to be promised from now on. Null: the product is not counted any more. */
  count(product: string, level: Omit<StockLevel, "product"> | null): void {
    if (!level) return void this.#sql.exec("DELETE FROM stock WHERE product = ?", product);
    const { left, resetAt, resetTo } = level;
    this.#sql.exec(
      `INSERT INTO stock VALUES (?, ?, ?, ?, ?) ON CONFLICT (product) DO UPDATE SET
         left = excluded.left, reset_at = excluded.reset_at, reset_to = excluded.reset_to, epoch = excluded.epoch`,
      product,
      left,
      resetAt,
      resetTo,
      this.#nextEpoch(),
    );
  }

  levels(): StockLevel[] {
    return this.#rows().map(({ product, left, reset_at, reset_to }) => ({ product, left, resetAt: reset_at, resetTo: reset_to }));
  }

  /** Takes it all, or says what there is too little of. Products that are not counted are always there. */
  take(order: string, items: readonly Wanted[]): Missing[] {
    const rows = new Map(this.#rows().map((row) => [row.product, row]));
    const counted = items.filter(({ product }) => rows.has(product));
    const missing = counted.flatMap(({ product, quantity }): Missing[] => {
      const left = rows.get(product)?.left ?? 0;
      return quantity > left ? [{ product, wanted: quantity, left }] : [];
    });
    if (missing.length > 0) return missing;
    for (const { product, quantity } of counted) {
      this.#sql.exec("UPDATE stock SET left = left - ? WHERE product = ?", quantity, product);
      this.#sql.exec("INSERT INTO reserved VALUES (?, ?, ?, ?)", order, product, quantity, rows.get(product)?.epoch ?? 0);
    }
    return [];
  }

  /** Gives back what the order has, unless the product was counted anew since: that count knows better. */
  giveBack(order: string): void {
    this.#sql.exec(
      `UPDATE stock SET left = left + (SELECT quantity FROM reserved WHERE order_id = ?1 AND reserved.product = stock.product)
       WHERE EXISTS (SELECT 1 FROM reserved WHERE order_id = ?1 AND reserved.product = stock.product AND reserved.epoch = stock.epoch)`,
      order,
    );
    this.#sql.exec("DELETE FROM reserved WHERE order_id = ?", order);
  }

  /** Resets what is due. */
  reset(now: number): void {
    for (const { product, reset_at, reset_to } of this.#rows()) {
      if (reset_at !== null && reset_at <= now)
        this.count(product, reset_to === null ? null : { left: reset_to, resetAt: null, resetTo: null });
    }
  }

  nextReset(): number | undefined {
    const [row] = this.#sql.exec<{ at: number | null }>("SELECT min(reset_at) AS at FROM stock").toArray();
    return row?.at ?? undefined;
  }

  /** One lock for each product that has run out. A reset that is due holds already, whenever the alarm comes to it. */
  soldOut(now: number): MenuLock[] {
    return this.#rows().flatMap(({ product, left, reset_at }) =>
      left > 0 || (reset_at !== null && reset_at <= now) ? [] : [soldOutLock(product, reset_at)],
    );
  }

  #rows(): Row[] {
    return this.#sql.exec<Row>("SELECT * FROM stock ORDER BY product").toArray();
  }

  #nextEpoch(): number {
    const [row] = this.#sql.exec<{ value: string }>("SELECT value FROM facts WHERE name = 'epoch'").toArray();
    const epoch = Number(row?.value ?? 0) + 1;
    this.#sql.exec("INSERT OR REPLACE INTO facts VALUES ('epoch', ?)", String(epoch));
    return epoch;
  }
}

const soldOutLock = (product: string, resetAt: number | null): MenuLock => ({
  id: `86-${product}`,
  products: [product],
  lockReason: "sold out",
  ...(resetAt !== null && { plannedLockExpirationDate: new Date(resetAt).toISOString() }),
});
