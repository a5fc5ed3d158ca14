import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { VenueCard } from "../menu/venue-card";
import type { OrderCommand } from "./commands";
import { append, asked, at, card, creating, given, guest, history, id } from "./given.fixture";

const MINUTE_MS = 60_000;
const soup = history([creating, guest], [append(asked(1, "soup")), guest]);
const opening: OrderCommand = { type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "s", amount: 100 };
const time = fc.integer({ min: 0, max: 23 * 60 + 59 }).map((minute) => {
  const [hours, minutes] = [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0"));
  return `${hours}:${minutes}`;
});
const hours = fc.record({ SUN: fc.tuple(time, time), MON: fc.tuple(time, time) });
const timeZone = fc.constantFrom("Europe/Warsaw", "America/New_York", "Asia/Kolkata", "Pacific/Auckland");

describe("an order without a time", () => {
  it("[O443] is answered like one that is wanted at the earliest time that it can be", () => {
    fc.assert(
      fc.property(hours, timeZone, fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 24 * 60 }), (week, zone, lead, after) => {
        const now = Date.parse(at) + after * MINUTE_MS;
        const venue: VenueCard = { ...card, timeZone: zone, hours: { DINE_IN: week }, leadMinutes: { DINE_IN: lead } };
        const context = { at: new Date(now).toISOString(), cards: [venue] };
        const soonest = new Date(now + lead * MINUTE_MS).toISOString();
        const without = given(...soup).when(opening, guest, context).decision;
        const wanted = given(...soup).when({ type: "SetDue", due: soonest }, guest, context).decision;
        expect(without.ok ? undefined : without.error).toEqual(wanted.ok ? undefined : wanted.error);
      }),
    );
  });
});
