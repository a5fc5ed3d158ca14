// For whom an order is shown, and what of it: staff see all of it, its guests what is not staff's,
// and who has joined nothing that says whose it is.
import type { AuthenticatedUser } from "../access/roles";
import { eventForGuests, eventForJoined } from "./disclosure";
import type { OrderEvent } from "./events";
import { forGuests, seesAsStaff, worksForChain } from "./guest-view";
import { forJoined, hasJoined, joinedAsGuest } from "./joined-guest";
import type { Order, Person } from "./state";

export type Audience = "staff" | "guests" | "joined";

/** Of somebody who may see the order. */
export function audienceOf(who: AuthenticatedUser, order: Order): Audience {
  if (seesAsStaff(who, order)) return "staff";
  return hasJoined(who, order) ? "joined" : "guests";
}

/** The same, by what somebody of the order is: feeds know its people, and not their roles in the chain. */
export function audienceOfPerson(person: Person, order: Order): Audience {
  if (worksForChain(person, order)) return "staff";
  return joinedAsGuest(person, order) ? "joined" : "guests";
}

/** The same object for the same order and audience, so that it is drawn once for all of them. */
export function forAudience(audience: Audience, order: Order): Order {
  if (audience === "staff") return order;
  const shown = forGuests(order);
  return audience === "joined" ? forJoined(shown) : shown;
}

/** The order as somebody sees it who may. */
export const orderFor = (who: AuthenticatedUser, order: Order): Order => forAudience(audienceOf(who, order), order);

/** An event of such an order: who folds what an audience is told comes to what it is shown. */
export function eventFor(audience: Audience, event: OrderEvent, order: Pick<Order, "people" | "creator">): OrderEvent {
  if (audience === "staff") return event;
  const shown = eventForGuests(event, order);
  return audience === "joined" ? eventForJoined(shown, order) : shown;
}
