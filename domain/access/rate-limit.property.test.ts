import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { take } from "./rate-limit";

const limit = { burst: 3, everyMs: 1_000 };

/** What each of these moments (epoch ms) is answered: 0, or how long to wait. */
function answers(times: readonly number[], { burst, everyMs } = limit): number[] {
  let refilledAt: number | undefined;
  return times.map((now) => {
    const taken = take({ burst, everyMs }, refilledAt, now);
    if (!taken.ok) return taken.retryAfterMs;
    refilledAt = taken.refilledAt;
    return 0;
  });
}

describe("a rate limit", () => {
  it("[A70] gives its burst at once, then one more after each interval, and says how long that is", () => {
    expect(answers([0, 0, 0, 0, 999, 1_000, 1_000])).toEqual([0, 0, 0, 1_000, 1, 0, 1_000]);
    expect(answers([0, 0, 0, 60_000, 60_000, 60_000, 60_000])).toEqual([0, 0, 0, 0, 0, 0, 1_000]);
  });

  it("[A70] in any time gives no more than its burst and what has come in since, and whoever waits as long as he is told gets in", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 100 }), (burst, pauses) => {
        let [refilledAt, now, given]: [number | undefined, number, number] = [undefined, 0, 0];
        for (const pause of pauses) {
          now += pause;
          const taken = take({ burst, everyMs: 1_000 }, refilledAt, now);
          if (taken.ok) {
            refilledAt = taken.refilledAt;
            given += 1;
          } else expect(take({ burst, everyMs: 1_000 }, refilledAt, now + taken.retryAfterMs).ok).toBe(true);
          expect(given).toBeLessThanOrEqual(burst + now / 1_000);
        }
      }),
    );
  });
});
