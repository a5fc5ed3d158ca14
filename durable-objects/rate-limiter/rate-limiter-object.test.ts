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

  it("[A122] a login's newest twenty addresses are known, each by itself, also when it has slept meanwhile", async () => {
    const object = at("e");
    const known = (login: string, n: number) => object.knows({ login, address: `${login} ${n}` });
    expect(await known("ann", 0)).toBe(false);
    for (let n = 0; n < 20; n++) await object.remember({ login: "ann", address: `ann ${n}` });
    await object.remember({ login: "ben", address: "ben 0" });
    await object.remember({ login: "ann", address: "ann 0" });
    await evictDurableObject(object);
    await object.remember({ login: "ann", address: "ann 20" });
    const which = await Promise.all(Array.from({ length: 21 }, (_, n) => known("ann", n)));
    expect(which.filter(Boolean)).toHaveLength(20);
    expect([which[0], which[20], await known("ben", 0), await known("ben", 1)]).toEqual([true, true, true, false]);
    expect(await object.knows({ login: "ben", address: "ann 0" })).toBe(false);
  });

  it("[A122] an address is known for thirty days after the last time, goes then, and keeps no count any longer than an hour", async () => {
    const object = at("f");
    const address = { login: "ann", address: "there" };
    const day = 86_400_000;
    const alarm = () => runInDurableObject(object, (_, { storage }) => storage.getAlarm());
    await object.remember(address);
    expect(await alarm()).toBeGreaterThan(Date.now() + 29 * day);
    await object.charge([wrong]);
    expect(await alarm()).toBeLessThan(Date.now() + 3_600_000);
    expect(await object.sweep(Date.now() + 3_600_000)).toBe(0);
    expect(await kept("f")).toEqual({ rows: 0, alarm: true });
    await object.sweep(Date.now() + 29 * day);
    expect(await object.knows(address)).toBe(true);
    const past = (by: number) =>
      runInDurableObject(object, (_, { storage }) => void storage.sql.exec("UPDATE known_addresses SET until = until - ?", by));
    await past(29 * day);
    await object.remember(address);
    await past(29 * day);
    expect(await object.knows(address)).toBe(true);
    await past(day);
    expect(await object.knows(address)).toBe(false); // not yet swept
    await object.sweep(Date.now());
    expect(await kept("f")).toEqual({ rows: undefined, alarm: null });
  });

  it("[A79] nothing that is counted takes longer than an hour to be there again", () => {
    for (const { burst: whole, everyMs } of Object.values(rateLimits)) expect(whole * everyMs).toBeLessThanOrEqual(3_600_000);
  });
});
