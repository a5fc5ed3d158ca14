// Where a tenant's webhooks go. The row in D1 is for finding and matching; secret, queue and log are the endpoint's object's.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { may } from "../../../../domain/access/roles";
import { endpointName } from "../../../../protocol/feed";
import { objectStub } from "../../../../runtime/object-stub";
import { newWebhookSecret } from "../../../../protocol/webhook";
import { addressRefusal } from "../../../../runtime/webhook-address";
import { MAX_ENDPOINTS, webhookEndpoints } from "../../../lib/db/webhook-endpoints";
import type { Api } from "#api/env";
import { authenticate, requires } from "#api/http/authenticate";
import { json, jsonBody, problem, refuse, router } from "#api/http/refuse";
import { CreatedEndpoint, Endpoint, EndpointChange, NewEndpoint, shown, WholeEndpoint } from "./endpoint-schemas";
import { pageFields, pageOf, TotalHeaders, totalHeader } from "#api/http/pagination";

export const ADMIN = { tags: ["admin"], security: [{ bearer: [] }], middleware: [authenticate, requires("chain.administer")] };
export const EndpointId = z.object({ id: z.uuid() });

const path = "/admin-api/api/webhooks";
const refusals = {
  400: problem("Every field that is wrong, with its pointer"),
  401: problem("No valid token"),
  403: problem("ROLE_ADMIN or ROLE_SU is needed"),
};
const absent = problem("The tenant has no such endpoint");
const badAddress = problem("Webhooks cannot be sent to this address");

const list = createRoute({
  ...ADMIN,
  method: "get",
  path,
  summary: "The tenant's webhook endpoints",
  request: { query: z.strictObject(pageFields(["created", "id", "url"])) },
  responses: { 200: { ...json(z.array(Endpoint), "Endpoints, without secrets"), headers: TotalHeaders }, ...refusals },
});

const create = createRoute({
  ...ADMIN,
  method: "post",
  path,
  summary: "Send webhooks to a new endpoint",
  description: "The answer holds the secret, which is never shown again.",
  request: { body: jsonBody(NewEndpoint) },
  responses: {
    201: { ...json(CreatedEndpoint, "Created"), headers: z.object({ Location: z.string() }) },
    ...refusals,
    409: problem("An endpoint of this id exists already"),
    422: problem("Webhooks cannot be sent to this address, or there are 50 endpoints"),
  },
});

const read = createRoute({
  ...ADMIN,
  method: "get",
  path: `${path}/{id}`,
  summary: "One webhook endpoint",
  request: { params: EndpointId },
  responses: { 200: json(Endpoint, "The endpoint, without its secret"), ...refusals, 404: absent },
});

const replace = createRoute({
  ...ADMIN,
  method: "put",
  path: `${path}/{id}`,
  summary: "Change a webhook endpoint as a whole",
  description: "What has been queued keeps its body and goes to the new address. Id and secret stay.",
  request: { params: EndpointId, body: jsonBody(WholeEndpoint) },
  responses: { 200: json(Endpoint, "As it is now"), ...refusals, 404: absent, 422: badAddress },
});

const change = createRoute({
  ...ADMIN,
  method: "patch",
  path: `${path}/{id}`,
  summary: "Change some of a webhook endpoint",
  request: { params: EndpointId, body: jsonBody(EndpointChange) },
  responses: { 200: json(Endpoint, "As it is now"), ...refusals, 404: absent, 422: badAddress },
});

const remove = createRoute({
  ...ADMIN,
  method: "delete",
  path: `${path}/{id}`,
  summary: "Send no more webhooks there",
  description: "Forgets its log and what waits to be sent.",
  request: { params: EndpointId },
  responses: { 204: { description: "Gone" }, ...refusals, 404: absent },
});

