// What a venue has left of products that are counted. Counted stock is locked by itself when it runs out, and sold again at its time.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { Instant } from "../../../../domain/instant";
import { Id } from "../../../../domain/order/commands";
import { objectStub } from "../../../../runtime/object-stub";
import { type StockLevel, venueName } from "../../../../protocol/venue";
import { audit } from "../../../lib/db/audit";
import { venues } from "../../../lib/db/venues";
import { forgetCards } from "./venue-cache";
import type { Api } from "#api/env";
import { authenticate, requiresAtVenue } from "#api/http/authenticate";
import { json, jsonBody, problem, refuse, roleProblems, router } from "#api/http/refuse";

const MOST = 1_000_000;

const Level = z
  .strictObject({
    left: z.int().min(0).max(MOST).openapi({ description: "Whole units that can still be sold; what is promised already is not in it" }),
    resetAt: Instant.optional().openapi({ description: "When it is counted anew by itself" }),
    resetTo: z
      .int()
      .min(0)
      .max(MOST)
      .nullable()
      .optional()
      .openapi({ description: "What is left then; null or absent: no longer counted" }),
  })
  .openapi("StockLevel");
const Counted = Level.extend({
  product: z.string(),
  oversold: z
    .int()
    .openapi({ description: "Units that were sold since the last count, by tills that were offline, beyond what there was" }),
}).openapi("CountedProduct");

const common = { tags: ["stock"], security: [{ bearer: [] }] };
const VenueParam = z.object({ id: Id.openapi({ description: "The venue's id" }) });
const ProductParam = VenueParam.extend({ product: Id.openapi({ description: "The product's id" }) });
const refusals = { ...roleProblems, 404: problem("There is no such venue, or the product is not counted there") };

const path = "/venue-api/api/venues/{id}/stock";
const middleware = [authenticate, requiresAtVenue("stock.count")];
const list = createRoute({
  ...common,
  method: "get",
  path,
  summary: "What is counted, and what is left",
  middleware,
  request: { params: VenueParam },
  responses: { 200: json(z.array(Counted), "By product"), ...refusals },
});
const put = createRoute({
  ...common,
  method: "put",
  path: `${path}/{product}`,
  summary: "Count a product",
  middleware,
  request: { params: ProductParam, body: jsonBody(Level) },
  responses: { 200: json(Counted, "Counted"), ...refusals },
});
const remove = createRoute({
  ...common,
  method: "delete",
  path: `${path}/{product}`,
  summary: "Count a product no longer",
  middleware,
  request: { params: ProductParam },
  responses: { 204: { description: "It is sold as if there were no end of it" }, ...refusals },
});

export const stockRoutes = router()
  .openapi(list, async (c) => {
    const { tenant, region } = c.var.principal;
    const { id } = c.req.valid("param");
    if (!(await venues(c.env.DB, tenant).find(id))) return refuse(c, { code: "not-found", what: "venue" });
    const levels = await objectStub(c.env.VENUE, region, venueName(tenant, id)).stock();
    return c.json(levels.map(shown), 200);
  })
  .openapi(put, async (c) => {
    const { tenant, region } = c.var.principal;
    const { id, product } = c.req.valid("param");
    const { left, resetAt, resetTo = null } = c.req.valid("json");
    if (resetAt === undefined && resetTo !== null) {
      return refuse(c, { code: "invalid-request", errors: [{ pointer: "/resetAt", message: "expected a time, as resetTo is given" }] });
    }
    if (!(await venues(c.env.DB, tenant).find(id))) return refuse(c, { code: "not-found", what: "venue" });
    const level = { product, left, oversold: 0, resetAt: resetAt === undefined ? null : Date.parse(resetAt), resetTo };
    const venue = objectStub(c.env.VENUE, region, venueName(tenant, id));
    const before = (await venue.stock()).find((known) => known.product === product);
    await venue.setStock(region, product, level);
    forgetCards(tenant);
    await noted(c, `${id}/${product}`, before, level);
    return c.json(shown(level), 200);
  })
  .openapi(remove, async (c) => {
    const { tenant, region } = c.var.principal;
    const { id, product } = c.req.valid("param");
    if (!(await venues(c.env.DB, tenant).find(id))) return refuse(c, { code: "not-found", what: "venue" });
    const venue = objectStub(c.env.VENUE, region, venueName(tenant, id));
    const before = (await venue.stock()).find((known) => known.product === product);
    if (!before) return refuse(c, { code: "not-found", what: "counted product" });
    await venue.setStock(region, product, null);
    forgetCards(tenant);
    await noted(c, `${id}/${product}`, before, undefined);
    return c.body(null, 204);
  });

/** Stock is the venue's own, so its changes are noted when they are made. */
const noted = (c: Context<Api>, subject: string, before: StockLevel | undefined, after: StockLevel | undefined): Promise<void> =>
  audit(c.env.DB, c.var.principal.tenant).add(new Date().toISOString(), c.var.principal, {
    kind: "stock",
    subject,
    before: before && shown(before),
    after: after && shown(after),
  });

const shown = ({ product, left, oversold, resetAt, resetTo }: StockLevel): z.infer<typeof Counted> => ({
  product,
  left,
  oversold,
  ...(resetAt !== null && { resetAt: new Date(resetAt).toISOString(), resetTo }),
});
