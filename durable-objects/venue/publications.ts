// What the venue sells from, and what it will and did: rows that are only added, and read as a set.
import { menusAt, type Publication, supersededPublications } from "../../domain/menu/publication";

/** Longer than any till may be offline. */
const KEPT_MS = 30 * 24 * 60 * 60_000;

export class Publications {
  readonly #sql: SqlStorage;
  #rows: Publication[];

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#rows = this.#read();
  }

  /** In a transaction of the caller's. Answers those that are new here. */
  add(publications: readonly Publication[], now: number): Publication[] {
    const fresh = publications.filter(({ number, menu, version, at, hashes }) => {
      const text = JSON.stringify(hashes);
      const known = this.#sql.exec<{ hashes: string }>("SELECT hashes FROM publications WHERE number = ?", number).toArray()[0];
      if (known?.hashes === text) return false;
      this.#sql.exec(
        `INSERT INTO publications (number, menu, version, at, hashes) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (number) DO UPDATE SET menu = excluded.menu, version = excluded.version, at = excluded.at, hashes = excluded.hashes`,
        number,
        menu,
        version,
        at,
        text,
      );
      return true;
    });
    if (fresh.length > 0) this.#prune(now);
    return fresh;
  }

  /** A number that is cancelled stays so, also when its publication comes later. */
  cancel(number: number): void {
    this.#sql.exec(
      `INSERT INTO publications (number, menu, version, at, hashes, cancelled) VALUES (?, '', 0, 0, '{}', 1)
       ON CONFLICT (number) DO UPDATE SET cancelled = 1`,
      number,
    );
    this.#rows = this.#read();
  }

  at(time: number): ReturnType<typeof menusAt> {
    return menusAt(this.#rows, time);
  }

  /** The next moment after `time` that something comes in force; undefined when nothing will. */
  next(time: number): number | undefined {
    const coming = this.#rows.filter(({ at }) => at > time).map(({ at }) => at);
    return coming.length > 0 ? Math.min(...coming) : undefined;
  }

  /** Menus of which something came in force after `from` and by `to`. */
  changed(from: number, to: number): string[] {
    return [...new Set(this.#rows.filter(({ at }) => at > from && at <= to).map(({ menu }) => menu))];
  }

  #prune(now: number): void {
    for (const { number } of supersededPublications(this.#read(), now - KEPT_MS))
      this.#sql.exec("DELETE FROM publications WHERE number = ?", number);
    this.#rows = this.#read();
  }

  #read(): Publication[] {
    return this.#sql
      .exec<{ number: number; menu: string; version: number; at: number; hashes: string }>(
        "SELECT number, menu, version, at, hashes FROM publications WHERE cancelled = 0",
      )
      .toArray()
      .map(({ hashes, ...row }) => ({ ...row, hashes: JSON.parse(hashes) }));
  }
}
