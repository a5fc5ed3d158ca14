/** A cache of the fold, never the truth: of another `format` it is ignored, and it may be deleted at any time. */
export const snapshotTable =
  "CREATE TABLE snapshot (only INTEGER PRIMARY KEY CHECK (only = 1), format INTEGER NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL) STRICT";

export class Snapshot<S> {
  readonly #sql: SqlStorage;
  readonly #format: number;
  #seq = 0;

  constructor(sql: SqlStorage, format: number) {
    this.#sql = sql;
    this.#format = format;
  }

  /** State at event `seq`, to fold on from. */
  read(): { seq: number; state: S } | undefined {
    const row = this.#sql.exec<{ seq: number; body: string }>("SELECT seq, body FROM snapshot WHERE format = ?", this.#format).toArray()[0];
    if (!row) return undefined;
    this.#seq = row.seq;
    const state: S = JSON.parse(row.body); // written by keep() in this format, never by anyone else
    return { seq: row.seq, state };
  }

  /** Writes one when `every` events have come since the last. A row may hold 2 MB in production: a larger state is folded from its log. */
  keep(seq: number, state: S, every: number): void {
    if (seq - this.#seq < every || seq === this.#seq) return;
    const body = JSON.stringify(state);
    if (body.length > 1_500_000) return;
    this.#sql.exec("INSERT OR REPLACE INTO snapshot VALUES (1, ?, ?, ?)", this.#format, seq, body);
    this.#seq = seq;
  }

  drop(): void {
    this.#sql.exec("DELETE FROM snapshot");
    this.#seq = 0;
  }
}
