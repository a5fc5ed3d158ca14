// The chain's modules as its people keep them (docs/wire.md, "Modules"). A venue's own keepers keep that venue's; who signs in as a module,
// and that one is given up, is for keepers of the whole chain to say.
import { waitUntil } from "cloudflare:workers";
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { forbidden, forbiddenAnywhere, may, venuesWhere } from "../../../../domain/access/roles";
import { ModuleId, ModuleType } from "../../../../protocol/module";
import { type ModuleRow, modules } from "../../../lib/db/modules";
import { users } from "../../../lib/db/users";
import { venues } from "../../../lib/db/venues";
import type { Api } from "#api/env";
import { authenticate, requires, requiresAnywhere } from "#api/http/authenticate";
import { pageFields, pageOf, TotalHeaders, totalHeader } from "#api/http/pagination";
import { json, jsonBody, problem, refuse, roleProblems, router } from "#api/http/refuse";
import { EditHeaders, etag, seenBy, staleProblem } from "#api/http/revision";
import { Module, ModuleDocument, NamedModuleDocument, shown } from "./module-schemas";
import { publishModule } from "./publish-changes";

const PATH = "/auth-api/api/modules";
const common = { tags: ["modules"], security: [{ bearer: [] }] };
const params = z.object({ id: ModuleId.openapi({ description: "The module's id" }) });
const absent = problem("There is no such module");
const saved = { 200: json(Module, "Written over"), 201: json(Module, "A new module"), 412: staleProblem, ...roleProblems };

const some = <S extends z.ZodType>(one: S) => z.union([one, z.array(one).max(500)]).optional();
const list = createRoute({
  ...common,
  method: "get",
  path: PATH,
  summary: "The modules that the caller may see",
  middleware: [authenticate, requiresAnywhere("modules.read")] as const,
  request: {
    query: z.object({
      ...pageFields(["id", "type", "venue", "created", "updated"], "ASC"),
      id: some(ModuleId).openapi({ description: "Any of these" }),
      type: some(ModuleType).openapi({ description: "Any of these" }),
      venue: z.string().max(128).optional().openapi({ description: "At this one; empty: those of the whole chain" }),
    }),
  },
  responses: {
    200: { ...json(z.array(Module), "A page of them; `X-Total-Count` says how many there are"), headers: TotalHeaders },
    ...roleProblems,
  },
});

const one = createRoute({
  ...common,
  method: "get",
  path: `${PATH}/{id}`,
  summary: "A module",
  middleware: [authenticate, requiresAnywhere("modules.read")] as const,
  request: { params },
  responses: { 200: json(Module, "The module (`IModule`)"), 404: absent, ...roleProblems },
});

const post = createRoute({
  ...common,
  method: "post",
  path: PATH,
  summary: "Write a module, new or not",
  middleware: [authenticate, requiresAnywhere("modules.write")] as const,
  request: { headers: EditHeaders, body: jsonBody(NamedModuleDocument) },
  responses: saved,
});

const put = createRoute({
  ...common,
  method: "put",
  path: `${PATH}/{id}`,
  summary: "Write a module, new or not",
  middleware: [authenticate, requiresAnywhere("modules.write")] as const,
  request: { params, headers: EditHeaders, body: jsonBody(ModuleDocument) },
  responses: saved,
});

const remove = createRoute({
  ...common,
  method: "delete",
  path: `${PATH}/{id}`,
  summary: "Give a module up",
  middleware: [authenticate, requires("modules.write")] as const,
  request: { params, headers: EditHeaders },
  responses: { 204: { description: "It is gone, and told so" }, 404: absent, 412: staleProblem, ...roleProblems },
});

