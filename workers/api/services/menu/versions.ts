// Versions of a menu: frozen, looked at, published now or at a time, gone back to. What is in force is the venues' own knowledge;
// here it is decided.
import { createRoute, z } from "@hono/zod-openapi";
import { Channel } from "../../../../domain/menu/channel";
import { KeptFinding } from "../../../../domain/menu/finding";
import { Instant } from "../../../../domain/instant";
import { MenuIndex } from "../../../../domain/menu/menu-storage";
import { Id } from "../../../../domain/order/commands";
import { objectStub } from "../../../../runtime/object-stub";
import { venueName } from "../../../../protocol/venue";
import { menus } from "../../../lib/db/menus";
import { menuVersions, type PublicationRow, type MenuVersion } from "../../../lib/db/menu-versions";
import { venues } from "../../../lib/db/venues";
import { frozen, keepSource } from "../../../lib/menu-source";
import { authenticate, requires } from "#api/http/authenticate";
import { pageFields, pageOf, totalHeader } from "#api/http/pagination";
import { json, jsonBody, problem, refuse, roleProblems, router } from "#api/http/refuse";
import { compileJob } from "./compile-job";

const common = { tags: ["menu versions"], security: [{ bearer: [] }] };

const LOCAL = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/;
const When = z.union([
  Instant,
  z.string().regex(LOCAL, "expected a local date and time such as 2026-12-01T06:00, or an instant with its offset"),
]);

const Intent = z
  .strictObject({
    at: When.optional().openapi({
      description: "By each venue's own clock (`2026-12-01T06:00`), or an instant; now, if not said",
      example: "2026-12-01T06:00",
    }),
    venues: z
      .array(Id)
      .min(1)
      .max(1000)
      .optional()
      .openapi({ description: "Only there, to try it out; every venue that uses the menu, if not said" }),
  })
  .openapi("PublishMenu");

const Publication = z
  .object({
    number: z.int(),
    version: z.int(),
    at: z.string(),
    venues: z.array(z.string()).nullable(),
    cancelled: z.boolean(),
    created: z.string(),
    createdBy: z.string(),
  })
  .openapi("MenuPublication");

const Found = KeptFinding.omit({ isTaken: true });
const found = ({ isTaken: _isTaken, ...finding }: KeptFinding): z.infer<typeof Found> => finding;

const MenuVersion = z
  .object({
    menu: z.string(),
    version: z.int(),
    state: z.enum(["compiling", "ready", "failed"]),
    note: z.string(),
    created: z.string(),
    createdBy: z.string(),
    problems: z.array(Found).openapi({ description: "What was left out, and why" }),
    warnings: z.array(Found).openapi({ description: "What is in it, and is not sold, cannot be ordered, or is given away" }),
    publications: z.array(Publication),
  })
  .openapi("MenuVersion");

const MenuParam = z.object({ menu: Id.openapi({ description: "The menu's id", example: "MENU_default" }) });
const VersionParam = MenuParam.extend({ version: z.coerce.number().int().min(1).max(1_000_000).openapi({ type: "integer" }) });
const refusals = { ...roleProblems, 404: problem("There is no such menu, version or publication") };

const list = createRoute({
  ...common,
  method: "get",
  path: "/menu-api/api/menus/{menu}/versions",
  summary: "The versions of a menu",
  middleware: [authenticate, requires("menus.read")] as const,
  request: { params: MenuParam, query: z.object(pageFields(["version"])) },
  responses: { 200: json(z.array(MenuVersion), "A page of them, newest first; `X-Total-Count` says how many there are"), ...refusals },
});

const get = createRoute({
  ...common,
  method: "get",
  path: "/menu-api/api/menus/{menu}/versions/{version}",
  summary: "One version, with what was left out of it and where it is sold",
  middleware: [authenticate, requires("menus.read")] as const,
  request: { params: VersionParam },
  responses: { 200: json(MenuVersion, "The version"), ...refusals },
});

