// One endpoint's rows: what it is, what waits to be sent, what has been sent.
import { Attempt, type Delivery, type DeliveryEntry, type EndpointConfig } from "../../protocol/webhook";
import { migrate } from "../lib/migrate";
import { bodiesTable, LargeBodies } from "./large-bodies";
import type { Verdict } from "./schedule";

const migrations = [
  `CREATE TABLE endpoint (
     only INTEGER PRIMARY KEY CHECK (only = 1), tenant TEXT NOT NULL, id TEXT NOT NULL, url TEXT NOT NULL, secret TEXT NOT NULL,
     active INTEGER NOT NULL, disabled_at TEXT, disabled_because TEXT
   ) STRICT;
   CREATE TABLE deliveries (
     number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, body TEXT NOT NULL, created TEXT NOT NULL,
     status TEXT NOT NULL, next_at INTEGER, attempts TEXT NOT NULL
   ) STRICT;
   CREATE INDEX deliveries_due ON deliveries (status, next_at);`,
  bodiesTable,
  "ALTER TABLE deliveries ADD COLUMN correlation_id TEXT;",
];

/** Finished deliveries that the log keeps, give or take a hundred. */
const KEPT = 1_000;

/** `disabled`: we have stopped sending by ourselves, and why; `at` is RFC 3339 UTC. */
export type EndpointStatus = { active: boolean; disabled: { at: string; reason: string } | null };

type Row = {
  number: number;
  id: string;
  type: Delivery["type"];
  body: string;
  created: string;
  status: string;
  next_at: number | null;
  attempts: string;
  correlation_id: string | null;
};
export type Due = Delivery & { number: number; made: number };

/**
 * `next_at` is when a delivery may next be taken, epoch milliseconds.
 * Taking one moves it on, so that a crash means: tried again after the lease.
 */
export class DeliveryLog {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;
  readonly #large: LargeBodies;

  constructor(storage: DurableObjectStorage) {
    migrate(storage, migrations);
    this.#storage = storage;
    this.#sql = storage.sql;
    this.#large = new LargeBodies(storage.sql);
  }

  get config(): EndpointConfig | undefined {
    const [row] = this.#sql
      .exec<{ tenant: string; id: string; url: string; secret: string; active: number }>(
        "SELECT tenant, id, url, secret, active FROM endpoint",
      )
      .toArray();
    return row && { ...row, active: row.active === 1 };
  }

  get status(): EndpointStatus | undefined {
    const [row] = this.#sql
      .exec<{ active: number; disabled_at: string | null; disabled_because: string | null }>("SELECT * FROM endpoint")
      .toArray();
    if (!row) return undefined;
    const { disabled_at: at, disabled_because: reason } = row;
    return { active: row.active === 1, disabled: at !== null && reason !== null ? { at, reason } : null };
  }

  configure({ tenant, id, url, secret, active }: EndpointConfig): void {
    this.#sql.exec("INSERT OR REPLACE INTO endpoint VALUES (1, ?, ?, ?, ?, ?, NULL, NULL)", tenant, id, url, secret, Number(active));
  }

  disable(at: string, reason: string): void {
    this.#sql.exec("UPDATE endpoint SET active = 0, disabled_at = ?, disabled_because = ?", at, reason);
  }

  clear(): void {
    this.#storage.transactionSync(() => this.#sql.exec("DELETE FROM endpoint; DELETE FROM deliveries; DELETE FROM bodies;"));
  }

  /** A delivery that is known already stays as it is. `nextAt`: when it may first be taken. */
  add({ id, type, body, correlationId }: Delivery, now: number, nextAt: number): void {
    const added = this.#sql
      .exec<{ number: number }>(
        `INSERT INTO deliveries (id, type, body, created, status, next_at, attempts, correlation_id)
         VALUES (?, ?, ?, ?, 'pending', ?, '[]', ?) ON CONFLICT DO NOTHING RETURNING number`,
        id,
        type,
        isLarge(body) ? "" : body,
        new Date(now).toISOString(),
        nextAt,
        correlationId ?? null,
      )
      .toArray();
    for (const { number } of added) if (isLarge(body)) this.#large.keep(number, body);
    if (added.some(({ number }) => number % 100 === 0)) this.#forgetOldest();
  }

