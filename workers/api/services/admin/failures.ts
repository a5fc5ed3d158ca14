// Work that no retry has brought to its end: seen, and put aside once dealt with.
import { createRoute, z } from "@hono/zod-openapi";
import { failures } from "../../../lib/db/failures";
import { json, problem, refuse, router } from "#api/http/refuse";
import { pageFields, pageOf, TotalHeaders, totalHeader } from "#api/http/pagination";
import { ADMIN } from "./webhooks";

const Failure = z
  .object({
    id: z.string(),
    queue: z.string(),
    body: z.string().openapi({ description: "The message as it was, JSON text" }),
    failedAt: z.string(),
  })
  .openapi("Failure");

const refusals = {
  400: problem("The request is not valid"),
  401: problem("No valid token"),
  403: problem("ROLE_ADMIN or ROLE_SU is needed"),
};

const list = createRoute({
  ...ADMIN,
  method: "get",
  path: "/admin-api/api/failures",
  summary: "What the platform has tried in vain",
  request: { query: z.strictObject(pageFields(["failedAt", "id", "queue"])) },
  responses: { 200: { ...json(z.array(Failure), "Failures"), headers: TotalHeaders }, ...refusals },
});

const remove = createRoute({
  ...ADMIN,
  method: "delete",
  path: "/admin-api/api/failures/{id}",
  summary: "Put a failure aside",
  request: { params: z.object({ id: z.string().min(1).max(128) }) },
  responses: { 204: { description: "Put aside" }, ...refusals, 404: problem("The tenant has no such failure") },
});

export const failureRoutes = router()
  .openapi(list, async (c) => {
    const { total, rows } = await failures(c.env.DB, c.var.principal.tenant).list(pageOf(c.req.valid("query")));
    const shown = rows.map(({ id, queue, body, failedAt }) => ({ id, queue, body, failedAt }));
    return c.json(shown, 200, totalHeader(total));
  })
  .openapi(remove, async (c) => {
    const { id } = c.req.valid("param");
    const removed = await failures(c.env.DB, c.var.principal.tenant).remove(id);
    return removed ? c.body(null, 204) : refuse(c, { code: "not-found", what: `failure ${id}` });
  });
