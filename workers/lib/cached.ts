// One value read from elsewhere and kept in this isolate for a while: who asks often does not read often.
import { withTimeout } from "../../runtime/timeout";
import { log } from "../../runtime/log";

/**
 * `freshMs`: so long the value is given without a look. `staleMs`: so long it is still given, while a new one is being read.
 * `keepAlive`: lets a read outlive the request that began it (`waitUntil`), for the others that wait for it.
 * `worth`: whether a value may be kept at all; undefined never is.
 */
export type CacheOptions<T> = {
  freshMs: number;
  staleMs: number;
  keepAlive: (work: Promise<unknown>) => void;
  worth?: (value: T) => boolean;
  now?: () => number;
};

export type Cached<T> = { get(): Promise<T | undefined> };

/** A read that takes longer has failed: nobody waits for a request that has died. */
const READ_WITHIN_MS = 5_000;

/**
 * Those who ask at the same time share one read. A read that fails leaves the old value where it is; one that takes too long is given up,
 * and the next one outranks it.
 */
export function cached<T>(read: () => Promise<T | undefined>, options: CacheOptions<T>): Cached<T> {
  const { freshMs, staleMs, keepAlive, worth = () => true, now = Date.now } = options;
  let held: { value: T; at: number } | undefined;
  let reading: { since: number; answer: Promise<T | undefined> } | undefined;

  const begin = () => {
    const mine = { since: now(), answer: read() };
    reading = mine;
    keepAlive(
      mine.answer.then(
        (value) => {
          if (reading !== mine) return;
          reading = undefined;
          held = value !== undefined && worth(value) ? { value, at: mine.since } : undefined;
        },
        (error: unknown) => {
          log("error", "cache.read_failed", { error });
          if (reading === mine) reading = undefined;
        },
      ),
    );
    return mine.answer;
  };

  return {
    async get() {
      const age = held ? now() - held.at : Infinity;
      if (held && age < freshMs) return held.value;
      const shared = reading && now() - reading.since < READ_WITHIN_MS ? reading.answer : begin();
      return held && age < staleMs ? held.value : withTimeout(READ_WITHIN_MS, shared);
    },
  };
}
