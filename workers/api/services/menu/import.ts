// A chain's whole menus in one request: looked at first if so wished, then written all or not at all;
// and the way out again, which loses nothing.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { House } from "../../../../domain/menu/inspect-documents";
import { counted, type Existing, menuImport, PARTS } from "../../../lib/db/menu-import";
import { venues } from "../../../lib/db/venues";
import { tenantCard } from "#api/services/venue/venue-cache";
import type { Api } from "#api/env";
import { authenticate, requires } from "#api/http/authenticate";
import { json, jsonBody, problem, refuse, roleProblems, router } from "#api/http/refuse";
import { strictMenuJson } from "#api/http/strict-body";
import { parsed } from "./bundle";
import { compileAll } from "./compile-all";
import { documentsAfter, documentsBefore, houseOf, MenuFinding, warningsOf } from "./inspect-import";
import { bundleReading, type Reading, sheetReading, storedItems } from "./read-import";
import { sheetOf } from "./sheet/sheet";
import { categoriesOf } from "./sheet/categories";
import { textOf } from "./sheet/charset";
import { EUROPEAN_FORMAT, PLAIN_FORMAT } from "./sheet/format";

const MAX_DOCUMENTS = 20_000;
/** A refusal is for reading; a dry run lists every one. */
const MAX_REFUSED = 100;
const MAX_WARNINGS = 5_000;
const TRIES = 3;

/** What is wrong with a document is told with what is wrong with the others. */
const document = z.unknown().openapi("MenuDocument", { type: "object", properties: { id: { type: "string" } }, required: ["id"] });
const documents = z.array(document, "expected a list of documents").max(MAX_DOCUMENTS);
const Bundle = z
  .looseObject({ items: documents.optional(), menus: documents.optional(), priceLists: documents.optional() })
  .openapi("MenuBundle", { description: "As authored: references and queries unresolved. What is left out is not spoken of." });
const Counted = z.object({ created: z.int(), updated: z.int(), unchanged: z.int(), removed: z.int() });
const Report = z
  .object({
    dryRun: z.boolean(),
    items: Counted,
    menus: Counted,
    priceLists: Counted,
    problems: z.array(MenuFinding).openapi({ description: "Nothing is taken while there are any" }),
    warnings: z.array(MenuFinding).openapi({ description: "Taken, but not sold, not to be ordered, or given away" }),
  })
  .openapi("MenuImportReport");

const common = { tags: ["menu authoring"], security: [{ bearer: [] }] };
const writing = {
  200: json(Report, "What was written, or would be"),
  404: problem("There is no such chain"),
  412: problem("Somebody has changed something since the export"),
  413: problem("More than 25 MB"),
  503: problem("Too many write at the same time"),
  ...roleProblems,
};
const dryRun = z.enum(["true", "false"]).default("false").openapi({ description: "Nothing is written; every problem is listed" });
const charsetTold = z.string().max(64).optional().openapi({
  description: "Of the sheet's bytes, such as windows-1250; UTF-8 if neither this, nor the content type, nor a byte order mark says so",
});
const headers = z.object({
  "if-match": z
    .string()
    .optional()
    .openapi({ description: "The `ETag` of the export that this began with: refused when anything has changed since" }),
});
const writers = [authenticate, requires("menus.write")];
const readers = [authenticate, requires("menus.read")];

const importing = createRoute({
  ...common,
  method: "post",
  path: "/menu-api/api/import",
  summary: "Write many items, menus and price lists at once, all or none",
  middleware: [...writers, strictMenuJson],
  request: {
    headers,
    query: z.object({
      dryRun,
      mode: z
        .enum(["merge", "replace"])
        .default("merge")
        .openapi({ description: "`replace`: of the lists that are brought, what is not in them goes" }),
    }),
    body: jsonBody(Bundle),
  },
  responses: writing,
});
const importingSheet = createRoute({
  ...common,
  method: "post",
  path: "/menu-api/api/import/csv",
  summary: "Write many products from a sheet, all or none",
  description:
    "Cells stand between commas, or, with decimal commas, between semicolons or tabs: the header tells. A column `category` puts a product into a category, " +
    "by its id or name, of the chain's menu, or of the one that `MENU_id/` before it names.",
  middleware: writers,
  request: {
    headers,
    query: z.object({ dryRun, charset: charsetTold }),
    body: { required: true, content: { "text/csv": { schema: z.string() } } },
  },
  responses: writing,
});
const tagged = z.object({ ETag: z.string() });
const exporting = createRoute({
  ...common,
  method: "get",
  path: "/menu-api/api/export",
  summary: "Everything that is authored, as the import takes it",
  middleware: readers,
  responses: { 200: { ...json(Bundle, "All of it"), headers: tagged }, ...roleProblems },
});
const exportingSheet = createRoute({
  ...common,
  method: "get",
  path: "/menu-api/api/export/csv",
  summary: "The products as a sheet, as the import takes it, with the categories that they stand in",
  middleware: readers,
  request: {
    query: z.object({
      format: z.enum(["plain", "european"]).default("plain").openapi({
        description: "`european`: semicolons, decimal commas and a byte order mark, as spreadsheets of continental Europe expect",
      }),
    }),
  },
  responses: { 200: { description: "A row each", headers: tagged, content: { "text/csv": { schema: z.string() } } }, ...roleProblems },
});