export const registryRoutes = router()
  .openapi(list, async (c) => {
    const { principal } = c.var;
    const { id, type, venue, ...page } = c.req.valid("query");
    const seen = may(principal, "modules.read") ? undefined : venuesWhere(principal, "modules.read");
    const asked = venue === undefined ? seen : [venue].filter((named) => seen === undefined || seen.includes(named));
    const { rows, total } = await modules(c.env.DB, principal.tenant).list(
      { ...(id && { ids: [id].flat() }), ...(type && { types: [type].flat() }), ...(asked && { venues: asked }) },
      pageOf(page),
    );
    return c.json(rows.map(shown), 200, totalHeader(total));
  })
  .openapi(one, async (c) => {
    const { principal } = c.var;
    const row = await modules(c.env.DB, principal.tenant).find(c.req.valid("param").id);
    if (!row || !may(principal, "modules.read", row.venue)) return refuse(c, { code: "not-found", what: "module" });
    return c.json(shown(row), 200, { etag: etag(row.revision) });
  })
  .openapi(post, (c) => save(c, c.req.valid("json")))
  .openapi(put, async (c) => {
    const { id } = c.req.valid("param");
    const document = c.req.valid("json");
    if (document.id !== undefined && document.id !== id) return refuse(c, wrong([["/id", `expected ${id}, as in the path, or nothing`]]));
    return save(c, { ...document, id });
  })
  .openapi(remove, async (c) => {
    const { tenant } = c.var.principal;
    const { id } = c.req.valid("param");
    const removed = await modules(c.env.DB, tenant).remove(id, seenBy(c), new Date().toISOString(), c.var.principal);
    if (removed === undefined) return refuse(c, { code: "not-found", what: "module" });
    if (removed !== "removed") return refuse(c, { code: "changed-since", what: "module", id, etag: etag(removed.revision) });
    waitUntil(publishModule(c, id, "DELETE"));
    return c.body(null, 204);
  });

async function save(c: Context<Api>, document: ModuleDocument & { id: string }) {
  const { principal } = c.var;
  const { id, type, production, venue, config, extra } = document;
  const mine = modules(c.env.DB, principal.tenant);
  const before = await mine.find(id);
  if (![venue, before?.venue ?? venue].every((at) => may(principal, "modules.write", at)))
    return refuse(c, forbiddenAnywhere("modules.write"));
  const user = document.user === undefined ? (before?.user ?? null) : document.user;
  if (user !== (before?.user ?? null) && !may(principal, "modules.write")) return refuse(c, forbidden("modules.write"));
  const faults = await unknown(c, { venue, user }, before);
  if (faults.length > 0) return refuse(c, wrong(faults));
  const facts = { id, type, venue, production, user, config, extra };
  const written = await mine.put(facts, seenBy(c), new Date().toISOString(), principal);
  if (written.outcome === "user-taken")
    return refuse(c, wrong([["/user", `expected nobody else's: the user is the module ${written.by}`]]));
  if (written.outcome === "stale") {
    return refuse(c, { code: "changed-since", what: "module", id, etag: written.revision === undefined ? null : etag(written.revision) });
  }
  if (written.outcome !== "unchanged") waitUntil(publishModule(c, id, "UPSERT"));
  const headers = { etag: etag(written.row.revision), location: `${PATH}/${id}` };
  return written.outcome === "created" ? c.json(shown(written.row), 201, headers) : c.json(shown(written.row), 200, headers);
}

/** What has been there all along is not asked after. */
async function unknown(
  c: Context<Api>,
  { venue, user }: Pick<ModuleRow, "venue" | "user">,
  before: ModuleRow | undefined,
): Promise<[pointer: string, message: string][]> {
  const { tenant } = c.var.principal;
  const venueThere = venue === "" || venue === before?.venue || (await venues(c.env.DB, tenant).find(venue));
  const userThere = user === null || user === before?.user || (await users(c.env.DB, tenant).byId(user));
  return [
    ...(venueThere ? [] : [["/venue", `there is no venue ${venue}`] satisfies [string, string]]),
    ...(userThere ? [] : [["/user", `there is no user ${user}`] satisfies [string, string]]),
  ];
}

const wrong = (faults: readonly [pointer: string, message: string][]) => ({
  code: "invalid-request" as const,
  errors: faults.map(([pointer, message]) => ({ pointer, message })),
});