  /** The delivery that has waited longest, if one is due; it will not be given out again before `leasedUntil`. */
  take(now: number, leasedUntil: number): Due | undefined {
    const [row] = this.#sql
      .exec<Row>("SELECT * FROM deliveries WHERE status = 'pending' AND next_at <= ? ORDER BY next_at, number LIMIT 1", now)
      .toArray();
    if (!row) return undefined;
    this.#sql.exec("UPDATE deliveries SET next_at = ? WHERE number = ?", leasedUntil, row.number);
    return this.#due(row);
  }

  find(id: string): Due | undefined {
    const [row] = this.#sql.exec<Row>("SELECT * FROM deliveries WHERE id = ?", id).toArray();
    return row && this.#due(row);
  }

  #due(row: Row): Due {
    const { number, id, type } = row;
    return { number, id, type, body: this.#bodyOf(row), made: attemptsOf(row).length, ...correlationOf(row) };
  }

  #bodyOf = ({ number, body }: Row): string => body || this.#large.read(number);

  /** Writes an attempt down, and what follows from it. The body of what is finished is kept no longer. */
  record(number: number, attempt: Attempt, verdict: Verdict, now: number): void {
    this.#sql.exec(
      "UPDATE deliveries SET status = ?, next_at = ?, attempts = json_insert(attempts, '$[#]', json(?)) WHERE number = ?",
      verdict.status,
      verdict.status === "pending" ? now + verdict.waitMs : null,
      JSON.stringify(attempt),
      number,
    );
    if (verdict.status !== "pending") this.#forgetBody(number);
  }

  #forgetBody(number: number): void {
    this.#sql.exec("UPDATE deliveries SET body = '' WHERE number = ?", number);
    this.#large.drop(number);
  }

  /** Changes what waits of the deliveries whose ids begin so; of the others, and of what receivers have answered, nothing is kept. */
  rewrite(prefix: string, change: (body: string) => string): void {
    const rows = this.#sql.exec<Row>("SELECT * FROM deliveries WHERE substr(id, 1, ?) = ?", prefix.length, prefix).toArray();
    for (const row of rows) {
      const body = row.status === "pending" ? change(this.#bodyOf(row)) : "";
      const attempts = attemptsOf(row).map((attempt) => ({ ...attempt, response: "" }));
      this.#forgetBody(row.number);
      if (isLarge(body)) this.#large.keep(row.number, body);
      this.#sql.exec(
        "UPDATE deliveries SET body = ?, attempts = ? WHERE number = ?",
        isLarge(body) ? "" : body,
        JSON.stringify(attempts),
        row.number,
      );
    }
  }

  /** When the next delivery may be taken; undefined when nothing waits. */
  get nextAt(): number | undefined {
    const { at } = this.#sql.exec<{ at: number | null }>("SELECT min(next_at) AS at FROM deliveries WHERE status = 'pending'").one();
    return at ?? undefined;
  }

  /** Rows `start` (inclusive) to `end` of the log, newest first, and how many there are. */
  page(start: number, end: number): { total: number; entries: DeliveryEntry[] } {
    const { total } = this.#sql.exec<{ total: number }>("SELECT count(*) AS total FROM deliveries").one();
    const rows = this.#sql.exec<Row>("SELECT * FROM deliveries ORDER BY number DESC LIMIT ? OFFSET ?", end - start, start).toArray();
    return { total, entries: rows.map(entryOf) };
  }

  #forgetOldest(): void {
    this.#sql.exec(
      `DELETE FROM deliveries WHERE status <> 'pending' AND number <=
         (SELECT number FROM deliveries WHERE status <> 'pending' ORDER BY number DESC LIMIT 1 OFFSET ?)`,
      KEPT,
    );
  }
}

/** Characters, each of which may be three bytes, that a row of 2 MB has room for. */
const isLarge = (body: string): boolean => body.length > 500_000;

const correlationOf = ({ correlation_id: id }: Row) => (id === null ? {} : { correlationId: id });

const attemptsOf = ({ attempts }: Row) => Attempt.array().parse(JSON.parse(attempts));

function entryOf(row: Row): DeliveryEntry {
  const { id, type, created, next_at } = row;
  return {
    id,
    type,
    ...correlationOf(row),
    created,
    status: row.status === "delivered" || row.status === "failed" ? row.status : "pending",
    nextAttempt: next_at === null ? null : new Date(next_at).toISOString(),
    attempts: attemptsOf(row),
  };
}