const freeze = createRoute({
  ...common,
  method: "post",
  path: "/menu-api/api/menus/{menu}/versions",
  summary: "Freeze what is authored now as a version",
  description: "It is compiled for every venue and can then be looked at. With `publish` it is published as soon as it is compiled.",
  middleware: [authenticate, requires("menus.write")] as const,
  request: {
    params: MenuParam,
    body: jsonBody(z.strictObject({ note: z.string().max(1024).optional(), publish: Intent.optional() }).openapi("FreezeMenu")),
  },
  responses: {
    202: json(MenuVersion, "It will be compiled"),
    409: problem("Somebody made a version at the same moment; try again"),
    ...refusals,
  },
});

const publish = createRoute({
  ...common,
  method: "post",
  path: "/menu-api/api/menus/{menu}/versions/{version}/publish",
  summary: "Sell from this version, now or at a time; an older one is gone back to like this",
  middleware: [authenticate, requires("menus.write")] as const,
  request: { params: VersionParam, body: jsonBody(Intent) },
  responses: { 202: json(Publication, "The venues are being told"), 409: problem("The version could not be compiled"), ...refusals },
});

const cancel = createRoute({
  ...common,
  method: "delete",
  path: "/menu-api/api/menus/{menu}/publications/{number}",
  summary: "Take a publication back",
  description: "What was in force before it is in force again.",
  middleware: [authenticate, requires("menus.write")] as const,
  request: { params: MenuParam.extend({ number: z.coerce.number().int().min(1).openapi({ type: "integer" }) }) },
  responses: { 204: { description: "It holds nowhere any more" }, ...refusals },
});

const preview = createRoute({
  ...common,
  method: "get",
  path: "/menu-api/api/menus/{menu}/versions/{version}/page",
  summary: "A version as guests of a venue would see it",
  middleware: [authenticate, requires("menus.read")] as const,
  request: { params: VersionParam, query: z.object({ channel: Channel, instance: Id.openapi({ description: "The venue's id" }) }) },
  responses: {
    200: json(z.looseObject({ id: z.string() }).openapi("MenuPreview"), "The menu, without locks"),
    503: problem("It is being compiled"),
    ...refusals,
  },
});

const shown = (
  { menu, version, state, note, created, createdBy, problems }: MenuVersion,
  publications: PublicationRow[],
): z.infer<typeof MenuVersion> => ({
  menu,
  version,
  state,
  note,
  created,
  createdBy,
  problems: z
    .array(KeptFinding)
    .parse(problems)
    .filter(({ isTaken }) => !isTaken)
    .map(found),
  warnings: z
    .array(KeptFinding)
    .parse(problems)
    .filter(({ isTaken }) => isTaken)
    .map(found),
  publications: publications.filter((one) => one.version === version).map(shownPublication),
});

const shownPublication = ({ tenant: _tenant, menu: _menu, ...row }: PublicationRow): z.infer<typeof Publication> => row;

