// How often something may be done: so many at once, and one more after each interval.
// The generic cell rate algorithm: all that has to be kept is one instant, that at which the whole burst is there again.

/** `burst`: at once. `everyMs`: how long it takes until one more is there, milliseconds. */
export type RateLimit = { burst: number; everyMs: number };

/** `refilledAt`: epoch ms at which the whole burst is there again. */
export type Taken = { ok: true; refilledAt: number } | { ok: false; retryAfterMs: number };

/** Takes one of what is left at `now` (epoch ms). `refilledAt`: as the last time has left it; undefined: all is there. */
export function take({ burst, everyMs }: RateLimit, refilledAt: number | undefined, now: number): Taken {
  const from = Math.max(refilledAt ?? now, now);
  const retryAfterMs = from + everyMs - burst * everyMs - now;
  if (retryAfterMs > 0) return { ok: false, retryAfterMs };
  return { ok: true, refilledAt: from + everyMs };
}
