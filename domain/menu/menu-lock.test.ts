import { describe, expect, it } from "vitest";
import type { Channel } from "./channel";
import { holdsAt, holdsIn, isOver, MenuLock } from "./menu-lock";

const lock = (over: object = {}): MenuLock => MenuLock.parse({ id: "no-fish", products: ["fish"], ...over });

const both = (lockedInChannel?: Partial<Record<Channel, boolean>>) => [
  holdsIn(lock({ lockedInChannel }), "DELIVERY"),
  holdsIn(lock({ lockedInChannel }), "DINE_IN"),
];

describe("locks", () => {
  it("[U1] a lock without venues holds at every venue, one with venues only there", () => {
    expect([holdsAt(lock(), "v1"), holdsAt(lock({ instances: [] }), "v1")]).toEqual([true, true]);
    expect(["v1", "v2"].map((venue) => holdsAt(lock({ instances: ["v2"] }), venue))).toEqual([false, true]);
  });

  it("[U2] a lock without channels holds in all of them, one that names channels only there, one that spares channels everywhere else", () => {
    expect(both()).toEqual([true, true]);
    expect(both({})).toEqual([true, true]);
    expect(both({ DELIVERY: true })).toEqual([true, false]);
    expect(both({ DELIVERY: false })).toEqual([false, true]);
    expect(both({ DELIVERY: true, DINE_IN: false })).toEqual([true, false]);
  });

  it("[U3] a lock is over when its planned time has come", () => {
    const noon = Date.parse("2026-11-22T12:00:00Z");
    expect(isOver(lock(), noon)).toBe(false);
    expect(isOver(lock({ plannedLockExpirationDate: null }), noon)).toBe(false);
    expect(isOver(lock({ plannedLockExpirationDate: "2026-11-22T13:00:00+01:00" }), noon)).toBe(true);
    expect(isOver(lock({ plannedLockExpirationDate: "2026-11-22T13:00:01+01:00" }), noon)).toBe(false);
  });
});
