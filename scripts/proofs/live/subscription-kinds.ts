// The ways in which a client can watch, as a table: what is proved of one kind is proved of each.
import type { ApiClient } from "../../platform/api-client.ts";
import type { DemoSheet } from "../../platform/demo-sheet.ts";
import { OrderSubscriber } from "./order-subscriber.ts";
import { StompSubscriber } from "./stomp-subscriber.ts";
import { VenueSubscriber } from "./venue-subscriber.ts";

/** Where a connection is opened, and what is said first. `path` without host. */
export type Dial = { path: string; protocols: string[]; greeting: string[] };

/** One order as a client shows it after a message. */
export type Sighting = { order: string; seq: number; body: unknown };

/** `ready`: from now on nothing is missed on this connection. `fault`: what must not have come. */
export type Heard = { sightings: Sighting[]; ready?: boolean; fault?: string };

/**
 * A client's memory: it lasts from one connection to the next.
 * `beat`: what may be said at any time, and what is said to it without waking anybody.
 */
export type Subscriber = {
  readonly beat: { say: string; answer: string };
  /** The next connection. It asks for what came after what has been seen. */
  dial(): Dial;
  hear(text: string): Heard;
  /** How often it was shown everything anew, where that may happen on an open connection. */
  readonly wholes?: number;
  /** What it shows now, by order. An order that it shows no more is not in it. */
  readonly views: ReadonlyMap<string, Omit<Sighting, "order">>;
};

/** Whom a client can watch as, and what. `guest` is the order's own. */
export type Seat = { sheet: DemoSheet; venue: string; guest: ApiClient; kitchen: ApiClient; order: string };

/**
 * `whole`: each connection sees all open orders of the venue, not one. `most`: connections that the platform lets one house have of it.
 * `as`: who watches so; guests are not shown what is for staff.
 */
export type Kind = { name: string; whole: boolean; most?: number; as: "guest" | "kitchen"; subscriber(seat: Seat): Subscriber };

export const SUBSCRIPTION_KINDS: readonly Kind[] = [
  { name: "order", whole: false, as: "guest", subscriber: ({ guest, order }) => new OrderSubscriber(guest.token, order) },
  {
    name: "order-changes",
    whole: false,
    as: "guest",
    subscriber: ({ sheet, guest }) => new StompSubscriber(guest.token, `/order-changes/${sheet.tenant}/${guest.user}`),
  },
  {
    name: "kds",
    whole: true,
    as: "kitchen",
    subscriber: ({ sheet, kitchen, venue }) => new StompSubscriber(kitchen.token, `/kds/${sheet.tenant}/${venue}`),
  },
  { name: "venue", whole: true, most: 1_000, as: "kitchen", subscriber: ({ kitchen, venue }) => new VenueSubscriber(kitchen.token, venue) },
];
