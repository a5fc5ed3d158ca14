import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Hold } from "../../protocol/hold";
import type { ReadyWord } from "../../protocol/venue";

const MINUTE_MS = 60_000;
let made = 0;
const aVenue = () => env.VENUE.getByName(`pace${(made += 1)}/venue/v`);
const word = (n: number, ms: number, at = Date.now() - n): ReadyWord => ({
  order: `018f0000-0000-8000-9000-${String(n).padStart(12, "0")}`,
  at,
  ms,
});

describe("a venue's pace", () => {
  it("[K58] is told with its facts and at checkout, once there is enough to tell, also after sleep", async () => {
    const venue = aVenue();
    const wants = (id: string): Hold => ({
      id,
      order: word(99, 0).order,
      region: "global",
      takes: [],
      gives: [],
      limits: "all",
      until: Date.now() + MINUTE_MS,
    });
    for (const n of [1, 2, 3, 4]) await venue.ready(word(n, n * MINUTE_MS));
    expect(await venue.facts()).not.toHaveProperty("paceMs");
    expect(await venue.hold(wants("one"))).toEqual({ ok: true, value: {} });
    await venue.ready(word(5, 5 * MINUTE_MS));
    await evictDurableObject(venue);
    expect(await venue.facts()).toMatchObject({ paceMs: 4 * MINUTE_MS });
    expect(await venue.hold(wants("two"))).toEqual({ ok: true, value: { paceMs: 4 * MINUTE_MS } });
  });

  it("[K58] an order counts once, by its first word, in whatever order words come", async () => {
    const words = [1, 2, 3, 4, 5].map((n) => word(n, n * MINUTE_MS));
    const [one, other] = [aVenue(), aVenue()];
    for (const each of words) await one.ready(each);
    for (const each of words) await one.ready({ ...each, ms: 90 * MINUTE_MS });
    for (const each of words.toReversed()) await other.ready(each);
    expect((await one.facts()).paceMs).toBe(4 * MINUTE_MS);
    expect((await other.facts()).paceMs).toBe(4 * MINUTE_MS);
  });

  it("[K58] the last fifty are kept; an older one does not come back", async () => {
    const venue = aVenue();
    const now = Date.now();
    for (let n = 1; n <= 60; n++) await venue.ready(word(n, n, now - 60 + n));
    await venue.ready(word(1, 1, now - 59));
    const kept = await runInDurableObject(venue, (_, { storage }) =>
      storage.sql.exec<{ ms: number }>("SELECT ms FROM made ORDER BY ms").toArray(),
    );
    expect(kept.map(({ ms }) => ms)).toEqual(Array.from({ length: 50 }, (_, n) => n + 11));
  });
});
