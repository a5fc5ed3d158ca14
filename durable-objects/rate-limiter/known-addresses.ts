// From where each login of a tenant has signed in lately: strangers elsewhere cannot keep its people out there.
import { type AddressOfLogin, knownAddresses } from "../../protocol/rate-limits";

export class KnownAddresses {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  has({ login, address }: AddressOfLogin, now: number): boolean {
    const found = this.#sql.exec("SELECT until FROM known_addresses WHERE login = ? AND address = ?", login, address).toArray();
    return found.some(({ until }) => Number(until) > now);
  }

  /** Of a login that comes from many addresses the newest are known. */
  add({ login, address }: AddressOfLogin, now: number): void {
    const { forMs, mostOfLogin } = knownAddresses;
    this.#sql.exec(
      "INSERT INTO known_addresses VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET until = excluded.until",
      login,
      address,
      now + forMs,
    );
    this.#sql.exec(
      `DELETE FROM known_addresses WHERE login = ?1 AND address NOT IN
         (SELECT address FROM known_addresses WHERE login = ?1 ORDER BY address = ?2 DESC, until DESC LIMIT ?3)`,
      login,
      address,
      mostOfLogin,
    );
  }

  prune(now: number): void {
    this.#sql.exec("DELETE FROM known_addresses WHERE until <= ?", now);
  }

  /** When the next is forgotten, epoch ms; Infinity when there is none. */
  nextEnd(): number {
    return this.#sql.exec<{ at: number | null }>("SELECT min(until) AS at FROM known_addresses").one().at ?? Infinity;
  }
}
