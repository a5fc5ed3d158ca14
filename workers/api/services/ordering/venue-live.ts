// `GET /ordering-api/api/venue/{venue}/live`: a socket for the venue's own screens, which ends in the venue's feed
// (durable-objects/feed/venue-sockets.ts).
import { createRoute, z } from "@hono/zod-openapi";
import type { Principal } from "../../../../domain/access/principal";
import { forbidden, may } from "../../../../domain/access/roles";
import { Id } from "../../../../domain/order/commands";
import { venueFeed } from "../../../../protocol/feed";
import { objectStub } from "../../../../runtime/object-stub";
import { tenantCard, venueCard } from "#api/services/venue/venue-cache";
import { withAddress } from "#api/http/address";
import { fromAllowedOrigin } from "#api/http/origin";
import { problem, refuse, router } from "#api/http/refuse";
import { authenticateHereOrThere, noTokenInUrl, shortToken, tokenFromProtocol } from "./socket-token";

const BUSY_SECONDS = 10;

const live = createRoute({
  method: "get",
  path: "/ordering-api/api/venue/{venue}/live",
  tags: ["ordering"],
  summary: "A socket for the venue's screens",
  description:
    "JSON text messages, subprotocol `brigade.live.v1`. First `{seq, snapshot}`: the venue's open, placed orders and the venue's number; then " +
    "`{seq, changes: [{order, seq, body, gone?}]}` with the next number, each change with its whole order. `?after=seq` resumes with what has changed since, or " +
    "with a snapshot when that is too long ago; so does, by itself, a screen that had stopped reading. A command is `{id, order, command, body?, ifSeq?, wait?}`, " +
    "tokens and closes are as on an order's own socket.",
  security: [{ bearer: [] }, {}],
  middleware: [noTokenInUrl, tokenFromProtocol, authenticateHereOrThere, fromAllowedOrigin, shortToken] as const,
  request: {
    params: z.object({ venue: Id }),
    query: z.object({
      after: z.coerce.number().int().min(0).optional().openapi({ type: "integer", description: "The newest `seq` that the screen has" }),
      tenant: z.string().max(64).optional().openapi({ description: "For who brings the token in the first message: whose venue it is" }),
    }),
  },
  responses: {
    101: { description: "Switching to the socket" },
    400: problem("The request is not valid"),
    401: problem("No valid token"),
    403: problem("Staff of the venue only, from a page that the chain allows"),
    404: problem("No such venue"),
    426: problem("Not an upgrade"),
    429: problem("The venue has as many sockets as it takes"),
    503: problem("Try again"),
  },
});

export const venueLiveRoutes = router().openapi(live, async (c) => {
  const { venue } = c.req.valid("param");
  const known: Principal | undefined = c.var.principal;
  const tenant = known?.tenant ?? c.req.valid("query").tenant ?? "";
  if (known && !may(known, "orders.watch", venue)) return refuse(c, forbidden("orders.watch", venue));
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket")
    return refuse(c, { code: "upgrade-required", expected: "Upgrade: websocket" }, { upgrade: "websocket" });
  // Nobody makes an object for a venue that is not there.
  const [card, chain] = [await venueCard(c.env, tenant, venue), await tenantCard(c.env, tenant)];
  if (!card.ok || !chain.ok) return refuse(c, { code: "not-found", what: `venue ${venue}` });
  const headers = new Headers(c.req.raw.headers);
  headers.set("x-brigade-region", chain.value.region);
  const answer = await objectStub(c.env.FEED, chain.value.region, venueFeed(tenant, venue)).fetch(
    withAddress(new Request(c.req.raw, { headers })),
  );
  if (answer.status === 101) return answer;
  if (answer.status === 403) return refuse(c, forbidden("orders.watch", venue));
  if (answer.status === 401)
    return refuse(c, { code: "unauthorized", reason: await answer.text() }, { "www-authenticate": 'Bearer realm="brigade"' });
  return refuse(c, { code: "too-many-requests", retryAfterSeconds: BUSY_SECONDS });
});