export const versionRoutes = router()
  .openapi(list, async (c) => {
    const { menu } = c.req.valid("param");
    const mine = menuVersions(c.env.DB, c.var.principal.tenant, menu);
    const { total, rows } = await mine.list(pageOf(c.req.valid("query")));
    if (total === 0 && !(await menus(c.env.DB, c.var.principal.tenant).exists(menu))) return refuse(c, { code: "not-found", what: "menu" });
    const publications = await mine.publicationsOf(rows.map(({ version }) => version));
    return c.json(
      rows.map((row) => shown(row, publications)),
      200,
      totalHeader(total),
    );
  })
  .openapi(get, async (c) => {
    const { menu, version } = c.req.valid("param");
    const mine = menuVersions(c.env.DB, c.var.principal.tenant, menu);
    const row = await mine.find(version);
    return row ? c.json(shown(row, await mine.publicationsOf([version])), 200) : refuse(c, { code: "not-found", what: "version" });
  })
  .openapi(freeze, async (c) => {
    const { tenant } = c.var.principal;
    const { menu } = c.req.valid("param");
    const { note = "", publish: wanted } = c.req.valid("json");
    const mine = menuVersions(c.env.DB, tenant, menu);
    const unknown = await unknownVenues(c.env.DB, tenant, wanted?.venues, "/publish/venues");
    if (unknown.length > 0) return refuse(c, { code: "invalid-request", errors: unknown });
    const at = new Date().toISOString();
    const version = ((await mine.latest())?.version ?? 0) + 1;
    const authored = await menus(c.env.DB, tenant).authored(menu);
    if (!authored) return refuse(c, { code: "not-found", what: "menu" });
    const source = frozen(authored);
    await keepSource(c.env.MENUS, source);
    const intent = wanted ? { at: wanted.at ?? at, venues: wanted.venues ?? null } : null;
    const row = await mine.add(version, { source: source.hash, note, publish: intent, at, editor: c.var.principal });
    if (!row) return refuse(c, { code: "already-exists", what: "version", id: String(version) });
    await c.env.MENU_QUEUE.send(compileJob(c, menu, { version }));
    return c.json(shown(row, []), 202, { location: `/menu-api/api/menus/${menu}/versions/${version}` });
  })
  .openapi(publish, async (c) => {
    const { tenant } = c.var.principal;
    const { menu, version } = c.req.valid("param");
    const { at, venues: only = null } = c.req.valid("json");
    const mine = menuVersions(c.env.DB, tenant, menu);
    const row = await mine.find(version);
    if (!row) return refuse(c, { code: "not-found", what: "version" });
    if (row.state === "failed") return refuse(c, { code: "version-failed", menu, version });
    const unknown = await unknownVenues(c.env.DB, tenant, only ?? undefined, "/venues");
    if (unknown.length > 0) return refuse(c, { code: "invalid-request", errors: unknown });
    const now = new Date().toISOString();
    const number = await mine.publish(version, { at: at ?? now, venues: only }, now, c.var.principal);
    await c.env.MENU_QUEUE.send(compileJob(c, menu, { version }));
    return c.json({ number, version, at: at ?? now, venues: only, cancelled: false, created: now, createdBy: c.var.principal.user }, 202);
  })
  .openapi(cancel, async (c) => {
    const { tenant, region } = c.var.principal;
    const { menu, number } = c.req.valid("param");
    if (!(await menuVersions(c.env.DB, tenant, menu).cancel(number, new Date().toISOString(), c.var.principal))) {
      return refuse(c, { code: "not-found", what: "publication" });
    }
    const told = await venues(c.env.DB, tenant).using(menu);
    await Promise.all(told.map(({ id }) => objectStub(c.env.VENUE, region, venueName(tenant, id)).cancelPublication(number)));
    return c.body(null, 204);
  })
  .openapi(preview, async (c) => {
    const { menu, version } = c.req.valid("param");
    const { channel, instance } = c.req.valid("query");
    const mine = menuVersions(c.env.DB, c.var.principal.tenant, menu);
    const row = await mine.find(version);
    if (!row) return refuse(c, { code: "not-found", what: "version" });
    const hash = (await mine.targets(version)).get(instance)?.[channel];
    if (hash === undefined) {
      return row.state === "compiling"
        ? refuse(c, { code: "menu-not-compiled", menu, venue: instance, channel })
        : refuse(c, { code: "not-found", what: "venue or channel" });
    }
    const index = MenuIndex.parse(await c.env.MENUS.get(`menu:${hash}`, "json"));
    const page = await c.env.MENUS.get<{ id: string }>(`page:${index.variants.at(-1)?.page}`, "json");
    if (page === null) return refuse(c, { code: "menu-not-compiled", menu, venue: instance, channel });
    return c.json(page, 200, { "cache-control": "private, no-store" });
  });

async function unknownVenues(db: D1Database, tenant: string, wanted: string[] | undefined, pointer: string) {
  if (!wanted) return [];
  const known = await venues(db, tenant).ids();
  return wanted.flatMap((venue, index) =>
    known.has(venue) ? [] : [{ pointer: `${pointer}/${index}`, message: `there is no venue ${venue}` }],
  );
}