export const importRoutes = router()
  .openapi(importing, (c) => {
    const { dryRun: dry, mode } = c.req.valid("query");
    const removing = mode === "replace";
    const body = c.req.valid("json");
    return run(c, dry === "true", removing, (existing) => bundleReading(body, existing, removing));
  })
  .openapi(importingSheet, async (c) => {
    const { dryRun: dry, charset = charsetOf(c.req.header("content-type")) } = c.req.valid("query");
    const decoded = textOf(await c.req.arrayBuffer(), charset);
    if ("expected" in decoded) return refuse(c, { code: "invalid-request", errors: [{ pointer: "/", message: decoded.expected }] });
    return run(c, dry === "true", false, (existing, { currency: { decimals } }) => sheetReading(decoded.text, existing, decimals));
  })
  .openapi(exporting, async (c) => {
    const { existing, state } = await menuImport(c.env.DB, c.var.principal.tenant).read();
    const all = Object.fromEntries(PARTS.map((part) => [part, [...existing[part]].flatMap(([id, text]) => parsed(id, text) ?? [])]));
    return c.json(all, 200, { etag: `"${state}"` });
  })
  .openapi(exportingSheet, async (c) => {
    const { existing, state } = await menuImport(c.env.DB, c.var.principal.tenant).read();
    const format = c.req.valid("query").format === "european" ? EUROPEAN_FORMAT : PLAIN_FORMAT;
    const stored = (part: "items" | "menus") => [...existing[part]].flatMap(([id, text]) => parsed(id, text) ?? []);
    const sheet = sheetOf(stored("items"), format, categoriesOf(stored("menus"), storedItems(existing)));
    return c.body(sheet, 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="products.csv"',
      etag: `"${state}"`,
    });
  });

const charsetOf = (contentType = ""): string | undefined => /;\s*charset="?([^";\s]+)/i.exec(contentType)?.[1];

/** What is looked at and what is written is of one state: when somebody else writes in between, it is looked at again. */
async function run(c: Context<Api>, dry: boolean, removing: boolean, read: (existing: Existing, house: House) => Reading) {
  const { tenant } = c.var.principal;
  const [card, places] = await Promise.all([tenantCard(c.env, tenant), venues(c.env.DB, tenant).ids()]);
  if (!card.ok) return refuse(c, card.error);
  const house = houseOf(card.value, places);
  const chain = menuImport(c.env.DB, tenant);
  const wanted = c.req.header("if-match");
  for (let turn = 0; turn < TRIES; turn += 1) {
    const { existing, state } = await chain.read();
    if (wanted !== undefined && wanted !== "*" && wanted !== `"${state}"`) {
      return refuse(c, { code: "changed-since", what: "menus", id: tenant, etag: `"${state}"` });
    }
    const { brought, faults, warnings: own, locate } = read(existing, house);
    const counts = counted(existing, brought, removing);
    if (!dry && faults.length > 0) {
      const errors = faults.slice(0, MAX_REFUSED).map(({ code, pointer, message }) => ({ code, pointer, message }));
      return refuse(c, { code: "invalid-request", errors });
    }
    const before = documentsBefore(existing);
    const after = documentsAfter(before, brought, removing);
    const warnings = [...own, ...warningsOf(before, after, house, faults, locate)].slice(0, MAX_WARNINGS);
    if (dry) return c.json({ dryRun: true, ...counts, problems: faults.map((fault) => ({ ...fault })), warnings }, 200);
    const written = await chain.write({ brought, removing, state, at: new Date().toISOString(), editor: c.var.principal });
    if (!written) continue;
    if (PARTS.some((part) => counts[part].created + counts[part].updated + counts[part].removed > 0))
      await compileAll(c, { imported: true });
    return c.json({ dryRun: false, ...counts, problems: [], warnings }, 200);
  }
  return refuse(c, { code: "temporarily-unavailable", retryAfterSeconds: 1 });
}
