// Each event without what is not for everybody: what an erasure takes out of it, what guests are not told,
// and what who has joined is not told.
import { definitionOf } from "./event-definitions";
import type { OrderEvent } from "./events";
import { named, peopleIn } from "./guest-view";
import type { Order } from "./state";

/** The same event at the same time by the same user, without what it said of the guest. */
export const eventWithoutPersonalData = (event: OrderEvent): OrderEvent => definitionOf(event.type).disclosure.erased?.(event) ?? event;

/** An event as the guests of such an order are told of it. */
export function eventForGuests(event: OrderEvent, order: Pick<Order, "people">): OrderEvent {
  const people = peopleIn(order);
  return named(people, definitionOf(event.type).disclosure.forGuests?.(event, people) ?? event);
}

/** What guests are told, as who has joined such an order is told of it. */
export const eventForJoined = (event: OrderEvent, { creator }: Pick<Order, "creator">): OrderEvent =>
  definitionOf(event.type).disclosure.forJoined?.(event, creator) ?? event;
