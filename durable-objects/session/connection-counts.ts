// What one sign-in's object knows: who holds its sockets, and whether it has ended. Most sign-ins are guests that never come back, so the
// tables are made by the first word that is worth keeping, and nothing at all stays when there is nothing more to know.
import type { Holder } from "../../protocol/session";
import { migrate } from "../lib/migrate";
import { migrations } from "./schema";

/** `turn`: the number of the report that it comes from. */
export type Held = { holder: Holder; sockets: number; turn: number };

type Row = Holder & { sockets: number; turn: number };

export class ConnectionCounts {
  readonly #storage: DurableObjectStorage;
  #begun: boolean;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#begun = storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'holders'").toArray().length > 0;
    if (this.#begun) migrate(storage, migrations);
  }

  /** False when there is nothing to know. */
  get begun(): boolean {
    return this.#begun;
  }

  get holders(): Held[] {
    if (!this.#begun) return [];
    return this.#storage.sql
      .exec<Row>("SELECT kind, name, region, sockets, turn FROM holders ORDER BY region, kind, name")
      .toArray()
      .map(({ sockets, turn, ...holder }) => ({ holder, sockets, turn }));
  }

  /** Epoch ms until which a token of the sign-in can live; undefined while it has not ended. */
  get revokedUntil(): number | undefined {
    if (!this.#begun) return undefined;
    return this.#storage.sql.exec<{ until: number }>("SELECT until FROM revoked").toArray()[0]?.until;
  }

  /** Sockets at all the others. */
  besides({ region, kind, name }: Holder): number {
    if (!this.#begun) return 0;
    return this.#storage.sql
      .exec<{ sum: number }>(
        "SELECT coalesce(sum(sockets), 0) AS sum FROM holders WHERE NOT (region = ? AND kind = ? AND name = ?)",
        region,
        kind,
        name,
      )
      .one().sum;
  }

  /**
   * A report that was overtaken by a newer one may add, never take away: too many are counted again some time,
   * a forgotten holder is never asked.
   */
  raise({ region, kind, name }: Holder, sockets: number, turn: number): void {
    this.#begin();
    this.#storage.sql.exec(
      `INSERT INTO holders (region, kind, name, sockets, turn) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
         sockets = CASE WHEN excluded.turn > turn THEN excluded.sockets ELSE max(sockets, excluded.sockets) END, turn = max(turn, excluded.turn)`,
      region,
      kind,
      name,
      sockets,
      turn,
    );
  }

  lower(holder: Holder, sockets: number, turn: number): void {
    if (sockets > 0) this.raise(holder, sockets, turn);
    else this.drop(holder, turn);
  }

  /** `turn`: unless a report came that is as new. */
  drop({ region, kind, name }: Holder, turn = Number.MAX_SAFE_INTEGER): void {
    if (!this.#begun) return;
    this.#storage.sql.exec("DELETE FROM holders WHERE region = ? AND kind = ? AND name = ? AND turn < ?", region, kind, name, turn);
  }

  /** What a holder says when it is asked. A report that came meanwhile is newer, and stays. */
  recounted({ holder: { region, kind, name }, turn }: Held, sockets: number): void {
    if (!this.#begun) return;
    const { sql } = this.#storage;
    if (sockets === 0) sql.exec("DELETE FROM holders WHERE region = ? AND kind = ? AND name = ? AND turn = ?", region, kind, name, turn);
    else
      sql.exec("UPDATE holders SET sockets = ? WHERE region = ? AND kind = ? AND name = ? AND turn = ?", sockets, region, kind, name, turn);
  }

  revoke(until: number): void {
    this.#begin();
    this.#storage.sql.exec("INSERT INTO revoked VALUES (1, ?) ON CONFLICT DO UPDATE SET until = max(until, excluded.until)", until);
  }

  /** Leaves no storage behind, and no alarm. */
  async forget(): Promise<void> {
    this.#begun = false;
    await Promise.all([this.#storage.deleteAlarm(), this.#storage.deleteAll()]);
  }

  #begin(): void {
    if (this.#begun) return;
    migrate(this.#storage, migrations);
    this.#begun = true;
  }
}
