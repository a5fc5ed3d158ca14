import { describe, expect, it } from "vitest";
import { channelsOf, closedChannels, Selling } from "./selling";

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
    expect(new Set(Object.values(closedChannels({ active: false })))).toEqual(new Set(["the venue is not in business"]));
    expect(closedChannels({ tempDisabled: true, tempDisabledReason: "flooded" })).toMatchObject({ DINE_IN: "flooded", GLOVO: "flooded" });
    const usual = closedChannels({});
    expect([usual.DINE_IN, usual.GLOVO]).toEqual([undefined, "the venue does not sell through GLOVO"]);
  });
  it("[C27] what a venue's document says amiss is as if it said nothing", () =>
    expect(Selling.parse({ active: "yes", channelConstraints: 7, tempDisabled: true, name: "Centrum" })).toEqual({
      active: undefined,
      channelConstraints: undefined,
      tempDisabled: true,
    }));
});
