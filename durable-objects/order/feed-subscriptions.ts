// Who watches one order: the feeds that have been told of it, what they were told, and at which gateways somebody listens.

/** `open`: what the feed was told last. */
export type Member = { open: boolean; gateways: readonly string[] };

/** A row is written only when something changes; while nobody listens, an order's changes cost its feeds nothing. */
export class FeedSubscriptions {
  readonly #sql: SqlStorage;
  readonly #members: Map<string, Member>;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    const rows = sql.exec<{ feed: string; open: number; gateways: string }>("SELECT feed, open, gateways FROM audience").toArray();
    this.#members = new Map(rows.map(({ feed, open, gateways }) => [feed, { open: open === 1, gateways: JSON.parse(gateways) }]));
  }

  of(feed: string): Member | undefined {
    return this.#members.get(feed);
  }

  /** True when there is something to say: the feed's list of open orders is not what it should be, or somebody listens. */
  wants(feed: string, open: boolean): boolean {
    const member = this.#members.get(feed);
    return member === undefined || member.open !== open || member.gateways.length > 0;
  }

  listens(feed: string): boolean {
    return (this.#members.get(feed)?.gateways.length ?? 0) > 0;
  }

  told(feed: string, { open, gateways }: Member): void {
    const known = this.#members.get(feed);
    const list = JSON.stringify(gateways);
    if (known?.open === open && JSON.stringify(known.gateways) === list) return;
    this.#members.set(feed, { open, gateways });
    this.#sql.exec(
      "INSERT INTO audience VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET open = excluded.open, gateways = excluded.gateways",
      feed,
      Number(open),
      list,
    );
  }
}
