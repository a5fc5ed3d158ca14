// A venue with an object of its own, and what orders ask it to keep. For tests only.
import { env } from "cloudflare:workers";
import type { Hold, HeldLine, SlotRequest } from "../../protocol/hold";
import { venueName } from "../../protocol/venue";
import type { VenueObject } from "./venue-object";

export const MINUTE = 60_000;

let made = 0;
export const aVenue = (): DurableObjectStub<VenueObject> => env.VENUE.getByName(venueName(`held${(made += 1)}`, "v"));

export const orderId = (n: number) => `018f0000-0000-8000-9000-${String(n).padStart(12, "0")}`;

/** A line that has so many cakes, or other products. */
export const cakes = (line: string, quantity = 1): HeldLine => ({ line, items: [{ product: "cake", quantity }] });

/** The nth order's first hold. */
export const holding = (n: number, more: Partial<Hold> = {}): Hold => ({
  id: `h${n}`,
  order: orderId(n),
  region: "global",
  takes: [],
  gives: [],
  limits: "all",
  until: Date.now() + MINUTE,
  ...more,
});

/** The same for so many cakes. */
export const cakesFor = (n: number, quantity = 1, more: Partial<Hold> = {}): Hold =>
  holding(n, { takes: [cakes(`l${n}`, quantity)], ...more });

/** The nth order wants to be made then. */
export const placeFor = (n: number, at: number, more: Partial<SlotRequest> = {}): Hold =>
  holding(n, { slot: { channel: "DELIVERY", at, timeZone: "UTC", ...more } });

export const count = (venue: DurableObjectStub<VenueObject>, left: number, product = "cake") =>
  venue.setStock("global", product, { left, resetAt: null, resetTo: null });

/** What is left of cakes, and how many were oversold. */
export const level = async (venue: DurableObjectStub<VenueObject>): Promise<[left: number, oversold: number] | undefined> => {
  const cake = (await venue.stock()).find(({ product }) => product === "cake");
  return cake && [cake.left, cake.oversold];
};

export const left = async (venue: DurableObjectStub<VenueObject>) => (await level(venue))?.[0];
