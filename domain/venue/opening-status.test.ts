import { describe, expect, it } from "vitest";
import { hoursOf, isOpen } from "../menu/opening-hours";
import { SalesChannels } from "../menu/sales-channels";
import { openAt } from "./opening-status";

const daily = (from: string, to: string) =>
  Object.fromEntries(["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"].map((day) => [day, [{ from, to }]]));
const venue = (week: object | undefined, more: object = {}, timeZone = "Europe/Warsaw") => ({
  ...SalesChannels.parse({ channelConstraints: { DELIVERY: { active: true, ...(week && { week }) } }, ...more }),
  timeZone,
});
const at = (instant: string, ...of: Parameters<typeof venue>) => openAt(venue(...of), "DELIVERY", instant);
const lunch = daily("11:00", "21:59");
const night = daily("18:00", "02:00");
const christmas = { exceptions: [{ date: "2026-12-24", dateTo: "2026-12-25", closed: true, reason: "Christmas" }] };

describe("a venue's hours", () => {
  it("[V13] are told with the moment at which it closes, or opens again", () => {
    expect(at("2026-11-24T12:00:00Z", lunch)).toEqual({ open: true, closesAt: "2026-11-24T21:00:00.000Z" });
    expect(at("2026-11-24T21:00:00Z", lunch)).toEqual({
      open: false,
      reason: "outside the opening hours",
      opensAt: "2026-11-25T10:00:00.000Z",
    });
    expect(at("2026-11-24T12:00:00Z", { MON: [{ from: "10:00", to: "12:00" }] })).toMatchObject({ opensAt: "2026-11-30T09:00:00.000Z" });
    expect(at("2026-11-24T12:00:00Z", {})).toEqual({ open: false, reason: "outside the opening hours" });
    expect(at("2026-11-24T12:00:00Z", undefined)).toEqual({ open: true });
    expect(at("2026-11-24T12:00:00Z", daily("00:00", "23:59"))).toEqual({ open: true });
  });

  it("[V14] go on after midnight, and the night belongs to the day on which it began", () => {
    expect(at("2026-11-25T01:00:59Z", night)).toEqual({ open: true, closesAt: "2026-11-25T01:01:00.000Z" });
    expect(at("2026-11-25T01:01:00Z", night)).toMatchObject({ open: false, opensAt: "2026-11-25T17:00:00.000Z" });
    // Closed on the 24th and 25th: the night of the 23rd goes on until two, and that of the 25th never began.
    expect(at("2026-12-24T00:30:00Z", night, christmas)).toMatchObject({ open: true });
    expect(at("2026-12-26T00:30:00Z", night, christmas)).toMatchObject({ open: false, opensAt: "2026-12-26T17:00:00.000Z" });
  });

  it("[K133] on a public holiday of the chain's calendar the hours under PH hold, unless an exception says otherwise", () => {
    const week = { ...lunch, PH: [{ from: "14:00", to: "01:00" }] };
    const holidays = ["2026-12-25"];
    const on = (instant: string, more: object = {}) => openAt({ ...venue(week, more), holidays }, "DELIVERY", instant);
    expect(on("2026-12-25T11:00:00Z")).toMatchObject({ open: false, reason: "public holiday", opensAt: "2026-12-25T13:00:00.000Z" });
    expect(on("2026-12-25T23:30:00Z")).toEqual({ open: true, closesAt: "2026-12-26T00:01:00.000Z" });
    expect(on("2026-12-24T11:00:00Z").open).toBe(true);
    expect(on("2026-12-25T14:00:00Z", christmas)).toMatchObject({ open: false, reason: "Christmas" });
    expect(openAt(venue(week), "DELIVERY", "2026-12-25T11:00:00Z").open).toBe(true);
  });

  it("[V15] an exception replaces the days that it names, for the channels that it names; of two the later one counts", () => {
    expect(at("2026-12-24T12:00:00Z", lunch, christmas)).toEqual({
      open: false,
      reason: "Christmas",
      opensAt: "2026-12-26T10:00:00.000Z",
    });
    const short = { exceptions: [...christmas.exceptions, { date: "2026-12-24", hours: [{ from: "08:00", to: "13:00" }] }] };
    expect(at("2026-12-24T07:00:00Z", lunch, short)).toEqual({ open: true, closesAt: "2026-12-24T12:01:00.000Z" });
    const elsewhere = { exceptions: [{ date: "2026-12-24", closed: true, channels: ["DINE_IN"] }] };
    expect(at("2026-12-24T12:00:00Z", lunch, elsewhere)).toMatchObject({ open: true });
    expect(at("2026-12-24T12:00:00Z", undefined, christmas)).toMatchObject({ open: false, opensAt: "2026-12-25T23:00:00.000Z" });
  });

  it("[V16] are the clock's on the days when it changes, too", () => {
    const brunch = daily("02:30", "10:00");
    // 29 March 2026: from two it is three at once. 25 October: from three it is two again.
    expect(at("2026-03-29T00:30:00Z", brunch)).toMatchObject({ open: false, opensAt: "2026-03-29T01:00:00.000Z" });
    expect(at("2026-03-29T07:59:00Z", brunch)).toEqual({ open: true, closesAt: "2026-03-29T08:01:00.000Z" });
    expect(at("2026-10-25T08:30:00Z", brunch)).toEqual({ open: true, closesAt: "2026-10-25T09:01:00.000Z" });
    expect(at("2026-10-25T20:00:00Z", daily("10:00", "23:59"))).toEqual({ open: true, closesAt: "2026-10-25T23:00:00.000Z" });
    expect(at("2026-10-24T23:30:00Z", daily("20:00", "02:59"))).toEqual({ open: true, closesAt: "2026-10-25T02:00:00.000Z" });
  });

  it("[V17] a venue that is closed for the moment says why, and when it opens by itself if it said until when", () => {
    const flooded = { tempDisabled: true, tempDisabledReason: "flooded" };
    expect(at("2026-11-24T12:00:00Z", lunch, flooded)).toEqual({ open: false, reason: "flooded" });
    const until = { ...flooded, tempDisabledUntil: "2026-11-24T15:00:00Z" };
    expect(at("2026-11-24T12:00:00Z", lunch, until)).toEqual({ open: false, reason: "flooded", opensAt: "2026-11-24T15:00:00.000Z" });
    const tonight = { ...flooded, tempDisabledUntil: "2026-11-24T23:00:00Z" };
    expect(at("2026-11-24T12:00:00Z", lunch, tonight)).toMatchObject({ opensAt: "2026-11-25T10:00:00.000Z" });
    expect(at("2026-11-24T15:00:00Z", lunch, until)).toMatchObject({ open: true });
    expect(at("2026-11-24T12:00:00Z", lunch, { ...until, active: false })).toEqual({ open: false, reason: "the venue is not in business" });
    expect(openAt(venue(lunch), "GLOVO", "2026-11-24T12:00:00Z")).toEqual({
      open: false,
      reason: "the venue does not sell through GLOVO",
    });
  });

  it("[V18] a card carries no exceptions that are over", () => {
    const { exceptions } = hoursOf(venue(lunch, christmas), "2026-12-25").DELIVERY ?? {};
    expect(exceptions).toEqual([{ from: "2026-12-24", to: "2026-12-25", hours: [], reason: "Christmas" }]);
    expect(hoursOf(venue(lunch, christmas), "2026-12-26").DELIVERY).not.toHaveProperty("exceptions");
  });

  it("[V19] hours that were stored before there were exceptions, cut at midnight, still hold", () => {
    const stored = { DELIVERY: { MON: ["18:00", "23:59"], TUE: ["00:00", "02:00", "18:00", "23:59"] } };
    const open = (instant: string) => isOpen(stored, "DELIVERY", instant, "UTC");
    expect(["2026-11-23T20:00:00Z", "2026-11-24T01:00:00Z", "2026-11-24T03:00:00Z", "2026-11-25T01:00:00Z"].map(open)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it("[K102] over a change of clocks a venue opens and closes once, and is told to: what comes twice is its first time", () => {
    const of = (from: string, to: string) => venue({ SAT: [{ from, to }], SUN: [] });
    const late = of("20:00", "02:30");
    // 31 October 2027: from three it is two again, at 01:00 UTC.
    const open = (time: string) => openAt(late, "DELIVERY", `2027-10-31T${time}:00Z`).open;
    expect(["00:15", "00:30", "00:31", "00:45", "01:15", "01:30", "01:45"].map(open)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(openAt(late, "DELIVERY", "2027-10-31T00:15:00Z")).toEqual({ open: true, closesAt: "2027-10-31T00:31:00.000Z" });
    expect(openAt(late, "DELIVERY", "2027-10-31T01:15:00Z")).toMatchObject({ open: false, opensAt: "2027-11-06T19:00:00.000Z" });
    const again = venue({ SUN: [{ from: "02:15", to: "02:44" }] });
    expect(openAt(again, "DELIVERY", "2027-10-31T00:00:00Z")).toMatchObject({ opensAt: "2027-10-31T00:15:00.000Z" });
    expect(openAt(again, "DELIVERY", "2027-10-31T01:15:00Z")).toMatchObject({ open: false, opensAt: "2027-11-07T01:15:00.000Z" });
  });

  it("[K103] hours that lie wholly in the hour that the clocks skip are not there on that day; of others, what is left is", () => {
    // 28 March 2027: from two it is three at once, at 01:00 UTC.
    const skipped = venue({ SUN: [{ from: "02:10", to: "02:50" }] });
    expect(openAt(skipped, "DELIVERY", "2027-03-28T00:00:00Z")).toMatchObject({ opensAt: "2027-04-04T00:10:00.000Z" });
    const begun = venue({ SUN: [{ from: "01:30", to: "02:29" }] });
    expect(openAt(begun, "DELIVERY", "2027-03-28T00:45:00Z")).toEqual({ open: true, closesAt: "2027-03-28T01:00:00.000Z" });
    const ended = venue({ SUN: [{ from: "02:30", to: "03:09" }] });
    expect(openAt(ended, "DELIVERY", "2027-03-28T00:45:00Z")).toMatchObject({ opensAt: "2027-03-28T01:00:00.000Z" });
    expect(openAt(ended, "DELIVERY", "2027-03-28T01:05:00Z")).toEqual({ open: true, closesAt: "2027-03-28T01:10:00.000Z" });
  });

  it("[K104] a whole day is whole, whether it has 23, 24 or 25 hours; 24:00 is its end, and 00:00 to 00:00 all of it", () => {
    for (const to of ["23:59", "24:00", "00:00"]) {
      const sundays = venue({ SUN: [{ from: "00:00", to }] });
      const lasts = (from: string, until: string) => {
        expect(openAt(sundays, "DELIVERY", `${from}:00Z`)).toEqual({ open: true, closesAt: `${until}:00.000Z` });
        expect(openAt(sundays, "DELIVERY", new Date(Date.parse(`${from}:00Z`) - 1).toISOString()).open).toBe(false);
      };
      lasts("2027-03-27T23:00", "2027-03-28T22:00");
      lasts("2027-04-03T22:00", "2027-04-04T22:00");
      lasts("2027-10-30T22:00", "2027-10-31T23:00");
    }
    const late = venue({ SAT: [{ from: "20:00", to: "24:00" }], SUN: [{ from: "00:00", to: "01:00" }] });
    expect(openAt(late, "DELIVERY", "2026-11-28T20:00:00Z")).toEqual({ open: true, closesAt: "2026-11-29T00:01:00.000Z" });
  });
});
