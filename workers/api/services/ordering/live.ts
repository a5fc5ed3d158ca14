// `GET /ordering-api/api/order/{order}/live`: a socket that ends in the order's own object (durable-objects/order/live.ts).
import { createRoute, z } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import { orderName } from "../../../../protocol/feed";
import { readKeys } from "../../../../protocol/keys";
import { reach } from "../../../../protocol/reach";
import type { Api } from "../../env";
import { authenticate } from "../../http/authenticate";
import { fromAllowedOrigin } from "../../http/origin";
import { problem, refuse, router } from "../../http/refuse";
import { isOrderIdOf } from "../../ids";
import { OrderParam } from "./routes";

const PROTOCOL = "brigade.live.v1";

/** Browsers cannot set headers on a socket: they offer the token as a subprotocol, `bearer.{token}`, beside ours. Never in the URL, which gets logged. */
const tokenFromProtocol = createMiddleware<Api>((c, next) => {
  const offered = c.req.header("sec-websocket-protocol")?.split(/,\s*/) ?? [];
  const token = offered.find((name) => name.startsWith("bearer."))?.slice("bearer.".length);
  if (token !== undefined && c.req.header("authorization") === undefined) {
    const headers = new Headers(c.req.raw.headers);
    headers.set("authorization", `Bearer ${token}`);
    c.req.raw = new Request(c.req.raw, { headers });
  }
  return next();
});

const live = createRoute({
  method: "get",
  path: "/ordering-api/api/order/{order}/live",
  tags: ["ordering"],
  summary: "The order's own socket",
  description:
    "First message `{seq, snapshot}`, then `{seq, events, patch}` per change; `patch` is JSON Patch (RFC 6902). `?after=seq` resumes: what came since " +
    "arrives as one change, without gap or duplicate. The token comes in `Authorization`, or as the subprotocol `bearer.{token}` beside `brigade.live.v1`.",
  security: [{ bearer: [] }],
  middleware: [tokenFromProtocol, authenticate, fromAllowedOrigin] as const,
  request: { params: OrderParam, query: z.object({ after: z.coerce.number().int().min(0).optional() }) },
  responses: {
    101: { description: "Switching to the socket" },
    400: problem("The request is not valid"),
    401: problem("No valid token"),
    403: problem("A page of an origin that the chain does not allow"),
    404: problem("No such order, or not the caller's"),
    426: problem("Not an upgrade"),
  },
});

export const liveRoutes = router().openapi(live, async (c) => {
  const { order } = c.req.valid("param");
  const { tenant, region, user, roles, exp } = c.var.principal;
  if (!isOrderIdOf(readKeys(c.env.KEYS).ids, tenant, order)) return refuse(c, { code: "order-not-found" });
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket")
    return refuse(c, { code: "upgrade-required", expected: "Upgrade: websocket" });
  const headers = new Headers(c.req.raw.headers);
  headers.set("x-brigade-principal", JSON.stringify({ user, roles, exp }));
  headers.delete("x-brigade-protocol");
  if (c.req.header("sec-websocket-protocol")?.includes(PROTOCOL)) headers.set("x-brigade-protocol", PROTOCOL);
  const answer = await reach(c.env.ORDER, region, orderName(tenant, order)).fetch(new Request(c.req.raw, { headers }));
  return answer.status === 404 ? refuse(c, { code: "order-not-found" }) : answer;
});
