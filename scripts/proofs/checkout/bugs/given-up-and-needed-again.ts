// Who pays anew gives up the payment before: of two events of one decision the venue hears one by one, and takes nothing for the second.
import { mustBeAsked, holdsFor } from "../../../../domain/order/holds.ts";
import { evolve } from "../../../../domain/order/evolve.ts";
import { requireHolds as real } from "../../../../durable-objects/order/require-holds.ts";

export const requireHolds: typeof real = (envelope, before, events, granted) => {
  const after = events.reduce(evolve, before);
  return holdsFor(before, after).some(mustBeAsked) ? real(envelope, before, events, granted) : { events, used: false, holds: "news" };
};
