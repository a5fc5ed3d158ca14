// Signing a module out from afar: it is told so, and its sign-ins end, whether it has heard or not.
import { createRoute, z } from "@hono/zod-openapi";
import { forbiddenAnywhere, may } from "../../../../domain/access/roles";
import { ModuleId } from "../../../../protocol/module";
import { audit } from "../../../lib/db/audit";
import { modules } from "../../../lib/db/modules";
import { tenants } from "../../../lib/db/tenants";
import { tokenFamilies } from "../../../lib/db/token-families";
import { authenticate, requiresAnywhere } from "#api/http/authenticate";
import { problem, refuse, router } from "#api/http/refuse";
import { endSession } from "#api/services/auth/end-session";
import { publishModule } from "./publish-changes";

const logout = createRoute({
  tags: ["modules"],
  security: [{ bearer: [] }],
  method: "post",
  path: "/auth-api/api/modules/{id}/logout",
  summary: "Sign a module out",
  description:
    "Listeners hear LOGOUT, the refresh tokens of the module's user are void and its sockets end. Over HTTP an access token lasts to its end.",
  middleware: [authenticate, requiresAnywhere("modules.write")] as const,
  request: { params: z.object({ id: ModuleId.openapi({ description: "The module's id" }) }) },
  responses: {
    204: { description: "Signed out" },
    400: problem("The id is not one"),
    401: problem("No valid token"),
    403: problem("The roles do not allow it"),
    404: problem("There is no such module"),
  },
});

export const logoutRoutes = router().openapi(logout, async (c) => {
  const { principal } = c.var;
  const { tenant } = principal;
  const { id } = c.req.valid("param");
  const row = await modules(c.env.DB, tenant).find(id);
  if (!row || !may(principal, "modules.read", row.venue)) return refuse(c, { code: "not-found", what: "module" });
  if (!may(principal, "modules.write", row.venue)) return refuse(c, forbiddenAnywhere("modules.write"));
  // Told first: with its sign-ins its sockets may end.
  await publishModule(c, id, "LOGOUT");
  const ended = row.user === null ? [] : await tokenFamilies(c.env.DB, tenant).revokeAllOf(row.user);
  const signIns = { db: c.env.DB, sessions: c.env.SESSION, tenant: await tenants(c.env.DB, tenant).get(), nowMs: Date.now() };
  await Promise.all(ended.map((family) => endSession(signIns, family)));
  const after = { user: row.user, signIns: ended.length };
  await audit(c.env.DB, tenant).add(new Date().toISOString(), principal, {
    kind: "module-logout",
    subject: id,
    before: undefined,
    after,
  });
  return c.body(null, 204);
});
