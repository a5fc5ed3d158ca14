// What a module reads of itself: its own configuration, and what all of its type have in common, which its own overlays.
import { createRoute } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import type { Context } from "hono";
import { canonical } from "../../../../domain/menu/canonical-json";
import { moduleTypes } from "../../../lib/db/module-types";
import { type ModuleRow, modules } from "../../../lib/db/modules";
import type { Api } from "#api/env";
import { authenticate } from "#api/http/authenticate";
import { json, problem, refuse, router } from "#api/http/refuse";
import { CommonConfig, OwnConfig, shown } from "./module-schemas";

const modulesOnly = createMiddleware<Api>(async (c, next) =>
  c.var.principal.module ? next() : refuse(c, { code: "forbidden", needs: ["a module's token"] }),
);
const common = { tags: ["modules"], security: [{ bearer: [] }], method: "get" as const, middleware: [authenticate, modulesOnly] };
const refusals = {
  401: problem("No valid token"),
  403: problem("The token is not a module's"),
  404: problem("The module has been given up"),
};

const own = createRoute({
  ...common,
  path: "/auth-api/api/module-config",
  summary: "The module that the token speaks for",
  responses: { 200: json(OwnConfig, "Its configuration"), ...refusals },
});

const ofType = createRoute({
  ...common,
  path: "/auth-api/api/module-common-config",
  summary: "What all modules of the token's type have in common",
  responses: { 200: json(CommonConfig, "The module's own `config` has precedence"), ...refusals },
});

export const ownConfigRoutes = router()
  .openapi(own, async (c) => {
    const row = await ownModule(c);
    if (!row) return refuse(c, { code: "not-found", what: "module" });
    const { id, type, venue, production, config, extra } = shown(row);
    return c.json({ id, type, venue, production, config, configSignature: await signatureOf(config), extra }, 200);
  })
  .openapi(ofType, async (c) => {
    const row = await ownModule(c);
    if (!row) return refuse(c, { code: "not-found", what: "module" });
    const { type, properties } = await moduleTypes(c.env.DB, c.var.principal.tenant).find(row.type);
    return c.json({ type, properties }, 200);
  });

async function ownModule(c: Context<Api>): Promise<ModuleRow | undefined> {
  const { tenant, module } = c.var.principal;
  return module && modules(c.env.DB, tenant).find(module.id);
}

async function signatureOf(config: unknown): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(canonical(config))));
  return Buffer.from(digest).toString("hex");
}
