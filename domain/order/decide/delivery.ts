// Where an order goes. A position belongs to its address, and the fees of delivery zones belong to the position.
import { isSame } from "../../menu/canonical-json";
import { ok } from "../../result";
import type { CommandEnvelope, CommandOf } from "../commands";
import { zoneFeesOf } from "../delivery-destination";
import type { Order } from "../state";
import { beingPaid, basket, type DecisionContext, type Decision, refuse, stampOf } from "./guards";
import { type Handlers, when } from "./handler";

export const deliveryHandlers = { SetDelivery: when(basket, setDelivery) } satisfies Partial<Handlers>;

/** A basket can be told where it goes, and be told otherwise, until somebody pays. */
function setDelivery(command: CommandOf<"SetDelivery">, order: Order, { envelope }: DecisionContext): Decision {
  const paying = beingPaid(order);
  if (paying) return refuse(paying);
  const before = placeOf(order);
  const after = asked(command, before, envelope.destination);
  if (isSame(before, after)) return ok([]);
  const { address, geoPosition, fees } = after;
  return ok([{ ...stampOf(envelope), type: "DeliverySet", ...(address && { address }), ...(geoPosition && { geoPosition }), fees }]);
}

type Place = Pick<Order, "address" | "geoPosition"> & { fees: ReturnType<typeof zoneFeesOf> };

const placeOf = ({ address, geoPosition, settings }: Order): Place => ({ address, geoPosition, fees: zoneFeesOf(settings) });

/** The address that the order has already keeps its position, though nobody finds it this time. */
function asked(command: CommandOf<"SetDelivery">, before: Place, destination: CommandEnvelope["destination"]): Place {
  const { address = before.address } = command;
  const geoPosition = command.geoPosition ?? destination?.geoPosition;
  if (!geoPosition && before.geoPosition && isSame(address, before.address)) return before;
  return { address, geoPosition, fees: destination?.fees ?? [] };
}
