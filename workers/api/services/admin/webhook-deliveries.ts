// What became of an endpoint's webhooks, and trying it out.
import { createRoute, z } from "@hono/zod-openapi";
import { Attempt, DeliveryEntry, pingBody } from "../../../../protocol/webhook";
import { tenants } from "../../../lib/db/tenants";
import { webhookEndpoints } from "../../../lib/db/webhook-endpoints";
import { json, problem, refuse, router } from "#api/http/refuse";
import { pageFields, pageOf, TotalHeaders, totalHeader } from "#api/http/pagination";
import { ADMIN, EndpointId, endpointObject, noEndpoint } from "./webhooks";

const refusals = {
  400: problem("The request is not valid"),
  401: problem("No valid token"),
  403: problem("ROLE_ADMIN or ROLE_SU is needed"),
  404: problem("The tenant has no such endpoint"),
};

// Made anew: a schema made before zod has learned `openapi` does not have it, and protocol/ is loaded by the objects too.
const Attempted = z.object(Attempt.shape).openapi("WebhookAttempt");
const Entry = z.object({ ...DeliveryEntry.shape, attempts: z.array(Attempted) }).openapi("WebhookDelivery");

const log = createRoute({
  ...ADMIN,
  method: "get",
  path: "/admin-api/api/webhooks/{id}/deliveries",
  summary: "The delivery log of an endpoint",
  description: "Newest first, each delivery with its attempts. What is finished is kept for about a thousand deliveries.",
  request: { params: EndpointId, query: z.strictObject({ ...pageFields(["created"]), _order: z.literal("DESC").default("DESC") }) },
  responses: { 200: { ...json(z.array(Entry), "Deliveries"), headers: TotalHeaders }, ...refusals },
});

const test = createRoute({
  ...ADMIN,
  method: "post",
  path: "/admin-api/api/webhooks/{id}/test",
  summary: "Send a ping now, once",
  description: "Answers with what the receiver said. Also for an endpoint that is not active.",
  request: { params: EndpointId },
  responses: { 200: json(Attempted, "The attempt, whatever came of it"), ...refusals },
});

export const deliveryRoutes = router()
  .openapi(log, async (c) => {
    const { id } = c.req.valid("param");
    if (!(await webhookEndpoints(c.env.DB, c.var.principal.tenant).find(id))) return refuse(c, noEndpoint(id));
    const { start, end } = pageOf(c.req.valid("query"));
    const { total, entries } = await endpointObject(c, id).log(start, end);
    return c.json(entries, 200, totalHeader(total));
  })
  .openapi(test, async (c) => {
    const { id } = c.req.valid("param");
    const { tenant } = c.var.principal;
    const row = await webhookEndpoints(c.env.DB, tenant).find(id);
    if (!row) return refuse(c, noEndpoint(id));
    const body = pingBody(row.format, new Date().toISOString(), await tenants(c.env.DB, tenant).get());
    const attempt = await endpointObject(c, id).ping({
      id: `msg_ping_${crypto.randomUUID()}`,
      type: "ping",
      body,
      correlationId: c.var.correlationId,
    });
    return attempt ? c.json(attempt, 200) : refuse(c, noEndpoint(id));
  });
