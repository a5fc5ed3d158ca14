// Counts how often something was done: by one address, at one tenant's sign-in, by callers (protocol/rate-limits.ts). What is counted outlives memory, so that
// nobody gets a new budget by waiting until the object sleeps; it goes when all of it is there again. The object that counts a tenant's sign-ins also knows from
// where each login has signed in.
import { DurableObject } from "cloudflare:workers";
import { take } from "../../domain/access/rate-limit";
import { type AddressOfLogin, type Charge, knownAddresses, rateLimits } from "../../protocol/rate-limits";
import { migrate } from "../lib/migrate";
import { migrations } from "./schema";

/** Rows that are worth nothing wait for each other, so that a busy object does not ring all the time. */
const SWEEP_EVERY_MS = 60_000;

export class RateLimiterObject extends DurableObject {
  #begun: boolean;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.#begun = ctx.storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'counts'").toArray().length > 0;
    if (!this.#begun) return;
    migrate(ctx.storage, migrations);
    void ctx.blockConcurrencyWhile(() => this.#arm()); // the platform drops an alarm that failed too often; waking up is the second chance
  }

  /** Takes all of it, or nothing: 0, or the seconds after which it is worth while to ask again. */
  async charge(charges: Charge[]): Promise<number> {
    const now = Date.now();
    const counted: [string, number][] = [];
    let retryAfterMs = 0;
    for (const { limit, subject } of charges) {
      const key = keyOf(limit, subject);
      const taken = take(rateLimits[limit], this.#refilledAt(key), now);
      if (!taken.ok) retryAfterMs = Math.max(retryAfterMs, taken.retryAfterMs);
      else counted.push([key, taken.refilledAt]);
    }
    if (retryAfterMs > 0) return Math.ceil(retryAfterMs / 1_000);
    if (counted.length === 0) return 0;
    this.#begin();
    for (const [key, refilledAt] of counted) {
      this.ctx.storage.sql.exec(
        "INSERT INTO counts VALUES (?, ?) ON CONFLICT DO UPDATE SET refilled_at = excluded.refilled_at",
        key,
        Math.ceil(refilledAt),
      );
    }
    await this.#arm();
    return 0;
  }

  /** Who was right was guessing at nothing. */
  forget(charges: Charge[]): void {
    if (!this.#begun) return;
    for (const { limit, subject } of charges) this.ctx.storage.sql.exec("DELETE FROM counts WHERE key = ?", keyOf(limit, subject));
  }

  /** One of what was charged. */
  giveBack({ limit, subject }: Charge): void {
    if (!this.#begun) return;
    const { everyMs } = rateLimits[limit];
    this.ctx.storage.sql.exec("UPDATE counts SET refilled_at = refilled_at - ? WHERE key = ?", everyMs, keyOf(limit, subject));
  }

  /** Whether the login has signed in from there lately. */
  knows({ login, address }: AddressOfLogin): boolean {
    if (!this.#begun) return false;
    const found = this.ctx.storage.sql.exec("SELECT until FROM known_addresses WHERE login = ? AND address = ?", login, address).toArray();
    return found.some(({ until }) => Number(until) > Date.now());
  }

  /** The login has signed in from there: only a right password calls this. Of a login that comes from many addresses the newest are known. */
  async remember({ login, address }: AddressOfLogin): Promise<void> {
    this.#begin();
    const { sql } = this.ctx.storage;
    const { forMs, mostOfLogin } = knownAddresses;
    sql.exec(
      "INSERT INTO known_addresses VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET until = excluded.until",
      login,
      address,
      Date.now() + forMs,
    );
    sql.exec(
      `DELETE FROM known_addresses WHERE login = ?1 AND address NOT IN
         (SELECT address FROM known_addresses WHERE login = ?1 ORDER BY address = ?2 DESC, until DESC LIMIT ?3)`,
      login,
      address,
      mostOfLogin,
    );
    await this.#arm();
  }

  override async alarm(): Promise<void> {
    await this.sweep(Date.now());
  }

  /** Forgets what is worth nothing at `now` (epoch ms), and all of itself when nothing is left. Answers how many counts are. */
  async sweep(now: number): Promise<number> {
    if (!this.#begun) return 0;
    const { sql } = this.ctx.storage;
    sql.exec("DELETE FROM counts WHERE refilled_at <= ?", now);
    sql.exec("DELETE FROM known_addresses WHERE until <= ?", now);
    if (this.#nextEnd() !== undefined) await this.#arm();
    else {
      this.#begun = false;
      await Promise.all([this.ctx.storage.deleteAlarm(), this.ctx.storage.deleteAll()]);
      return 0;
    }
    return sql.exec<{ rows: number }>("SELECT count(*) AS rows FROM counts").one().rows;
  }

  /** When the next row is worth nothing, epoch ms; undefined when there is none. */
  #nextEnd(): number | undefined {
    const ends = "SELECT min(refilled_at) AS at FROM counts UNION ALL SELECT min(until) FROM known_addresses";
    const { at } = this.ctx.storage.sql.exec<{ at: number | null }>(`SELECT min(at) AS at FROM (${ends})`).one();
    return at ?? undefined;
  }

  #refilledAt(key: string): number | undefined {
    if (!this.#begun) return undefined;
    return this.ctx.storage.sql.exec<{ at: number }>("SELECT refilled_at AS at FROM counts WHERE key = ?", key).toArray()[0]?.at;
  }

  #begin(): void {
    if (this.#begun) return;
    migrate(this.ctx.storage, migrations);
    this.#begun = true;
  }

  /** An alarm that is set for later than the next row's end comes forward: a count does not wait for what is known for a month. */
  async #arm(): Promise<void> {
    const next = Math.max(this.#nextEnd() ?? 0, Date.now() + SWEEP_EVERY_MS);
    const set = await this.ctx.storage.getAlarm();
    if (set === null || set > next) await this.ctx.storage.setAlarm(next);
  }
}

const keyOf = (limit: string, subject = ""): string => `${limit}:${subject}`;
