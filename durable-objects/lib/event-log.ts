/** The truth: events of one object, numbered 1, 2, 3… and never changed. Needs the table of `eventLogTable`. */
export const eventLogTable = "CREATE TABLE events (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT";

export class EventLog<E> {
  readonly #sql: SqlStorage;
  readonly #read: (body: string) => E;
  #head: number;

  /** `read` turns a stored body into an event of today's shape: the place where old versions are lifted. */
  constructor(sql: SqlStorage, read: (body: string) => E) {
    this.#sql = sql;
    this.#read = read;
    this.#head = sql.exec<{ head: number }>("SELECT coalesce(max(seq), 0) AS head FROM events").one().head;
  }

  /** The newest event's number; 0 when nothing has happened. */
  get head(): number {
    return this.#head;
  }

  append(events: readonly E[]): void {
    for (const event of events) this.#sql.exec("INSERT INTO events VALUES (?, ?)", ++this.#head, JSON.stringify(event));
  }

  /** Events after `seq`, oldest first. */
  after(seq: number, limit = 100): { seq: number; event: E }[] {
    return this.#sql
      .exec<{ seq: number; body: string }>("SELECT seq, body FROM events WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit)
      .toArray()
      .map((row) => ({ seq: row.seq, event: this.#read(row.body) }));
  }

  /** State at event `until`, counted on from `initial`, which is the state at event `from`. */
  fold<S>(evolve: (state: S, event: E) => S, initial: S, from = 0, until = this.#head): S {
    let state = initial;
    for (let seq = from; seq < until;) {
      const page = this.after(seq, Math.min(500, until - seq));
      state = page.reduce((s, { event }) => evolve(s, event), state);
      seq = page.at(-1)?.seq ?? until;
    }
    return state;
  }
}
