import { describe, expect, it } from "vitest";
import { nextFreeSlot, nextSlot, slotStart, throttled } from "./kitchen-slot";

const MINUTE = 60_000;
const at = (text: string) => Date.parse(text);
const startOf = (text: string, minutes: number, zone: string) => new Date(slotStart(at(text), minutes, zone)).toISOString().slice(0, 16);

/** Of slots of four hours in Warsaw, so many hours after an instant. */
const fourHours = (instant: string, hours: number[]) =>
  hours.map((hour) => startOf(new Date(at(instant) + hour * 60 * MINUTE).toISOString(), 240, "Europe/Warsaw"));

describe("a slot", () => {
  it("[K3] begins at a whole multiple of its length", () => {
    expect(slotStart(16 * MINUTE, 15, "UTC")).toBe(15 * MINUTE);
    expect(slotStart(15 * MINUTE, 15, "UTC")).toBe(15 * MINUTE);
    expect(slotStart(15 * MINUTE - 1, 15, "UTC")).toBe(0);
  });

  it("[K110] is cut by the venue's clock, whatever that is ahead of others", () => {
    expect(startOf("2026-12-01T06:30Z", 60, "Asia/Kolkata")).toBe("2026-12-01T06:30");
    expect(startOf("2026-12-01T07:15Z", 60, "Asia/Kolkata")).toBe("2026-12-01T06:30");
    expect(startOf("2026-12-01T07:45Z", 60, "Asia/Kolkata")).toBe("2026-12-01T07:30");
    expect(startOf("2026-12-01T06:44Z", 30, "Asia/Kathmandu")).toBe("2026-12-01T06:15");
    expect(startOf("2026-12-01T10:59Z", 240, "Europe/Warsaw")).toBe("2026-12-01T07:00");
    expect(startOf("2026-12-01T11:00Z", 240, "Europe/Warsaw")).toBe("2026-12-01T11:00");
    expect(startOf("2026-12-01T04:59Z", 240, "America/New_York")).toBe("2026-12-01T01:00");
  });

  it("[K110] of a length that does not divide the day ends at midnight", () => {
    expect(startOf("2026-12-01T23:59Z", 50, "UTC")).toBe("2026-12-01T23:20");
    expect(startOf("2026-12-02T00:10Z", 50, "UTC")).toBe("2026-12-02T00:00");
    expect(nextSlot(at("2026-12-01T23:20Z"), 50, "UTC")).toBe(at("2026-12-02T00:00Z"));
  });

  it("[K111] of an hour comes twice when the hour does", () => {
    const starts = ["00:30", "01:30", "02:30"].map((time) => startOf(`2027-10-31T${time}Z`, 60, "Europe/Warsaw"));
    expect(starts).toEqual(["2027-10-31T00:00", "2027-10-31T01:00", "2027-10-31T02:00"]);
  });

  it("[K111] that begins in the hour that is skipped begins after it", () => {
    expect(startOf("2027-03-28T01:30Z", 60, "Europe/Warsaw")).toBe("2027-03-28T01:00");
    expect(startOf("2027-03-28T01:30Z", 120, "Europe/Warsaw")).toBe("2027-03-28T01:00");
    expect(startOf("2027-03-28T00:30Z", 120, "Europe/Warsaw")).toBe("2027-03-27T23:00");
    expect(startOf("2027-03-14T05:10Z", 60, "America/Havana")).toBe("2027-03-14T05:00");
  });

  it("[K111] of four hours keeps to the clock on days of 23 and of 25 hours", () => {
    expect(fourHours("2027-10-30T22:00Z", [0, 4.5, 5, 8.9])).toEqual([
      "2027-10-30T22:00",
      "2027-10-30T22:00",
      "2027-10-31T03:00",
      "2027-10-31T03:00",
    ]);
    expect(fourHours("2027-03-27T23:00Z", [2.9, 3, 6.9])).toEqual(["2027-03-27T23:00", "2027-03-28T02:00", "2027-03-28T02:00"]);
  });
});

const quarters = (limit: number) => ({ slotMinutes: 15, timeZone: "UTC", limit });

describe("the next free slot", () => {
  it("[K112] is not passed by where midnight cuts the one before short and the clock skips what that is shorter", () => {
    const [lateSlot, midnight, after] = ["2028-03-25T23:00Z", "2028-03-26T00:00Z", "2028-03-26T01:18Z"].map(at);
    expect(slotStart(1_837_641_599_000, 138, "Europe/Lisbon")).toBe(lateSlot);
    expect(nextSlot(at("2028-03-25T23:00Z"), 138, "Europe/Lisbon")).toBe(midnight);
    expect(nextSlot(at("2028-03-26T00:00Z"), 138, "Europe/Lisbon")).toBe(after);
    const terms = { slotMinutes: 138, timeZone: "Europe/Lisbon", limit: 1 };
    expect(nextFreeSlot(1_837_641_599_000, terms, () => 0)).toBe(midnight);
  });

  it("[K3] is the first with room within a day, and there is none where nothing is made", () => {
    const taken = (start: number) => (start < 45 * MINUTE ? 2 : 1);
    expect(nextFreeSlot(0, quarters(2), taken)).toBe(45 * MINUTE);
    expect(nextFreeSlot(0, quarters(1), taken)).toBeUndefined();
    expect(nextFreeSlot(0, quarters(0), () => 0)).toBeUndefined();
  });

  it("[K110] is asked for with its end, and begins by the venue's clock", () => {
    const asked: string[] = [];
    const taken = (start: number, end: number) =>
      asked.push([start, end].map((each) => new Date(each).toISOString().slice(11, 16)).join("–")) - 1;
    const hours = { slotMinutes: 60, timeZone: "Asia/Kolkata", limit: 1 };
    expect(nextFreeSlot(at("2026-12-01T07:15Z"), hours, taken)).toBe(at("2026-12-01T07:30Z"));
    expect(asked).toEqual(["07:30–08:30"]);
  });
});

it("[K4] a kitchen that has had its orders of the last minutes takes the next when the oldest of them is that old", () => {
  const limit = { orders: 2, minutes: 10 };
  expect(throttled([0, MINUTE], limit, 5 * MINUTE)).toBe(5 * 60);
  expect(throttled([MINUTE], limit, 5 * MINUTE)).toBe(0);
  expect(throttled([0, MINUTE], limit, 10 * MINUTE)).toBe(0);
});
