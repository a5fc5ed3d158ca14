// When an order is wanted, and where it goes.
import { withZoneFees } from "../delivery-destination";
import type { EventOf } from "../events";
import type { OpenedPayment, Order } from "../state";
import { without } from "../without";
import { type EventDefinitions, FOR_ALL } from "./event-definition";

const nowhere = (event: EventOf<"DeliverySet">) => without(event, "address", "geoPosition");

export const deliveryEvents = {
  DueSet: {
    evolve: (order, { due }) => ({ ...order, due, lapsed: order.lapsed.map(ofAnotherOrder) }),
    says: ({ due }) => `wants it at ${due}`,
    disclosure: FOR_ALL,
  },
  DeliverySet: {
    evolve: (order, event) => goingTo({ ...order, lapsed: order.lapsed.map(ofAnotherOrder) }, event),
    says: () => "said where it goes",
    disclosure: { erased: nowhere, forJoined: nowhere },
  },
} satisfies Partial<EventDefinitions>;

/** A payment that had lapsed was for the order as it was to be then: at that time, at that place. */
const ofAnotherOrder = (payment: OpenedPayment): OpenedPayment => without(payment, "revision");

/** What is not said any more is forgotten: a place belongs to its address, and fees belong to their place. */
function goingTo(order: Order, { address, geoPosition, fees }: EventOf<"DeliverySet">): Order {
  const next = without(order, "address", "geoPosition");
  return { ...next, settings: withZoneFees(order.settings, fees), ...(address && { address }), ...(geoPosition && { geoPosition }) };
}
