// Items, menus and price lists as people and the published importer write them (docs/wire.md, "Writing menus"): three lists of documents
// with the same five routes.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { tenantCard } from "#api/services/venue/venue-cache";
import { compileAll } from "./compile-all";
import { documentFaults } from "./document-faults";
import { leadsBack } from "./reference-cycles";
import { houseOf, MenuFinding } from "./inspect-import";
import { writeWarnings } from "./write-warnings";
import { withTextIds } from "../../../../domain/menu/text-ids";
import type { Fault } from "../../../../domain/menu/validate-authored";
import { Id } from "../../../../domain/order/commands";
import { ok } from "../../../../domain/result";
import { authored, type AuthoredKind, type Document } from "../../../lib/db/authored";
import { venues } from "../../../lib/db/venues";
import type { Api } from "#api/env";
import { authenticate, requires } from "#api/http/authenticate";
import { pageFields, pageOf, totalHeader } from "#api/http/pagination";
import { EditHeaders as headers, etag, seenBy, staleProblem } from "#api/http/revision";
import { json, jsonBody, problem, refuse, roleProblems, router } from "#api/http/refuse";

type Sort = { path: string; kind: AuthoredKind; name: string };

const SORTS: Sort[] = [
  { path: "/menu-api/api/items", kind: "item", name: "Item" },
  { path: "/menu-api/api/menus", kind: "menu", name: "RawMenu" },
  { path: "/menu-api/api/price-lists", kind: "price-list", name: "PriceList" },
];

const Body = z.looseObject({ id: z.union([z.string(), z.number()]).optional() });
/** What an answer says of a document is no part of it, also when it comes back. */
const documentIn = (body: z.infer<typeof Body>): Record<string, unknown> => {
  const { warnings: _warnings, ...document }: Record<string, unknown> = body;
  return Object(withTextIds(document));
};
const Warnings = z
  .array(MenuFinding)
  .openapi({ description: "Taken, but not sold, not to be ordered, or given away; no part of the document" });
const DryRun = z
  .object({ dryRun: z.literal(true), problems: z.array(MenuFinding), warnings: Warnings })
  .openapi("MenuDryRun", { description: "`problems`: nothing would be taken" });
const query = z.object({
  dryRun: z.enum(["true", "false"]).default("false").openapi({ description: "Nothing is written; every problem and warning is listed" }),
});
const unread = { 404: problem("There is no such chain"), 503: problem("The chain could not be read") };

export const authoringRoutes = router();
for (const sort of SORTS) mount(sort);

