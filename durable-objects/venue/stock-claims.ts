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

  /**
   * Takes up to so many units off what the line has of a product, those of the newest count first. Answers what came off. `open`: what has
   * been claimed for holds that nobody has confirmed: it goes last, for whoever gives back now has it from before.
   */
  reduce(line: string, product: string, quantity: number, open: readonly StockClaim[] = []): StockClaim[] {
    const claims = this.#sql
      .exec<StockClaim>(
        "SELECT line, product, epoch, quantity FROM claims WHERE line = ? AND product = ? ORDER BY epoch DESC",
        line,
        product,
      )
      .toArray();
    let wanted = quantity;
    const take = (claim: StockClaim, most: number): StockClaim => {
      const off = this.#lessen(claim, Math.min(wanted, most));
      claim.quantity -= off.quantity;
      wanted -= off.quantity;
      return off;
    };
    const settled = claims.map((claim) => take(claim, claim.quantity - unitsAt(claim.epoch, open)));
    return [...settled, ...claims.map((claim) => take(claim, claim.quantity))].filter((off) => off.quantity > 0);
  }

  /** Undoes one claim, as far as it is still there. */
  undo({ line, product, epoch, quantity }: StockClaim): StockClaim {
    const [claim] = this.#sql
      .exec<StockClaim>(
        "SELECT line, product, epoch, quantity FROM claims WHERE line = ? AND product = ? AND epoch = ?",
        line,
        product,
        epoch,
      )
      .toArray();
    return claim ? this.#lessen(claim, quantity) : { line, product, epoch, quantity: 0 };
  }

  /** Forgets up to `most` claims from before `limit` (epoch ms), and answers whether there may be more. */
  prune(limit: number, most: number): boolean {
    const old = "SELECT line, product, epoch FROM claims WHERE created < ? ORDER BY created LIMIT ?";
    const gone = this.#sql.exec(`DELETE FROM claims WHERE (line, product, epoch) IN (${old}) RETURNING line`, limit, most).toArray();
    return gone.length === most;
  }

  #lessen({ line, product, epoch, quantity }: StockClaim, by: number): StockClaim {
    const off = Math.max(0, Math.min(quantity, by));
    if (off > 0 && off === quantity)
      this.#sql.exec("DELETE FROM claims WHERE line = ? AND product = ? AND epoch = ?", line, product, epoch);
    else if (off > 0) {
      this.#sql.exec("UPDATE claims SET quantity = quantity - ? WHERE line = ? AND product = ? AND epoch = ?", off, line, product, epoch);
    }
    return { line, product, epoch, quantity: off };
  }
}

const unitsAt = (epoch: number, claims: readonly StockClaim[]): number =>
  claims.reduce((sum, claim) => sum + (claim.epoch === epoch ? claim.quantity : 0), 0);
