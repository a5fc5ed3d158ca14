// Bodies of deliveries that are too large for a row, which holds 2 MB in production: they are kept in parts.

export const bodiesTable =
  "CREATE TABLE bodies (delivery INTEGER NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (delivery, part)) STRICT, WITHOUT ROWID";

const PART_BYTES = 1_000_000;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class LargeBodies {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  keep(delivery: number, body: string): void {
    const bytes = encoder.encode(body);
    for (let part = 0; part * PART_BYTES < bytes.length; part++) {
      this.#sql.exec("INSERT INTO bodies VALUES (?, ?, ?)", delivery, part, bytes.slice(part * PART_BYTES, (part + 1) * PART_BYTES));
    }
  }

  /** Empty when there is none. */
  read(delivery: number): string {
    const parts = this.#sql.exec<{ bytes: ArrayBuffer }>("SELECT bytes FROM bodies WHERE delivery = ? ORDER BY part", delivery).toArray();
    return decoder.decode(Buffer.concat(parts.map(({ bytes }) => new Uint8Array(bytes))));
  }

  drop(delivery: number): void {
    this.#sql.exec("DELETE FROM bodies WHERE delivery = ?", delivery);
  }
}
