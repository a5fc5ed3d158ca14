// How often something was done: of each limit and subject the instant (epoch ms) at which its whole budget is there again.
import { take } from "../../domain/access/rate-limit";
import { type RateLimitCharge, rateLimits } from "../../protocol/rate-limits";

/** What all charges would make of their counts, or how long to wait until they could be taken. */
type Looked = { counted: [key: string, refilledAt: number][] } | { retryAfterMs: number };

export class Counts {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Takes all of it, or nothing: 0, or the milliseconds after which it is worth while to ask again. */
  charge(charges: readonly RateLimitCharge[], now: number): number {
    const looked = this.#look(charges, now);
    if ("retryAfterMs" in looked) return looked.retryAfterMs;
    for (const [key, refilledAt] of looked.counted) {
      this.#sql.exec(
        "INSERT INTO counts VALUES (?, ?) ON CONFLICT DO UPDATE SET refilled_at = excluded.refilled_at",
        key,
        Math.ceil(refilledAt),
      );
    }
    return 0;
  }

  /** Who was right was guessing at nothing. */
  forget(charges: readonly RateLimitCharge[]): void {
    for (const charge of charges) this.#sql.exec("DELETE FROM counts WHERE key = ?", keyOf(charge));
  }

  /** One of what was charged. */
  giveBack(charge: RateLimitCharge): void {
    const { everyMs } = rateLimits[charge.limit];
    this.#sql.exec("UPDATE counts SET refilled_at = refilled_at - ? WHERE key = ?", everyMs, keyOf(charge));
  }

  /** Forgets what is worth nothing at `now`. Answers how many are left. */
  prune(now: number): number {
    this.#sql.exec("DELETE FROM counts WHERE refilled_at <= ?", now);
    return this.#sql.exec<{ rows: number }>("SELECT count(*) AS rows FROM counts").one().rows;
  }

  /** When the next is worth nothing, epoch ms; Infinity when there is none. */
  nextEnd(): number {
    return this.#sql.exec<{ at: number | null }>("SELECT min(refilled_at) AS at FROM counts").one().at ?? Infinity;
  }

  #look(charges: readonly RateLimitCharge[], now: number): Looked {
    const counted: [string, number][] = [];
    let retryAfterMs = 0;
    for (const charge of charges) {
      const key = keyOf(charge);
      const taken = take(rateLimits[charge.limit], this.#refilledAt(key), now);
      if (!taken.ok) retryAfterMs = Math.max(retryAfterMs, taken.retryAfterMs);
      else counted.push([key, taken.refilledAt]);
    }
    return retryAfterMs > 0 ? { retryAfterMs } : { counted };
  }

  #refilledAt(key: string): number | undefined {
    return this.#sql.exec<{ at: number }>("SELECT refilled_at AS at FROM counts WHERE key = ?", key).toArray()[0]?.at;
  }
}

const keyOf = ({ limit, subject = "" }: RateLimitCharge): string => `${limit}:${subject}`;
