// Who keeps something for orders at checkout: the venues of the chain.
import { venueName } from "../../protocol/venue";
import { objectStub } from "../../runtime/object-stub";
import type { VenueObject } from "../venue/venue-object";
import type { CheckoutDeps } from "./checkout";

export type ParticipantsEnv = { VENUE: DurableObjectNamespace<VenueObject> };

export const venueOf =
  ({ VENUE }: ParticipantsEnv): CheckoutDeps["venue"] =>
  ({ tenant, region }, venue) =>
    objectStub(VENUE, region, venueName(tenant, venue));
