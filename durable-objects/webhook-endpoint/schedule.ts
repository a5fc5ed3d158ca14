// When a delivery is tried again. Pure: what the clock and the dice say comes in.
import type { Attempt } from "../../protocol/webhook";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * Milliseconds to wait before each attempt, counted from the end of the one before it (Standard Webhooks 1.0.0):
 * ten in all, in a little over three days.
 */
export const WAITS = [0, 5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR] as const;

const LONGEST_WAIT = 24 * HOUR;

/** How one attempt ended: what the log keeps, and how long the receiver asked to be left alone. */
export type Outcome = { attempt: Attempt; retryAfterMs?: number };

/** `gone`: the receiver wants nothing from us any more. `waitMs`: until the next attempt. */
export type Verdict = { status: "delivered" } | { status: "failed"; gone: boolean } | { status: "pending"; waitMs: number };

/**
 * `made`: attempts so far, this one included. `limit`: how many there may be. `random` in [0, 1) spreads the retries of many deliveries.
 * A receiver may ask for a longer wait than ours, up to a day, never for a shorter one.
 */
export function verdict({ attempt, retryAfterMs = 0 }: Outcome, made: number, limit: number, random: number): Verdict {
  const { status } = attempt;
  if (status !== null && status >= 200 && status <= 299) return { status: "delivered" };
  if (status === 410) return { status: "failed", gone: true };
  const wait = WAITS[made];
  if (wait === undefined || made >= limit) return { status: "failed", gone: false };
  const asked = Math.min(retryAfterMs, LONGEST_WAIT);
  return { status: "pending", waitMs: Math.max(Math.round(wait * (1 + random / 5)), asked) };
}

/** Milliseconds that a `Retry-After` header asks for: seconds or an HTTP date (RFC 9110 section 10.2.3). */
export function askedWaitMs(header: string | null, now: number): number | undefined {
  if (!header) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * SECOND : Date.parse(header) - now;
  return ms >= 0 ? ms : undefined; // also when it is no date at all
}
