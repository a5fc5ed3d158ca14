// The venue-wide sequence: each change of an order that the venue's own screens are shown gets the next number, and each order keeps its
// newest. So what a screen has missed since a number is a look-up. Counted only while screens are there: when they have gone for long, the
// count has a gap, and who names a number from before it starts afresh.

export const venueSequenceTable = `CREATE TABLE numbers (order_id TEXT PRIMARY KEY, number INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE INDEX numbers_by_number ON numbers (number);
   CREATE TABLE counts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID`;

/** Orders that have left are remembered over so many changes. */
const GONE_KEPT = 2_000;

type Numbered = { order: string; seq: number; gone: boolean };

export class VenueSequence {
  readonly #sql: SqlStorage;
  #number: number;
  #from: number;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    const { newest } = sql.exec<{ newest: number }>("SELECT coalesce(max(number), 0) AS newest FROM numbers").one();
    this.#from = this.#count("from") ?? 1;
    this.#number = Math.max(newest, this.#from);
  }

  /** The newest. */
  get number(): number {
    return this.#number;
  }

  /** Whether nothing is missing between that number and now. */
  reaches(number: number): boolean {
    return number >= this.#from && number <= this.#number;
  }

  /** False when that state, or a newer one, has a number already. */
  take({ order, seq, gone }: Numbered): boolean {
    const [known] = this.#sql.exec<{ seq: number }>("SELECT seq FROM numbers WHERE order_id = ?", order).toArray();
    if (known && known.seq >= seq) return false;
    this.#sql.exec("INSERT OR REPLACE INTO numbers VALUES (?, ?, ?, ?)", order, ++this.#number, seq, Number(gone));
    if (this.#number % GONE_KEPT === 0) this.#forgetBefore(this.#number - GONE_KEPT);
    return true;
  }

  /**
   * Orders that have changed since, in the order of their newest change.
   * Reads storage, so an instance that was replaced elsewhere cannot answer.
   */
  since(number: number): Numbered[] {
    return this.#sql
      .exec<{ order_id: string; seq: number; gone: number }>(
        "SELECT order_id, seq, gone FROM numbers WHERE number > ? ORDER BY number",
        number,
      )
      .toArray()
      .map(({ order_id: order, seq, gone }) => ({ order, seq, gone: gone === 1 }));
  }

  /** Nobody counts from now on: what happens until somebody does again is in no number. */
  lapse(): void {
    this.#from = ++this.#number;
    this.#sql.exec("INSERT OR REPLACE INTO counts VALUES ('from', ?)", this.#from);
    this.#sql.exec("DELETE FROM numbers");
  }

  #forgetBefore(number: number): void {
    if (number <= this.#from) return;
    this.#from = number;
    this.#sql.exec("INSERT OR REPLACE INTO counts VALUES ('from', ?)", number);
    this.#sql.exec("DELETE FROM numbers WHERE gone = 1 AND number <= ?", number);
  }

  #count(name: string): number | undefined {
    return this.#sql.exec<{ value: number }>("SELECT value FROM counts WHERE name = ?", name).toArray()[0]?.value;
  }
}
