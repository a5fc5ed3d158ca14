import { expect, it } from "vitest";
import { nextFreeSlot, slotStart, throttled } from "./slot";

const MINUTE = 60_000;

it("[K3] a slot begins at a whole multiple of its length", () => {
  expect(slotStart(16 * MINUTE, 15)).toBe(15 * MINUTE);
  expect(slotStart(15 * MINUTE, 15)).toBe(15 * MINUTE);
  expect(slotStart(15 * MINUTE - 1, 15)).toBe(0);
});

it("[K3] the next free slot is the first with room within a day, and there is none where nothing is made", () => {
  const taken = (start: number) => (start < 45 * MINUTE ? 2 : 1);
  expect(nextFreeSlot(0, 15, 2, taken)).toBe(45 * MINUTE);
  expect(nextFreeSlot(0, 15, 1, taken)).toBeUndefined();
  expect(nextFreeSlot(0, 15, 0, () => 0)).toBeUndefined();
});

it("[K4] a kitchen that has had its orders of the last minutes takes the next when the oldest of them is that old", () => {
  const limit = { orders: 2, minutes: 10 };
  expect(throttled([0, MINUTE], limit, 5 * MINUTE)).toBe(5 * 60);
  expect(throttled([MINUTE], limit, 5 * MINUTE)).toBe(0);
  expect(throttled([0, MINUTE], limit, 10 * MINUTE)).toBe(0);
});
