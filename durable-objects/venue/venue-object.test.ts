import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Publication } from "../../protocol/venue";
import type { VenueObject } from "./venue-object";

const MINUTE = 60_000;
let made = 0;
const aVenue = () => env.VENUE.getByName(`t${(made += 1)}/venue/v`);
const counted = (left: number) => ({ left, resetAt: null, resetTo: null });
const published = (number: number, at: number, more: Partial<Publication> = {}): Publication => ({
  number,
  menu: "m",
  version: number,
  at,
  hashes: { DINE_IN: `h${number}` },
  ...more,
});
const lock = (id: string, more: object = {}) => ({ id, products: ["soup"], ...more });
const noticesOf = (venue: DurableObjectStub<VenueObject>) =>
  runInDurableObject(venue, (_, ctx) =>
    ctx.storage.sql
      .exec<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'notices'")
      .toArray()
      .map(({ seq }) => seq),
  );

describe("what is in force", () => {
  it("[K5] a publication holds from its time on, however often and late it is told, and after sleep", async () => {
    const venue = aVenue();
    const now = Date.now();
    await venue.publish("global", [published(2, now - 10), published(3, now + MINUTE)]);
    await venue.publish("global", [published(1, now - 20)]);
    await venue.publish("global", [published(2, now - 10)]);
    await evictDurableObject(venue);
    expect((await venue.facts()).menus).toEqual({ m: { DINE_IN: { hash: "h2", version: 2, number: 2 } } });
    expect((await venue.asOf(now - 15)).menus.m?.DINE_IN?.number).toBe(1);
    expect((await venue.asOf(now + 2 * MINUTE)).menus.m?.DINE_IN?.number).toBe(3);
  });

  it("[K6] a publication that is cancelled never holds, even when it comes after its cancellation", async () => {
    const venue = aVenue();
    await venue.publish("global", [published(1, 10)]);
    await venue.cancelPublication(2);
    await venue.publish("global", [published(2, 20)]);
    expect((await venue.facts()).menus.m?.DINE_IN?.number).toBe(1);
    await venue.cancelPublication(1);
    expect((await venue.facts()).menus).toEqual({});
  });

  it("[K7] a list of locks counts when it is newer; what held at a time is known later", async () => {
    const venue = aVenue();
    await venue.setLocks("global", 2, [lock("one"), lock("two", { plannedLockExpirationDate: "2020-01-01T00:00:00Z" })]);
    await venue.setLocks("global", 1, [lock("old")]);
    const { locks, lockRevision } = await venue.facts();
    expect([locks.map(({ id }) => id), lockRevision]).toEqual([["one"], 2]);
    const then = Date.now();
    await scheduler.wait(5);
    await venue.setLocks("global", 3, []);
    expect((await venue.facts()).locks).toEqual([]);
    expect((await venue.asOf(then)).locks.map(({ id }) => id)).toEqual(["one"]);
  });

  it("[K8] listeners are told of locks and menus that came, and of nothing that is repeated", async () => {
    const venue = aVenue();
    await venue.setLocks("global", 1, [lock("one")]);
    await venue.setLocks("global", 1, [lock("one")]);
    await venue.publish("global", [published(1, 10)]);
    await venue.publish("global", [published(1, 10)]);
    expect(await noticesOf(venue)).toEqual([2]);
    await venue.publish("global", [published(2, 20)], { products: ["soup", "cola"] });
    await venue.publish("global", [published(2, 20)], { products: ["soup", "cola"] });
    expect(await noticesOf(venue)).toEqual([5]);
    await venue.publish("global", [published(3, 30)], { imported: true });
    expect(await noticesOf(venue)).toEqual([7]);
  });

  it("[K9] one venue's facts are no other's", async () => {
    const [one, other] = [aVenue(), aVenue()];
    await one.setStock("global", "cake", counted(0));
    await one.setLocks("global", 1, [lock("one")]);
    expect(await other.facts()).toEqual({ menus: {}, locks: [], lockRevision: 0, capacityRevision: 0 });
  });
});
