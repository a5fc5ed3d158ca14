// What all modules of a type have in common, as the chain's people write it.
import { waitUntil } from "cloudflare:workers";
import { createRoute, z } from "@hono/zod-openapi";
import { ModuleType } from "../../../../protocol/module";
import { moduleTypes } from "../../../lib/db/module-types";
import { authenticate, requires } from "#api/http/authenticate";
import { json, jsonBody, refuse, roleProblems, router } from "#api/http/refuse";
import { EditHeaders, etag, seenBy, staleProblem } from "#api/http/revision";
import { CommonConfig, WrittenCommonConfig } from "./module-schemas";
import { publishModuleType } from "./publish-changes";

const common = { tags: ["modules"], security: [{ bearer: [] }], path: "/auth-api/api/module-types/{type}" as const };
const params = z.object({ type: ModuleType.openapi({ param: { name: "type", in: "path" } }) });

const get = createRoute({
  ...common,
  method: "get",
  summary: "What all modules of a type have in common",
  middleware: [authenticate, requires("modules.read")] as const,
  request: { params },
  responses: { 200: json(CommonConfig, "Nothing, if nobody has written of it"), ...roleProblems },
});

const put = createRoute({
  ...common,
  method: "put",
  summary: "Write what all modules of a type have in common; they are told to read it again",
  middleware: [authenticate, requires("modules.write")] as const,
  request: { params, headers: EditHeaders, body: jsonBody(WrittenCommonConfig) },
  responses: { 200: json(CommonConfig, "Written"), 412: staleProblem, ...roleProblems },
});

export const commonConfigRoutes = router()
  .openapi(get, async (c) => {
    const { revision, ...config } = await moduleTypes(c.env.DB, c.var.principal.tenant).find(c.req.valid("param").type);
    return c.json(config, 200, { etag: etag(revision) });
  })
  .openapi(put, async (c) => {
    const { type } = c.req.valid("param");
    const { type: named = type, properties } = c.req.valid("json");
    if (named !== type) {
      return refuse(c, {
        code: "invalid-request",
        errors: [{ pointer: "/type", message: `expected ${type}, as in the path, or nothing` }],
      });
    }
    const kept = moduleTypes(c.env.DB, c.var.principal.tenant);
    const written = await kept.put({ type, properties }, seenBy(c), new Date().toISOString(), c.var.principal);
    if (written.outcome === "stale") {
      return refuse(c, { code: "changed-since", what: "module type", id: type, etag: etag(written.revision ?? 0) });
    }
    if (written.outcome !== "unchanged") waitUntil(publishModuleType(c, type));
    return c.json({ type, properties }, 200, { etag: etag(written.revision) });
  });
