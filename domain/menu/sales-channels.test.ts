import { describe, expect, it } from "vitest";
import { channelsOf, closedChannels, SalesChannels } from "./sales-channels";

const NOON = Date.parse("2026-11-24T12:00:00Z");

describe("where a venue sells", () => {
  it("[C1] a venue that says nothing of channels sells in the house, to take away and delivered", () => {
    expect(channelsOf({})).toEqual(["DINE_IN", "TAKE_AWAY", "DELIVERY"]);
    expect(channelsOf({ channelConstraints: {} })).toEqual(["DINE_IN", "TAKE_AWAY", "DELIVERY"]);
  });
  it("[C2] a listed channel is on unless it is switched off", () =>
    expect(channelsOf({ channelConstraints: { UBER: {}, DELIVERY: { active: true }, DINE_IN: { active: false } } })).toEqual([
      "DELIVERY",
      "UBER",
    ]));
  it("[C3] a venue out of business, or closed for the moment, is closed on every channel; else on those that are not on", () => {
    expect(new Set(Object.values(closedChannels({ active: false }, NOON)))).toEqual(new Set(["the venue is not in business"]));
    expect(closedChannels({ tempDisabled: true, tempDisabledReason: "flooded" }, NOON)).toMatchObject({
      DINE_IN: "flooded",
      GLOVO: "flooded",
    });
    const usual = closedChannels({}, NOON);
    expect([usual.DINE_IN, usual.GLOVO]).toEqual([undefined, "the venue does not sell through GLOVO"]);
  });
  it("[C27] what a venue's document says amiss is as if it said nothing", () =>
    expect(SalesChannels.parse({ active: "yes", channelConstraints: 7, tempDisabled: true, name: "Centrum" })).toEqual({
      active: undefined,
      channelConstraints: undefined,
      tempDisabled: true,
    }));
  it("[V11] a venue that says until when it is closed opens by itself; a locked till closes it, with the till's own message", () => {
    const until = { tempDisabled: true, tempDisabledUntil: "2026-11-24T13:00:00+01:00" };
    expect(closedChannels(until, NOON - 1)).toMatchObject({ DINE_IN: "the venue is closed for the moment" });
    expect(closedChannels(until, NOON)).not.toHaveProperty("DINE_IN");
    const locked = { posIntegratorStatus: { locked: true, lockMessage: "out of paper" } };
    expect(closedChannels(locked, NOON)).toMatchObject({ DINE_IN: "out of paper" });
    expect(closedChannels({ ...until, ...locked }, NOON)).toMatchObject({ DINE_IN: "out of paper" });
    expect(closedChannels({ posIntegratorStatus: { locked: true } }, NOON)).toMatchObject({ DINE_IN: "the venue's till takes no orders" });
    expect(closedChannels({ posIntegratorStatus: { locked: false } }, NOON)).not.toHaveProperty("DINE_IN");
  });
  it("[V12] an exception that cannot be read does not take the others along", () =>
    expect(SalesChannels.parse({ exceptions: [{ date: "Christmas" }, { date: "2026-12-25", closed: true }] }).exceptions).toEqual([
      { date: "2026-12-25", closed: true },
    ]));
});
