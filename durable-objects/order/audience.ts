// Who watches one order: the feeds that have been told of it, what they were told, and whether anybody listens there.

type Member = { open: boolean; listening: boolean };

/** A row is written only when something changes; while nobody listens, an order's changes cost its feeds nothing. */
export class Audience {
  readonly #sql: SqlStorage;
  readonly #members: Map<string, Member>;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    const rows = sql.exec<{ feed: string; open: number; listening: number }>("SELECT feed, open, listening FROM audience").toArray();
    this.#members = new Map(rows.map(({ feed, open, listening }) => [feed, { open: open === 1, listening: listening === 1 }]));
  }

  /** True when the feed must be told: its list of open orders is not what it should be, or somebody listens. */
  wants(feed: string, open: boolean): boolean {
    const member = this.#members.get(feed);
    return member === undefined || member.open !== open || member.listening;
  }

  listens(feed: string): boolean {
    return this.#members.get(feed)?.listening === true;
  }

  told(feed: string, member: Member): void {
    const known = this.#members.get(feed);
    if (known?.open === member.open && known.listening === member.listening) return;
    this.#members.set(feed, member);
    this.#sql.exec(
      "INSERT INTO audience VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET open = excluded.open, listening = excluded.listening",
      feed,
      Number(member.open),
      Number(member.listening),
    );
  }

  /** A feed's own word that its first listener came, or its last one went. */
  listening(feed: string, listening: boolean): void {
    const known = this.#members.get(feed);
    if (known) this.told(feed, { ...known, listening });
  }
}
