import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askedWaitMs, type Outcome, verdict, WAITS } from "./schedule";

const now = Date.parse("2026-11-22T12:00:00Z");
const answered = (status: number | null, retryAfterMs?: number): Outcome => ({
  attempt: { at: "2026-11-22T12:00:00.000Z", status, error: null, durationMs: 3, response: "" },
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});
const seconds = (...values: number[]) => values.map((value) => value * 1_000);

describe("schedule", () => {
  it("[W12] waits as Standard Webhooks does: ten attempts, then it is given up", () => {
    const waits = WAITS.map((_, index) => verdict(answered(500), index + 1, WAITS.length, 0));
    expect(waits.slice(0, -1)).toEqual(
      seconds(5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400).map((waitMs) => ({ status: "pending", waitMs })),
    );
    expect(waits.at(-1)).toEqual({ status: "failed", gone: false });
  });

  it.each([200, 201, 204, 299])("[W13] %i is a success", (status) =>
    expect(verdict(answered(status), 1, WAITS.length, 0)).toEqual({ status: "delivered" }),
  );
  it.each([null, 199, 301, 302, 307, 400, 404, 429, 500, 503])("[W13] %s is a failure, and tried again", (status) =>
    expect(verdict(answered(status), 1, WAITS.length, 0)).toEqual({ status: "pending", waitMs: 5_000 }),
  );

  it("[W14] 410 ends the delivery and says that the receiver is gone", () =>
    expect(verdict(answered(410), 1, WAITS.length, 0)).toEqual({ status: "failed", gone: true }));

  it("[W15] a receiver may ask for more time, not for less, and for a day at most", () => {
    expect(verdict(answered(429, 60_000), 1, WAITS.length, 0)).toEqual({ status: "pending", waitMs: 60_000 });
    expect(verdict(answered(429, 1_000), 2, WAITS.length, 0)).toEqual({ status: "pending", waitMs: 300_000 });
    expect(verdict(answered(429, 1e15), 1, WAITS.length, 0)).toEqual({ status: "pending", waitMs: 86_400_000 });
  });

  it("[W15] Retry-After is seconds or a date; anything else is ignored", () => {
    expect(askedWaitMs("120", now)).toBe(120_000);
    expect(askedWaitMs("Sun, 22 Nov 2026 12:01:00 GMT", now)).toBe(60_000);
    for (const nonsense of [null, "", "soon", "-5", "Sun, 22 Nov 2026 11:00:00 GMT"]) expect(askedWaitMs(nonsense, now)).toBeUndefined();
  });

  it("[W12] jitter lengthens a wait by less than a fifth, and never shortens it", () => {
    const dice = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), dice, (made, random) => {
        const next = verdict(answered(500), made, WAITS.length, random);
        const wait = WAITS[made] ?? 0;
        expect(next).toMatchObject({ status: "pending" });
        if (next.status !== "pending") return;
        expect(next.waitMs).toBeGreaterThanOrEqual(wait);
        expect(next.waitMs).toBeLessThanOrEqual(Math.ceil(wait * 1.2));
      }),
    );
  });

  it("[W16] a ping has one attempt", () => expect(verdict(answered(500), 1, 1, 0)).toEqual({ status: "failed", gone: false }));
});
