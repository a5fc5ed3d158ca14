// How fast each caller may go on at one object. In memory: who has been so quiet that it was forgotten has a full bucket again.
import { TokenBucket } from "./token-bucket";

/** `burst`: at once. `perSecond`: on and on. */
export type Pace = { burst: number; perSecond: number };

/** Callers that are remembered; the oldest give way. */
const REMEMBERED = 1_000;

export class CallerLimits {
  readonly #buckets = new Map<string, TokenBucket>();

  /** 0, or the seconds after which it is worth while to ask again. `now`: epoch ms. */
  take(caller: string, { burst, perSecond }: Pace, now: number): number {
    const known = this.#buckets.get(caller);
    const bucket = known ?? new TokenBucket(burst, perSecond, now);
    this.#buckets.delete(caller);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size >= REMEMBERED && oldest !== undefined) this.#buckets.delete(oldest);
    this.#buckets.set(caller, bucket);
    return bucket.take(now);
  }
}
