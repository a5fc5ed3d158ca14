// Every type of event that an order's log can have, by subject. Exhaustive: a type that no subject defines does not compile.
import { annotationEvents } from "./annotations";
import { basketEvents } from "./basket";
import { deliveryEvents } from "./delivery";
import { discountEvents } from "./discounts";
import type { EventDefinition, EventDefinitions, EventsByType, EventType } from "./event-definition";
import { kitchenEvents } from "./kitchen";
import { lifecycleEvents } from "./lifecycle";
import { paymentEvents } from "./payments";
import { peopleEvents } from "./people";
import { refundEvents } from "./refunds";
import { screenEvents } from "./screens";
import { transferEvents } from "./transfers";

const definitions: EventDefinitions = {
  ...annotationEvents,
  ...basketEvents,
  ...deliveryEvents,
  ...discountEvents,
  ...kitchenEvents,
  ...lifecycleEvents,
  ...paymentEvents,
  ...peopleEvents,
  ...refundEvents,
  ...screenEvents,
  ...transferEvents,
};

export const definitionOf = <T extends EventType>(type: T): EventDefinition<EventsByType[T]> => definitions[type];
