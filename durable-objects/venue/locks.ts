// The chain's locks that concern this venue, with the times that they held: a till that was offline is judged by those of its own time.
import { isOver, MenuLock } from "../../domain/menu/menu-lock";

const KEPT_MS = 30 * 24 * 60 * 60_000;

export class Locks {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Counter of the list that is kept; 0 before the first. */
  get revision(): number {
    const [row] = this.#sql.exec<{ value: string }>("SELECT value FROM facts WHERE name = 'locks'").toArray();
    return Number(row?.value ?? 0);
  }

  /**
   * The whole list as of a counter; an older one changes nothing. What was over has been told as removed then.
   * In a transaction of the caller's.
   */
  set(revision: number, locks: readonly MenuLock[], now: number): { added: MenuLock[]; removed: MenuLock[] } {
    if (revision <= this.revision) return { added: [], removed: [] };
    const held = new Map(this.#held().map(({ id, document }) => [id, document]));
    const wanted = new Map(locks.map((lock) => [lock.id, JSON.stringify(lock)]));
    const removed = [...held].filter(([id, document]) => wanted.get(id) !== document);
    const added = [...wanted].filter(([id, document]) => held.get(id) !== document);
    for (const [id] of removed) this.#sql.exec("UPDATE locks SET until = ? WHERE id = ? AND until IS NULL", now, id);
    for (const [id, document] of added) {
      this.#sql.exec("INSERT OR REPLACE INTO locks (id, since, until, document) VALUES (?, ?, NULL, ?)", id, now, document);
    }
    this.#sql.exec("DELETE FROM locks WHERE until < ?", now - KEPT_MS);
    this.#sql.exec("INSERT OR REPLACE INTO facts VALUES ('locks', ?)", String(revision));
    return {
      added: added.map(([, text]) => read(text)),
      removed: removed.map(([, text]) => read(text)).filter((lock) => !isOver(lock, now)),
    };
  }

  /** Those that held then and were not over. */
  at(time: number): MenuLock[] {
    return this.#sql
      .exec<{ document: string }>("SELECT document FROM locks WHERE since <= ? AND (until IS NULL OR until > ?) ORDER BY id", time, time)
      .toArray()
      .map(({ document }) => read(document))
      .filter((lock) => !isOver(lock, time));
  }

  /** Those whose planned end has come after `from` and by `to`. */
  ended(from: number, to: number): MenuLock[] {
    const held = new Set(this.at(to).map(({ id }) => id));
    return this.at(from).filter((lock) => !held.has(lock.id) && (endOf(lock) ?? Infinity) <= to);
  }

  /** When the next of those that hold ends as planned (epoch ms). */
  nextEnd(now: number): number | undefined {
    const ends = this.at(now).flatMap((lock) => endOf(lock) ?? []);
    return ends.length > 0 ? Math.min(...ends) : undefined;
  }

  #held() {
    return this.#sql.exec<{ id: string; document: string }>("SELECT id, document FROM locks WHERE until IS NULL").toArray();
  }
}

const read = (document: string): MenuLock => MenuLock.parse(JSON.parse(document));

const endOf = ({ plannedLockExpirationDate: end }: MenuLock): number | undefined => (end ? Date.parse(end) : undefined);
