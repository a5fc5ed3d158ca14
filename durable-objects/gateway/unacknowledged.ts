// What screens that acknowledge have been sent and have not acknowledged yet.
// In rows, because a screen may take longer than the gateway stays awake.

export const unacknowledgedTable = `CREATE TABLE unacknowledged (n INTEGER PRIMARY KEY AUTOINCREMENT, connection TEXT NOT NULL, subscription TEXT NOT NULL,
     message TEXT NOT NULL, order_id TEXT, seq INTEGER) STRICT;
   CREATE INDEX unacknowledged_by_connection ON unacknowledged (connection, subscription)`;

export type AckMode = "client" | "client-individual";
type Sent = { connection: string; subscription: string; message: string; of?: { order: string; seq: number } };

/** What a subscription may leave unacknowledged; the oldest are forgotten, and count as never acknowledged. */
const MOST = 1_000;

type Row = { n: number; subscription: string; order_id: string | null; seq: number | null };
const COLUMNS = "n, subscription, order_id, seq";

export class UnacknowledgedMessages {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The id for the MESSAGE's `ack` header. */
  add({ connection, subscription, message, of }: Sent): number {
    const { n } = this.#sql
      .exec<{ n: number }>(
        "INSERT INTO unacknowledged (connection, subscription, message, order_id, seq) VALUES (?, ?, ?, ?, ?) RETURNING n",
        connection,
        subscription,
        message,
        of?.order ?? null,
        of?.seq ?? null,
      )
      .one();
    if (n % MOST === 0) this.#forgetOldest(connection, subscription);
    return n;
  }

  /** By the `ack` header (STOMP 1.2), or by message-id and, in 1.1, subscription. Undefined when nothing waits under that id. */
  find(connection: string, by: { ack: string } | { message: string; subscription?: string }): Row | undefined {
    if ("ack" in by) {
      if (!/^\d{1,15}$/.test(by.ack)) return undefined;
      return this.#rows(`SELECT ${COLUMNS} FROM unacknowledged WHERE connection = ? AND n = ?`, connection, Number(by.ack))[0];
    }
    const rows = this.#rows(
      `SELECT ${COLUMNS} FROM unacknowledged WHERE connection = ? AND message = ? ORDER BY n`,
      connection,
      by.message,
    );
    return rows.find(({ subscription }) => by.subscription === undefined || by.subscription === subscription);
  }

  /** Takes it off the list; in mode `client`, all that the subscription was sent before as well. The newest state of each order in that. */
  take(connection: string, { n, subscription }: Row, mode: AckMode): Map<string, number> {
    const taken =
      mode === "client"
        ? this.#rows(
            `DELETE FROM unacknowledged WHERE connection = ? AND subscription = ? AND n <= ? RETURNING ${COLUMNS}`,
            connection,
            subscription,
            n,
          )
        : this.#rows(`DELETE FROM unacknowledged WHERE n = ? RETURNING ${COLUMNS}`, n);
    const orders = new Map<string, number>();
    for (const { order_id: order, seq } of taken) {
      if (order !== null && seq !== null) orders.set(order, Math.max(seq, orders.get(order) ?? 0));
    }
    return orders;
  }

  /** Of a connection that has gone, or of one subscription of it. */
  forget(connection: string, subscription?: string): void {
    if (subscription === undefined) this.#sql.exec("DELETE FROM unacknowledged WHERE connection = ?", connection);
    else this.#sql.exec("DELETE FROM unacknowledged WHERE connection = ? AND subscription = ?", connection, subscription);
  }

  /** Of connections that a deploy or a crash has cut off: nobody said goodbye for them. */
  keepOnly(connections: readonly string[]): void {
    this.#sql.exec("DELETE FROM unacknowledged WHERE connection NOT IN (SELECT value FROM json_each(?))", JSON.stringify(connections));
  }

  #forgetOldest(connection: string, subscription: string): void {
    this.#sql.exec(
      `DELETE FROM unacknowledged WHERE connection = ?1 AND subscription = ?2 AND n NOT IN
         (SELECT n FROM unacknowledged WHERE connection = ?1 AND subscription = ?2 ORDER BY n DESC LIMIT ${MOST})`,
      connection,
      subscription,
    );
  }

  #rows(query: string, ...bindings: (string | number)[]): Row[] {
    return this.#sql.exec<Row>(query, ...bindings).toArray();
  }
}