export const webhookRoutes = router()
  .openapi(list, async (c) => {
    const { total, rows } = await webhookEndpoints(c.env.DB, c.var.principal.tenant).list(pageOf(c.req.valid("query")));
    const endpoints = rows.map(async (row) => shown(row, await endpointObject(c, row.id).status()));
    return c.json(await Promise.all(endpoints), 200, totalHeader(total));
  })
  .openapi(create, async (c) => {
    const { id: askedId, secret: askedSecret, ...asked } = c.req.valid("json");
    const { tenant } = c.var.principal;
    // Who chooses id or secret could take over an address that others know.
    if ((askedId ?? askedSecret) && !may(c.var.principal, "platform.operate")) return refuse(c, { code: "forbidden", needs: ["ROLE_SU"] });
    const refusal = urlRefusal(c, asked.url);
    if (refusal) return refuse(c, refusal);

    const stored = webhookEndpoints(c.env.DB, tenant);
    const [id, secret] = [askedId ?? crypto.randomUUID(), askedSecret ?? newWebhookSecret()];
    const taken = { code: "already-exists", what: "webhook endpoint", id } as const;
    if (askedId && (await stored.find(id))) return refuse(c, taken);
    // The object first: an endpoint that is found can be sent to. A crash in between leaves nothing that could be found.
    const { url, active } = asked;
    const object = endpointObject(c, id);
    if (!(await object.open({ tenant, id, url, active, secret }))) return refuse(c, taken);
    const row = { id, ...asked, created: new Date().toISOString() };
    const added = await stored.add(row);
    if (added === "taken") return refuse(c, taken);
    if (added === "full") {
      await object.remove();
      return refuse(c, { code: "limit-reached", what: "webhook endpoints", limit: MAX_ENDPOINTS });
    }
    return c.json({ ...shown(row, { active, disabled: null }), secret }, 201, { location: `${path}/${id}` });
  })
  .openapi(read, async (c) => {
    const { id } = c.req.valid("param");
    const row = await webhookEndpoints(c.env.DB, c.var.principal.tenant).find(id);
    return row ? c.json(shown(row, await endpointObject(c, id).status()), 200) : refuse(c, noEndpoint(id));
  })
  .openapi(replace, async (c) => {
    const changed = await changeEndpoint(c, c.req.valid("param").id, c.req.valid("json"));
    return "code" in changed ? refuse(c, changed) : c.json(changed, 200);
  })
  .openapi(change, async (c) => {
    const changed = await changeEndpoint(c, c.req.valid("param").id, c.req.valid("json"));
    return "code" in changed ? refuse(c, changed) : c.json(changed, 200);
  })
  .openapi(remove, async (c) => {
    const { id } = c.req.valid("param");
    const stored = webhookEndpoints(c.env.DB, c.var.principal.tenant);
    if (!(await stored.find(id))) return refuse(c, noEndpoint(id));
    // The row last: while it is there, a removal that was cut short can be asked for again.
    await endpointObject(c, id).remove();
    await stored.remove(id);
    return c.body(null, 204);
  });

async function changeEndpoint(c: Context<Api>, id: string, asked: EndpointChange) {
  const stored = webhookEndpoints(c.env.DB, c.var.principal.tenant);
  if (!(await stored.find(id))) return noEndpoint(id);
  const refusal = asked.url === undefined ? undefined : urlRefusal(c, asked.url);
  if (refusal) return refusal;
  const object = endpointObject(c, id);
  const { url, active } = asked;
  const known = await object.change({ ...(url !== undefined && { url }), ...(active !== undefined && { active }) });
  const row = await stored.change(id, asked);
  return known && row ? shown(row, await object.status()) : noEndpoint(id);
}

function urlRefusal(c: Context<Api>, url: string) {
  const reason = addressRefusal(url, { local: c.env.STAGE === "local" });
  return reason === undefined ? undefined : ({ code: "endpoint-url-refused", url, reason } as const);
}

export const noEndpoint = (id: string) => ({ code: "not-found", what: `webhook endpoint ${id}` }) as const;

/** Ask D1 first whether the tenant has such an endpoint: an object that nobody has set up answers for nothing. */
export function endpointObject(c: Context<Api>, id: string) {
  const { tenant, region } = c.var.principal;
  return objectStub(c.env.ENDPOINT, region, endpointName(tenant, id));
}
