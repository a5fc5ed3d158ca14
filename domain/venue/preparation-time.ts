// How fast a venue's kitchen is at the moment: from what it has made lately, how long the next order will take.

/** An order that was ready `at` (epoch ms), `ms` after the kitchen was given it. */
type PreparedOrder = { at: number; ms: number };

const LATELY_MS = 2 * 60 * 60_000;
/** Fewer say nothing. */
const LEAST = 5;
/** So many of a hundred orders are promised no sooner than they were ready. */
const KEPT_PERCENT = 70;

/** In milliseconds; undefined when too little was made lately. */
export function paceOf(made: readonly PreparedOrder[], now: number): number | undefined {
  const lately = made
    .filter(({ at }) => at > now - LATELY_MS && at <= now)
    .map(({ ms }) => ms)
    .toSorted((a, b) => a - b);
  return lately.length < LEAST ? undefined : lately[Math.ceil((lately.length * KEPT_PERCENT) / 100) - 1];
}