function mount({ path, kind, name }: Sort): void {
  const schema = Body.openapi(name, { description: "As authored: references and queries unresolved" });
  const Written = schema.extend({ warnings: Warnings }).openapi(`Written${name}`);
  const common = { tags: ["menu authoring"], security: [{ bearer: [] }] };
  const mine = (c: Context<Api>) => authored(c.env.DB, c.var.principal.tenant, kind);
  const params = z.object({ id: Id.openapi({ description: `The ${kind}'s id` }) });
  const body = jsonBody(schema);
  const circleOf = async (c: Context<Api>, document: Document) => (kind === "item" ? leadsBack(document, mine(c).named) : []);
  const inspect = async (c: Context<Api>, document: Document, faults: readonly Fault[]) => {
    const { tenant } = c.var.principal;
    const [card, places] = await Promise.all([tenantCard(c.env, tenant), venues(c.env.DB, tenant).ids()]);
    if (!card.ok) return card;
    return ok(await writeWarnings(c.env.DB, tenant, kind, document, { house: houseOf(card.value, places), faults }));
  };
  const edited = (id: string) => (kind === "item" ? { products: [id] } : undefined);
  const read = [authenticate, requires("menus.look-up")];
  const write = [authenticate, requires("menus.write")];

  const list = createRoute({
    ...common,
    method: "get",
    path,
    summary: `All of them: ${kind}s`,
    middleware: read,
    request: {
      query: z.object({
        ...pageFields(["id", "changed"], "ASC"),
        id: z.union([Id, z.array(Id)]).optional(),
        kind: z.string().optional(),
        q: z.string().min(1).max(48).optional().openapi({ description: "Part of the id or of what the document says" }),
      }),
    },
    responses: { 200: json(z.array(schema), "A page of them; `X-Total-Count` says how many there are"), ...roleProblems },
  });
  authoringRoutes.openapi(list, async (c) => {
    const { id, kind: wanted, q, ...page } = c.req.valid("query");
    const filter = {
      ...(id !== undefined && { ids: [id].flat() }),
      ...(wanted !== undefined && { kind: wanted }),
      ...(q !== undefined && { q }),
    };
    const { total, rows } = await mine(c).list(filter, pageOf(page));
    return c.json(
      rows.map(({ document }) => document),
      200,
      totalHeader(total),
    );
  });

  const get = createRoute({
    ...common,
    method: "get",
    path: `${path}/{id}`,
    summary: `One ${kind}`,
    middleware: read,
    request: { params },
    responses: { 200: json(schema, "As it was written"), 404: problem("There is no such thing"), ...roleProblems },
  });
  authoringRoutes.openapi(get, async (c) => {
    const found = await mine(c).find(c.req.valid("param").id);
    return found ? c.json(found.document, 200, { etag: etag(found.revision) }) : refuse(c, { code: "not-found", what: kind });
  });

  const posted = (at: string) =>
    createRoute({
      ...common,
      method: "post",
      path: at,
      summary: `Write a new ${kind}`,
      middleware: write,
      request: { query, body },
      responses: {
        200: json(DryRun, "A dry run: nothing was written"),
        201: json(Written, "Written"),
        409: problem("There is one of that id"),
        ...unread,
        ...roleProblems,
      },
    });
  // The published importer posts with a slash at the end.
  for (const at of [path, `${path}/`]) {
    authoringRoutes.openapi(posted(at), async (c) => {
      const document = documentIn(c.req.valid("json"));
      const wrong = documentFaults(kind, document);
      if (typeof document.id !== "string") return refuse(c, { code: "invalid-request", errors: orId(wrong) });
      const named = { ...document, id: document.id };
      if (wrong.length === 0) wrong.push(...(await circleOf(c, named)));
      const inspected = await inspect(c, named, wrong);
      if (!inspected.ok) return refuse(c, inspected.error);
      const warnings = inspected.value;
      if (c.req.valid("query").dryRun === "true") return c.json({ dryRun: true, problems: wrong, warnings }, 200);
      if (wrong.length > 0) return refuse(c, { code: "invalid-request", errors: wrong });
      const written = await mine(c).put(named, 0, new Date().toISOString(), c.var.principal);
      if (written.outcome === "stale") return refuse(c, { code: "already-exists", what: kind, id: named.id });
      await compileAll(c, edited(named.id));
      return c.json({ ...named, warnings }, 201, { etag: etag(written.revision), location: `${path}/${named.id}` });
    });
  }

  const put = createRoute({
    ...common,
    method: "put",
    path: `${path}/{id}`,
    summary: `Write a ${kind}, new or not`,
    middleware: write,
    request: { params, headers, query, body },
    responses: {
      200: json(z.union([Written, DryRun]), "Written over; or a dry run, and nothing was written"),
      201: json(Written, "Written"),
      412: staleProblem,
      ...unread,
      ...roleProblems,
    },
  });
  authoringRoutes.openapi(put, async (c) => {
    const { id } = c.req.valid("param");
    const given = documentIn(c.req.valid("json"));
    const document = { ...given, id };
    const wrong = documentFaults(kind, document);
    if ((given.id ?? id) !== id) wrong.push({ code: "invalid", pointer: "/id", message: `expected ${id}, as in the path, or nothing` });
    if (wrong.length === 0) wrong.push(...(await circleOf(c, document)));
    const inspected = await inspect(c, document, wrong);
    if (!inspected.ok) return refuse(c, inspected.error);
    const warnings = inspected.value;
    if (c.req.valid("query").dryRun === "true") return c.json({ dryRun: true, problems: wrong, warnings }, 200);
    if (wrong.length > 0) return refuse(c, { code: "invalid-request", errors: wrong });
    const written = await mine(c).put(document, seenBy(c), new Date().toISOString(), c.var.principal);
    if (written.outcome === "stale") {
      return refuse(c, { code: "changed-since", what: kind, id, etag: written.revision === undefined ? null : etag(written.revision) });
    }
    if (written.outcome !== "unchanged") await compileAll(c, edited(id));
    return c.json({ ...document, warnings }, written.outcome === "created" ? 201 : 200, { etag: etag(written.revision) });
  });

  const remove = createRoute({
    ...common,
    method: "delete",
    path: `${path}/{id}`,
    summary: `Remove a ${kind}`,
    middleware: write,
    request: { params, headers },
    responses: {
      204: { description: "It is gone" },
      404: problem("There is no such thing"),
      409: problem("Something refers to it"),
      412: staleProblem,
      ...roleProblems,
    },
  });
  authoringRoutes.openapi(remove, async (c) => {
    const { id } = c.req.valid("param");
    const by = kind === "item" ? await mine(c).referrers([id]) : [];
    if (by.length > 0) return refuse(c, { code: "still-referenced", what: kind, id, by });
    const removed = await mine(c).remove(id, seenBy(c), new Date().toISOString(), c.var.principal);
    if (removed === undefined) return refuse(c, { code: "not-found", what: kind });
    if (removed !== "removed") return refuse(c, { code: "changed-since", what: kind, id, etag: etag(removed.revision) });
    await compileAll(c, edited(id));
    return c.body(null, 204);
  });
}

const orId = (faults: Fault[]): Fault[] => (faults.length > 0 ? faults : [{ code: "invalid", pointer: "/id", message: "expected an id" }]);
