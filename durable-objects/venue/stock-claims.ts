// Which line has which units off the shelf, and of which count they were. Lines move between orders and keep their ids, so no order is
// named here.

/** `quantity`: whole units. `epoch`: the product's count that they were taken from. */
export type StockClaim = { line: string; product: string; epoch: number; quantity: number };

export class StockClaims {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** `now`: epoch ms. */
  add({ line, product, epoch, quantity }: StockClaim, now: number): void {
    this.#sql.exec(
      `INSERT INTO claims (line, product, epoch, quantity, created) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (line, product, epoch) DO UPDATE SET quantity = quantity + excluded.quantity, created = excluded.created`,
      line,
      product,
      epoch,
      quantity,
      now,
    );
  }

  /** Takes up to so many units off what the line has of a product, those of the newest count first. Answers what came off. */
  reduce(line: string, product: string, quantity: number): StockClaim[] {
    const claims = this.#sql
      .exec<StockClaim>(
        "SELECT line, product, epoch, quantity FROM claims WHERE line = ? AND product = ? ORDER BY epoch DESC",
        line,
        product,
      )
      .toArray();
    let wanted = quantity;
    return claims.flatMap((claim) => {
      const off = Math.min(wanted, claim.quantity);
      wanted -= off;
      if (off > 0) this.#lessen(claim, off);
      return off > 0 ? [{ ...claim, quantity: off }] : [];
    });
  }

  /** Forgets up to `most` claims from before `limit` (epoch ms), and answers whether there may be more. */
  prune(limit: number, most: number): boolean {
    const old = "SELECT line, product, epoch FROM claims WHERE created < ? ORDER BY created LIMIT ?";
    const gone = this.#sql.exec(`DELETE FROM claims WHERE (line, product, epoch) IN (${old}) RETURNING line`, limit, most).toArray();
    return gone.length === most;
  }

  #lessen({ line, product, epoch, quantity }: StockClaim, by: number): void {
    if (by === quantity) this.#sql.exec("DELETE FROM claims WHERE line = ? AND product = ? AND epoch = ?", line, product, epoch);
    else this.#sql.exec("UPDATE claims SET quantity = quantity - ? WHERE line = ? AND product = ? AND epoch = ?", by, line, product, epoch);
  }
}
