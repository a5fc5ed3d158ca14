// How often something may be done: so many at once, and one more after each interval. The generic cell rate algorithm: all that has to be kept is one
// instant, that at which the whole burst is there again.

/** `burst`: at once. `everyMs`: how long it takes until one more is there, milliseconds. */
export type RateLimit = { burst: number; everyMs: number };

/** `refilledAt`: epoch ms at which the whole burst is there again. */
export type Taken = { ok: true; refilledAt: number } | { ok: false; retryAfterMs: number };

/**
 * Takes `cost` out of what is left at `now` (epoch ms). `refilledAt`: as the last time has left it, or undefined. A cost of 0 takes nothing, and is refused
 * like 1 when nothing is left: a look before the work that shows whether it has to be paid for.
 */
export function take({ burst, everyMs }: RateLimit, refilledAt: number | undefined, now: number, cost: 0 | 1): Taken {
  const from = Math.max(refilledAt ?? now, now);
  const retryAfterMs = from + everyMs - burst * everyMs - now;
  if (retryAfterMs > 0) return { ok: false, retryAfterMs };
  return { ok: true, refilledAt: from + cost * everyMs };
}
