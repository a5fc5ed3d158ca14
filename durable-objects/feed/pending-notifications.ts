// Open orders that could not be told where somebody listens: asked again until they know,
// so that one order in trouble keeps no screen from opening.

export const pendingNotificationsTable = "CREATE TABLE untold (order_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID";

export class PendingNotifications {
  readonly #sql: SqlStorage;
  #orders: readonly string[];

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    const rows = sql.exec<{ order_id: string }>("SELECT order_id FROM untold").toArray();
    this.#orders = rows.map(({ order_id: order }) => order);
  }

  get orders(): readonly string[] {
    return this.#orders;
  }

  get any(): boolean {
    return this.#orders.length > 0;
  }

  /** Those that did not hear the newest word; the others did, or have ended. */
  replace(orders: readonly string[]): void {
    if (orders.length === 0 && !this.any) return;
    this.#sql.exec("DELETE FROM untold");
    for (const order of orders) this.#sql.exec("INSERT INTO untold VALUES (?)", order);
    this.#orders = orders;
  }
}
