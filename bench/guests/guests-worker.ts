// Guests who check out at one venue, without what else a checkout costs: their holds go to the venue's object as orders send them.
import type { VenueObject } from "../../durable-objects/venue/venue-object";
import type { Hold } from "../../protocol/hold";
import { venueName } from "../../protocol/venue";

type GuestsEnv = { VENUE: DurableObjectNamespace<VenueObject> };

const TENANT = "bench";

/** `POST /{venue}`: a hold (JSON), answered as the venue does; `PUT` and `GET /{venue}/{product}`: how many are counted, and left. */
export default {
  async fetch(request, { VENUE }) {
    const [, id = "", product = ""] = new URL(request.url).pathname.split("/");
    const venue = VENUE.getByName(venueName(TENANT, id));
    if (request.method === "POST") return Response.json(await venue.hold(await request.json<Hold>()));
    if (request.method === "PUT")
      await venue.setStock("global", product, { left: Number(await request.text()), resetAt: null, resetTo: null });
    return Response.json((await venue.stock()).find((level) => level.product === product));
  },
} satisfies ExportedHandler<GuestsEnv>;
