/** The truth: events of one object, numbered 1, 2, 3… and never changed. Needs the table of `eventLogTable`. */
export const eventLogTable = "CREATE TABLE events (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT";

type Numbered<E> = { seq: number; event: E };

/** What was appended last is kept at hand: whoever tells others of it need not read it back. */
const AT_HAND = 32;

export class EventLog<E> {
  readonly #sql: SqlStorage;
  readonly #read: (body: string) => E;
  #newest: Numbered<E>[] = [];
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
    for (const event of events) {
      this.#sql.exec("INSERT INTO events VALUES (?, ?)", ++this.#head, JSON.stringify(event));
      this.#newest.push({ seq: this.#head, event });
    }
    if (this.#newest.length > AT_HAND) this.#newest = this.#newest.slice(-AT_HAND);
  }

  /** Events after `seq`, oldest first. */
  after(seq: number, limit = 100): Numbered<E>[] {
    const [first] = this.#newest;
    if (first && first.seq <= seq + 1) return this.#newest.filter((one) => one.seq > seq).slice(0, limit);
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
