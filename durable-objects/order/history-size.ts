// How much an order has stored. Asking the database costs as much as a row, so it is asked now and then.

const ASKED_EVERY = 64;

export class HistorySize {
  readonly #sql: Pick<SqlStorage, "databaseSize">;
  #bytes = 0;
  #commands = 0;

  constructor(sql: Pick<SqlStorage, "databaseSize">) {
    this.#sql = sql;
  }

  /** As of one of the last 64 commands: to be called with each. */
  bytes(): number {
    if (this.#commands++ % ASKED_EVERY === 0) this.#bytes = this.#sql.databaseSize;
    return this.#bytes;
  }
}
