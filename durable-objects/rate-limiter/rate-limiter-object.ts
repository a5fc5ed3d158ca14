// Counts how often something was done: by one address, at one tenant's sign-in, by callers (protocol/rate-limits.ts). What is counted outlives memory, so that
// nobody gets a new budget by waiting until the object sleeps; it goes when all of it is there again.
import { DurableObject } from "cloudflare:workers";
import { take } from "../../domain/access/rate-limit";
import { type Charge, rateLimits } from "../../protocol/rate-limits";
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

  override async alarm(): Promise<void> {
    await this.sweep(Date.now());
  }

  /** Forgets what is there again at `now` (epoch ms), and all of itself when nothing is left. Answers how many counts are. */
  async sweep(now: number): Promise<number> {
    if (!this.#begun) return 0;
    this.ctx.storage.sql.exec("DELETE FROM counts WHERE refilled_at <= ?", now);
    const left = this.#count();
    if (left > 0) await this.#arm();
    else {
      this.#begun = false;
      await Promise.all([this.ctx.storage.deleteAlarm(), this.ctx.storage.deleteAll()]);
    }
    return left;
  }

  #count(): number {
    return this.ctx.storage.sql.exec<{ rows: number }>("SELECT count(*) AS rows FROM counts").one().rows;
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

  async #arm(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) !== null) return;
    const { at } = this.ctx.storage.sql.exec<{ at: number | null }>("SELECT min(refilled_at) AS at FROM counts").one();
    await this.ctx.storage.setAlarm(Math.max(at ?? 0, Date.now() + SWEEP_EVERY_MS));
  }
}

const keyOf = (limit: string, subject = ""): string => `${limit}:${subject}`;
