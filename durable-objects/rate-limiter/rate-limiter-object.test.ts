import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { rateLimits } from "../../protocol/rate-limits";

const { burst } = rateLimits.wrongClientAt;
const wrong = { limit: "wrongClientAt" as const };
const of = (subject: string) => ({ limit: "passwordOfLoginAt" as const, subject });
const at = (name: string) => env.RATE_LIMITER.getByName(name);

/** Rows that it keeps, and whether an alarm is set; undefined when it keeps nothing at all. */
const kept = (name: string) =>
  runInDurableObject(at(name), async (_, { storage }) => {
    const tables = storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'counts'").toArray().length;
    if (tables === 0) return { rows: undefined, alarm: await storage.getAlarm() };
    return { rows: storage.sql.exec("SELECT count(*) AS n FROM counts").one().n, alarm: (await storage.getAlarm()) !== null };
  });

describe("the object that counts", () => {
  it("[A78] lets a burst through, of many at once as of one after another, also when it has slept meanwhile", async () => {
    const many = await Promise.all(Array.from({ length: burst - 1 }, () => at("a").charge([wrong])));
    expect(many.every((wait) => wait === 0)).toBe(true);
    await evictDurableObject(at("a"));
    expect(await at("a").charge([wrong])).toBe(0);
    await evictDurableObject(at("a"));
    expect(await at("a").charge([wrong])).toBeGreaterThan(0);
    expect(await at("b").charge([wrong])).toBe(0);
  });

  it("[A78] takes all that is asked for or nothing, counts each subject by itself, and forgets what it is told to", async () => {
    for (let n = 0; n < rateLimits.passwordOfLoginAt.burst; n++) await at("c").charge([of("ann")]);
    for (let n = 0; n < 20; n++) expect(await at("c").charge([of("ann"), of("ben")])).toBeGreaterThan(0);
    expect(await at("c").charge([of("ben")])).toBe(0);
    await at("c").forget([of("ann")]);
    expect(await at("c").charge([of("ann")])).toBe(0);
  });

  it("[A79] what was counted goes when all of it is there again, the object with it", async () => {
    await at("d").charge([wrong]);
    await at("d").charge([{ limit: "guestSignInAt" }]);
    expect(await kept("d")).toEqual({ rows: 2, alarm: true });
    await at("d").sweep(Date.now() + 10_000);
    expect(await kept("d")).toEqual({ rows: 1, alarm: true });
    await at("d").sweep(Date.now() + 3_600_000);
    expect(await kept("d")).toEqual({ rows: undefined, alarm: null });
    expect(await at("d").charge([wrong])).toBe(0);
    expect(await kept("d")).toEqual({ rows: 1, alarm: true });
  });

  it("[A79] nothing that is counted takes longer than an hour to be there again", () => {
    for (const { burst: whole, everyMs } of Object.values(rateLimits)) expect(whole * everyMs).toBeLessThanOrEqual(3_600_000);
  });
});
