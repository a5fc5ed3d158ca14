// What is known of a type of event, in one record: how the order goes on by it, what its history says of it,
// and what of it is not for everybody.
import type { Minor } from "../../pricing/money";
import { reasonless } from "../erasure";
import type { EventOf, OrderEvent } from "../events";
import type { People } from "../guest-view";
import type { Order } from "../state";

/**
 * `erased`: the event without what is personal; left out where nothing is. `forGuests`: without what is staff's, likewise.
 * `forJoined`: what guests are told without what is between the order's `owner` and the house, as joined-guest.ts shows the order.
 */
export type Disclosure<E> = {
  erased?: (event: E) => E;
  forGuests?: (event: E, people: People) => E;
  forJoined?: (event: E, owner: string) => E;
};

/** Says nothing of who the guest is, and nothing that is for staff alone. */
export const FOR_ALL = {};
/** Why somebody did it, in his own words, which may name the guest and are not for him. */
export const WITH_REASON = { erased: reasonless, forGuests: reasonless };

/**
 * `evolve`: the order after it; total, nothing in it can fail. `changesBasket`: whether the basket is another one after it; left out where
 * it never is. `givesWork`: the kitchen may have more to do after it. `says`: English, what whoever did it did; `money` writes an amount of
 * the order. `lines`: whom it concerns, where that is not in its own `line` or `lines`.
 */
export type EventDefinition<E> = {
  evolve: (order: Order, event: E) => Order;
  changesBasket?: (event: E) => boolean;
  givesWork?: true;
  says: (event: E, money: (amount: Minor) => string) => string;
  lines?: (event: E) => string[];
  disclosure: Disclosure<E>;
};

export type EventType = OrderEvent["type"];
export type EventsByType = { [T in EventType]: EventOf<T> };
export type EventDefinitions = { [T in EventType]: EventDefinition<EventsByType[T]> };

export const always = () => true;
