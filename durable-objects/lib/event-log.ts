// The truth about one object: numbered events, append-only.
// What has ended and is seldom read again is put away compressed, and reads the same.
import { gunzipSync, gzipSync } from "node:zlib";

export const eventLogTable = "CREATE TABLE events (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT";
/** Events `first`…`last` as one gzip'd JSON array of their stored bodies. */
export const archiveTable = "CREATE TABLE archive (last INTEGER PRIMARY KEY, first INTEGER NOT NULL, body BLOB NOT NULL) STRICT";

/** Events that are kept at hand: what destinations and sockets ask for is nearly always among the newest. */
const AT_HAND = 32;
/** Characters of JSON in one archived chunk: a row may hold 2 MB, and text of events shrinks to a fraction. */
const CHUNK = 1_000_000;

export type Numbered<E> = { seq: number; event: E };
type Row = { seq: number; body: string };

export class EventLog<E> {
  readonly #sql: SqlStorage;
  readonly #read: (body: string) => E;
  #newest: Numbered<E>[] = [];
  #head: number;
  /** The newest event that is put away. */
  #archived: number;

  /** `read` turns a stored body into an event of today's shape: the place where old versions are lifted. */
  constructor(sql: SqlStorage, read: (body: string) => E) {
    this.#sql = sql;
    this.#read = read;
    const { archived, loose } = sql
      .exec<{ archived: number; loose: number }>(
        "SELECT (SELECT coalesce(max(last), 0) FROM archive) AS archived, (SELECT coalesce(max(seq), 0) FROM events) AS loose",
      )
      .one();
    this.#archived = archived;
    this.#head = Math.max(archived, loose);
  }

  /** The newest event's number; 0 when nothing has happened. */
  get head(): number {
    return this.#head;
  }

  /** Everything is put away. */
  get shrunk(): boolean {
    return this.#archived === this.#head;
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
    return this.#rows(seq, limit).map((row) => ({ seq: row.seq, event: this.#read(row.body) }));
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

  /** Puts everything away. Call it in a transaction: the rows go as their copy comes. */
  shrink(): void {
    const rows = this.#sql.exec<Row>("SELECT seq, body FROM events ORDER BY seq").toArray();
    for (const chunk of chunksOf(rows)) this.#putAway(chunk);
    this.#sql.exec("DELETE FROM events");
    this.#archived = this.#head;
  }

  /** Writes every event anew, each in its place. Call it in a transaction, and only where the law demands it. */
  rewrite(change: (event: E) => E): void {
    const changed = ({ seq, body }: Row): Row => ({ seq, body: JSON.stringify(change(this.#read(body))) });
    for (const { last, body } of this.#chunks(0)) {
      this.#sql.exec("DELETE FROM archive WHERE last = ?", last);
      for (const chunk of chunksOf(unpacked(body, last).map(changed))) this.#putAway(chunk);
    }
    for (const row of this.#sql.exec<Row>("SELECT seq, body FROM events ORDER BY seq").toArray()) {
      const { seq, body } = changed(row);
      this.#sql.exec("UPDATE events SET body = ? WHERE seq = ?", body, seq);
    }
    this.#newest = [];
  }

  #rows(seq: number, limit: number): Row[] {
    const old = seq < this.#archived ? this.#archivedRows(seq, limit) : [];
    if (old.length >= limit) return old;
    const loose = this.#sql.exec<Row>("SELECT seq, body FROM events WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit - old.length).toArray();
    return [...old, ...loose];
  }

  #archivedRows(seq: number, limit: number): Row[] {
    const rows: Row[] = [];
    for (const { last, body } of this.#chunks(seq)) {
      rows.push(...unpacked(body, last).filter((row) => row.seq > seq));
      if (rows.length >= limit) break;
    }
    return rows.slice(0, limit);
  }

  /** Read whole: a cursor must not stay open over writes. */
  #chunks(seq: number): { last: number; body: ArrayBuffer }[] {
    return this.#sql
      .exec<{ last: number; body: ArrayBuffer }>("SELECT last, body FROM archive WHERE last > ? ORDER BY last", seq)
      .toArray();
  }

  #putAway(rows: readonly Row[]): void {
    const [first, last] = [rows[0], rows.at(-1)];
    if (!first || !last) return;
    const packed = gzipSync(`[${rows.map(({ body }) => body).join(",")}]`);
    this.#sql.exec("INSERT INTO archive VALUES (?, ?, ?)", last.seq, first.seq, packed);
  }
}

/** Numbers leave no gap, so the last one says them all. */
function unpacked(body: ArrayBuffer, last: number): Row[] {
  const events: unknown[] = JSON.parse(gunzipSync(new Uint8Array(body)).toString());
  return events.map((event, index) => ({ seq: last - events.length + 1 + index, body: JSON.stringify(event) }));
}

function chunksOf(rows: readonly Row[]): Row[][] {
  const chunks: Row[][] = [];
  let size = Infinity;
  for (const row of rows) {
    if (size + row.body.length > CHUNK) {
      chunks.push([]);
      size = 0;
    }
    chunks.at(-1)?.push(row);
    size += row.body.length;
  }
  return chunks;
}
