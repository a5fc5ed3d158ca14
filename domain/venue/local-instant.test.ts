import { expect, it } from "vitest";
import { instantOf } from "./local-instant";

it.each([
  ["2026-12-01T06:00", "Europe/Warsaw", "2026-12-01T05:00:00.000Z"],
  ["2026-07-01T06:00:30", "Europe/Warsaw", "2026-07-01T04:00:30.000Z"],
  ["2026-12-01T06:00", "Asia/Kathmandu", "2026-12-01T00:15:00.000Z"],
  ["2026-12-01T06:00:00+02:00", "Europe/Warsaw", "2026-12-01T04:00:00.000Z"],
  // The night of the change: 02:30 comes twice in autumn, and not at all in spring.
  ["2026-10-25T02:30", "Europe/Warsaw", "2026-10-25T00:30:00.000Z"],
  ["2026-03-29T02:30", "Europe/Warsaw", "2026-03-29T01:30:00.000Z"],
  ["2026-10-25T12:00", "Europe/Warsaw", "2026-10-25T11:00:00.000Z"],
])("[T1] %s by the clock in %s is %s; what comes twice is the first, what is skipped comes after", (text, zone, instant) => {
  expect(new Date(instantOf(text, zone)).toISOString()).toBe(instant);
});
