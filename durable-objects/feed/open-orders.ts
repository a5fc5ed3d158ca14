// Which orders are open at a feed, and which were the last to end. A row is written only when an order comes or goes.
import type { FeedWord } from "../../protocol/feed";

/** Ended orders that the lists can still show. */
const ENDED_KEPT = 50;
/** An ended order is remembered at least this long, so that no word that was held up on its way can open it again. */
const LATE_WORDS_MS = 60 * 60_000;

type Member = { seq: number; open: boolean };

export class OpenOrders {
  readonly #sql: SqlStorage;
  /** What has been read or written since waking; `seq` is the highest that was heard. */
  readonly #known = new Map<string, Member>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Takes an order's word in. False when a newer one has been heard: then it says nothing any more. */
  hear({ order, seq, open, at }: Omit<FeedWord, "showings">): boolean {
    const member = this.#find(order);
    if (member && seq < member.seq) return false;
    this.#known.set(order, { seq, open });
    if (member?.open === open) return true;
    this.#sql.exec(
      "INSERT INTO orders VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq, open = excluded.open, at = excluded.at",
      order,
      seq,
      Number(open),
      at,
    );
    if (!open) this.#forgetBefore(new Date(Date.parse(at) - LATE_WORDS_MS).toISOString());
    return true;
  }

  /** Ids, newest first. Reads storage: an instance that has been replaced elsewhere cannot answer. */
  open(): string[] {
    return this.#ids("SELECT id FROM orders WHERE open = 1 ORDER BY at DESC, id DESC");
  }

  /** Ids of open and ended orders, newest first; at most ENDED_KEPT. */
  last(limit: number): string[] {
    return this.#ids("SELECT id FROM orders ORDER BY at DESC, id DESC LIMIT ?", Math.max(0, Math.min(ENDED_KEPT, Math.trunc(limit))));
  }

  #find(order: string): Member | undefined {
    const known = this.#known.get(order);
    if (known) return known;
    const row = this.#sql.exec<{ seq: number; open: number }>("SELECT seq, open FROM orders WHERE id = ?", order).toArray()[0];
    return row && { seq: row.seq, open: row.open === 1 };
  }

  #forgetBefore(at: string): void {
    const forgotten = this.#ids(
      `DELETE FROM orders WHERE open = 0 AND at < ? AND id NOT IN (SELECT id FROM orders WHERE open = 0 ORDER BY at DESC LIMIT ${ENDED_KEPT}) RETURNING id`,
      at,
    );
    for (const id of forgotten) this.#known.delete(id);
  }

  #ids(query: string, ...bindings: (string | number)[]): string[] {
    return this.#sql
      .exec<{ id: string }>(query, ...bindings)
      .toArray()
      .map(({ id }) => id);
  }
}
