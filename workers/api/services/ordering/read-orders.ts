// Reading orders (docs/wire.md). What is open is known by feeds; what an order is, by the order alone.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { forbidden, may } from "../../../../domain/access/roles";
import { Id } from "../../../../domain/order/commands";
import { userFeed, venueFeed } from "../../../../protocol/feed";
import { objectStub } from "../../../../runtime/object-stub";
import type { Api } from "#api/env";
import { authenticated } from "#api/http/authenticate";
import { json, problem, refuse, router } from "#api/http/refuse";
import { venueCard } from "#api/services/venue/venue-cache";
import { OrderParam, wireOrder } from "./routes";
import { findOrder } from "./find-order";
import { visibleOrders } from "./visible-order";

const Order = z.record(z.string(), z.unknown()).openapi("Order", { description: "`IOrder` of @orderingstack/ordering-types, with `seq`" });
const Orders = z.array(Order);
const LAST = 50;

const list = <Path extends string>(path: Path, summary: string) =>
  createRoute({
    method: "get",
    path: `/ordering-api/api/orders/${path}` as const,
    tags: ["ordering"],
    summary,
    ...authenticated,
    responses: { 200: json(Orders, "Orders, newest first"), 401: problem("No valid token") },
  });

const venueRoute = createRoute({
  method: "get",
  path: "/ordering-api/api/orders/venue/{venue}",
  tags: ["ordering"],
  summary: "Open, placed orders of a venue",
  ...authenticated,
  request: { params: z.object({ venue: Id }) },
  responses: {
    200: json(Orders, "Orders, newest first"),
    400: problem("The id is not one"),
    401: problem("No valid token"),
    403: problem("Staff of the venue only"),
    404: problem("No such venue"),
    503: problem("Try again"),
  },
});

const one = createRoute({
  method: "get",
  path: "/ordering-api/api/orders/{order}",
  tags: ["ordering"],
  summary: "An order as it is now",
  ...authenticated,
  request: { params: OrderParam },
  responses: {
    200: json(Order, "The order; its revision is the ETag"),
    304: { description: "Not changed since `If-None-Match`" },
    400: problem("The id is not one"),
    401: problem("No valid token"),
    404: problem("No such order, or not the caller's"),
  },
});

export const readOrderRoutes = router()
  .openapi(list("opened", "The caller's open orders"), async (c) =>
    c.json(await visibleOrders(c.env, c.var.principal, await mine(c).openOrders()), 200),
  )
  .openapi(list("last", "The caller's last orders, in every state"), async (c) =>
    c.json(await visibleOrders(c.env, c.var.principal, await mine(c).lastOrders(LAST)), 200),
  )
  .openapi(venueRoute, async (c) => {
    const { venue } = c.req.valid("param");
    const { tenant, region } = c.var.principal;
    const known = await venueCard(c.env, tenant, venue);
    if (!known.ok) return refuse(c, known.error);
    if (!may(c.var.principal, "orders.watch", venue)) return refuse(c, forbidden("orders.watch", venue));
    const open = await objectStub(c.env.FEED, region, venueFeed(tenant, venue)).openOrders();
    return c.json(await visibleOrders(c.env, c.var.principal, open), 200);
  })
  .openapi(one, async (c) => {
    const { order } = c.req.valid("param");
    const { user, roles } = c.var.principal;
    const found = findOrder(c.env, c.var.principal, order);
    if (!found.ok) return refuse(c, found.error);
    const seen = await found.value.view({ user, roles });
    if (!seen.ok) return refuse(c, seen.error);
    const etag = `"${seen.value.seq}"`;
    const headers = { etag, "cache-control": "private, no-cache" };
    if (c.req.header("if-none-match") === etag) return c.body(null, 304, headers);
    return c.json(wireOrder(seen.value.body), 200, headers);
  });

const mine = (c: Context<Api>) => objectStub(c.env.FEED, c.var.principal.region, userFeed(c.var.principal.tenant, c.var.principal.user));
