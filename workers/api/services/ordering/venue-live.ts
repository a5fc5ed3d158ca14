// `GET /ordering-api/api/venue/{venue}/live`: a socket for the venue's own screens, which ends in the venue's feed (durable-objects/feed/venue-screens.ts).
import { createRoute, z } from "@hono/zod-openapi";
import { holds } from "../../../../domain/access/principal";
import { Id } from "../../../../domain/order/commands";
import { STAFF } from "../../../../domain/order/policy";
import { venueFeed } from "../../../../protocol/feed";
import { LIVE_PROTOCOL } from "../../../../protocol/live";
import { reach } from "../../../../protocol/reach";
import { authenticate } from "../../http/authenticate";
import { problem, refuse, router } from "../../http/refuse";
import { tokenFromProtocol } from "./live";

const live = createRoute({
  method: "get",
  path: "/ordering-api/api/venue/{venue}/live",
  tags: ["ordering"],
  summary: "A socket for the venue's screens",
  description:
    "First message `{seq, snapshot}`: the venue's open, placed orders and the venue's number; then `{seq, changes}` per change, each with whole orders. " +
    "`?after=seq` resumes with what has changed since, or with a snapshot when that is too long ago. The token comes in `Authorization`, or as the " +
    "subprotocol `bearer.{token}` beside `brigade.live.v1`.",
  security: [{ bearer: [] }],
  middleware: [tokenFromProtocol, authenticate] as const,
  request: { params: z.object({ venue: Id }), query: z.object({ after: z.coerce.number().int().min(0).optional() }) },
  responses: {
    101: { description: "Switching to the socket" },
    400: problem("The request is not valid"),
    401: problem("No valid token"),
    403: problem("Staff of the venue only"),
    426: problem("Not an upgrade"),
  },
});

export const venueLiveRoutes = router().openapi(live, (c) => {
  const { venue } = c.req.valid("param");
  const { tenant, region, user, roles, exp } = c.var.principal;
  if (!holds(roles, STAFF, venue)) return refuse(c, { code: "forbidden", needs: STAFF.map((role) => `ROLE_${venue}_${role}`) });
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket")
    return refuse(c, { code: "upgrade-required", expected: "Upgrade: websocket" });
  const headers = new Headers(c.req.raw.headers);
  headers.set("x-brigade-principal", JSON.stringify({ user, exp, region }));
  headers.delete("x-brigade-protocol");
  if (c.req.header("sec-websocket-protocol")?.includes(LIVE_PROTOCOL)) headers.set("x-brigade-protocol", LIVE_PROTOCOL);
  return reach(c.env.FEED, region, venueFeed(tenant, venue)).fetch(new Request(c.req.raw, { headers }));
});
