// Guests who check out, without what else a checkout costs: their commands go to their orders, and holds to a venue,
// as the objects get them.
import type { CommandEnvelope } from "../../domain/order/commands";
import type { OrderObject } from "../../durable-objects/order/order-object";
import type { VenueObject } from "../../durable-objects/venue/venue-object";
import { orderName } from "../../runtime/order-name";
import type { Hold } from "../../protocol/hold";
import { venueName } from "../../protocol/venue";

type GuestsEnv = { ORDER: DurableObjectNamespace<OrderObject>; VENUE: DurableObjectNamespace<VenueObject> };

const TENANT = "bench";

/**
 * `POST /orders`: a command in its envelope. `POST /{venue}`: a hold (JSON), answered as the venue does;
 * `PUT` and `GET /{venue}/{product}`: how many are counted, and left.
 */
export default {
  async fetch(request, { ORDER, VENUE }) {
    const [, id = "", product = ""] = new URL(request.url).pathname.split("/");
    if (id === "orders") {
      const envelope = await request.json<CommandEnvelope>();
      const answer = await ORDER.getByName(orderName(envelope.tenant, envelope.order)).execute(envelope);
      return Response.json(answer, { status: answer.ok ? 202 : 409 });
    }
    const venue = VENUE.getByName(venueName(TENANT, id));
    if (request.method === "POST") return Response.json(await venue.hold(await request.json<Hold>()));
    if (request.method === "PUT")
      await venue.setStock("global", product, { left: Number(await request.text()), resetAt: null, resetTo: null });
    return Response.json((await venue.stock()).find((level) => level.product === product));
  },
} satisfies ExportedHandler<GuestsEnv>;
