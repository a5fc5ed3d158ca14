// A chain's whole menus in one request: looked at first if so wished, then written all or not at all; and the way out again, which loses nothing.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { Fault } from "../../../../domain/menu/authoring";
import { circles, missing, type Placed } from "../../../../domain/menu/reference-graph";
import type { AuthoredKind, Document } from "../../../lib/db/authored";
import { type Brought, counted, type Existing, menuImport, PARTS } from "../../../lib/db/menu-import";
import type { Api } from "../../env";
import { authenticate, requires } from "../../http/authenticate";
import { problem, refuse, router } from "../../http/refuse";
import { strictMenuJson, textBody } from "../../http/strict-body";
import { compileAll } from "./compile-all";
import { documentFaults } from "./document-faults";
import { inSheet, readSheet, type SheetFault, sheetOf } from "./sheet";

const KINDS: Record<(typeof PARTS)[number], AuthoredKind> = { items: "item", menus: "menu", priceLists: "price-list" };
const MOST_DOCUMENTS = 20_000;
/** A refusal is for reading; a dry run lists every one. */
const MOST_REFUSED = 100;
const TRIES = 3;

const documents = z.array(z.looseObject({ id: z.string() }), "expected a list of documents").max(MOST_DOCUMENTS);
const Bundle = z
  .strictObject({ items: documents.optional(), menus: documents.optional(), priceLists: documents.optional() })
  .openapi("MenuBundle", { description: "As authored: references and queries unresolved. What is left out is not spoken of." });
const Counted = z.object({ created: z.int(), updated: z.int(), unchanged: z.int(), removed: z.int() });
const Report = z
  .object({
    dryRun: z.boolean(),
    items: Counted,
    menus: Counted,
    priceLists: Counted,
    problems: z.array(z.object({ pointer: z.string(), message: z.string(), row: z.int().optional(), column: z.string().optional() })),
  })
  .openapi("MenuImportReport");

const common = { tags: ["menu authoring"], security: [{ bearer: [] }] };
const refusals = { 400: problem("The request is not valid"), 401: problem("No valid token"), 403: problem("The roles do not allow it") };
const writing = {
  200: { description: "What was written, or would be", content: { "application/json": { schema: Report } } },
  412: problem("Somebody has changed something since the export"),
  413: problem("More than 25 MB"),
  503: problem("Too many write at the same time"),
  ...refusals,
};
const dryRun = z.enum(["true", "false"]).default("false").openapi({ description: "Nothing is written; every problem is listed" });
const headers = z.object({
  "if-match": z
    .string()
    .optional()
    .openapi({ description: "The `ETag` of the export that this began with: refused when anything has changed since" }),
});
const writers = [authenticate, requires("MENU")];
const readers = [authenticate, requires("MENU", "VIEWMENU", "MANAGER")];

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
    body: { required: true, content: { "application/json": { schema: Bundle } } },
  },
  responses: writing,
});
const importingSheet = createRoute({
  ...common,
  method: "post",
  path: "/menu-api/api/import/csv",
  summary: "Write many products from a sheet, all or none",
  middleware: writers,
  request: { headers, query: z.object({ dryRun }), body: { required: true, content: { "text/csv": { schema: z.string() } } } },
  responses: writing,
});
const tagged = z.object({ ETag: z.string() });
const exporting = createRoute({
  ...common,
  method: "get",
  path: "/menu-api/api/export",
  summary: "Everything that is authored, as the import takes it",
  middleware: readers,
  responses: { 200: { description: "All of it", headers: tagged, content: { "application/json": { schema: Bundle } } }, ...refusals },
});
const exportingSheet = createRoute({
  ...common,
  method: "get",
  path: "/menu-api/api/export/csv",
  summary: "The products as a sheet, as the import takes it",
  middleware: readers,
  responses: { 200: { description: "A row each", headers: tagged, content: { "text/csv": { schema: z.string() } } }, ...refusals },
});

export const importRoutes = router()
  .openapi(importing, (c) => {
    const { dryRun: dry, mode } = c.req.valid("query");
    const brought = c.req.valid("json"); // ids are there, the rest is looked at document by document
    return run(c, dry === "true", mode === "replace", (existing) => ({
      brought,
      faults: [...ownFaults(brought), ...referenceFaults(brought, existing, mode === "replace")],
    }));
  })
  .openapi(importingSheet, async (c) => {
    const text = await textBody(c);
    if (!text.ok) return refuse(c, text.error);
    return run(c, c.req.valid("query").dryRun === "true", false, (existing) => {
      const stored = (id: string) => existing.items.get(id);
      const { rows, faults } = readSheet(text.value, (id) => parsed(id, stored(id)));
      const own = rows.flatMap(({ row, document }) => documentFaults("item", document).map((fault) => inSheet(row, fault)));
      return { brought: { items: rows.map(({ document }) => document) }, faults: [...faults, ...own].toSorted((a, b) => a.row - b.row) };
    });
  })
  .openapi(exporting, async (c) => {
    const { existing, state } = await menuImport(c.env.DB, c.var.principal.tenant).read();
    const all = Object.fromEntries(PARTS.map((part) => [part, [...existing[part]].flatMap(([id, text]) => parsed(id, text) ?? [])]));
    return c.json(all, 200, { etag: `"${state}"` });
  })
  .openapi(exportingSheet, async (c) => {
    const { existing, state } = await menuImport(c.env.DB, c.var.principal.tenant).read();
    const sheet = sheetOf([...existing.items].flatMap(([id, text]) => parsed(id, text) ?? []));
    return c.body(sheet, 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="products.csv"',
      etag: `"${state}"`,
    });
  });

type Reading = { brought: Brought; faults: (Fault | SheetFault)[] };

/** What is looked at and what is written is of one state: when somebody else writes in between, it is looked at again. */
async function run(c: Context<Api>, dry: boolean, removing: boolean, read: (existing: Existing) => Reading) {
  const { tenant } = c.var.principal;
  const chain = menuImport(c.env.DB, tenant);
  const wanted = c.req.header("if-match");
  for (let turn = 0; turn < TRIES; turn += 1) {
    const { existing, state } = await chain.read();
    if (wanted !== undefined && wanted !== "*" && wanted !== `"${state}"`) {
      return refuse(c, { code: "changed-since", what: "menus", id: tenant, etag: `"${state}"` });
    }
    const { brought, faults } = read(existing);
    const counts = counted(existing, brought, removing);
    if (dry) return c.json({ dryRun: true, ...counts, problems: faults.map((fault) => ({ ...fault })) }, 200);
    if (faults.length > 0) {
      const errors = faults.slice(0, MOST_REFUSED).map(({ pointer, message }) => ({ pointer, message }));
      return refuse(c, { code: "invalid-request", errors });
    }
    const written = await chain.write({ brought, removing, state, at: new Date().toISOString(), editor: c.var.principal });
    if (!written) continue;
    if (PARTS.some((part) => counts[part].created + counts[part].updated + counts[part].removed > 0))
      await compileAll(c, { imported: true });
    return c.json({ dryRun: false, ...counts, problems: [] }, 200);
  }
  return refuse(c, { code: "temporarily-unavailable", retryAfterSeconds: 1 });
}

const parsed = (id: string, text: string | undefined): Document | undefined => {
  if (text === undefined) return undefined;
  const document: Record<string, unknown> = Object(JSON.parse(text));
  return { ...document, id };
};

/** Of each document by itself, and of ids that stand twice. */
function ownFaults(brought: Brought): Fault[] {
  return PARTS.flatMap((part) => {
    const first = new Map<string, number>();
    return (brought[part] ?? []).flatMap((document, index) => {
      const at = `/${part}/${index}`;
      const twice = first.get(document.id);
      if (twice === undefined) first.set(document.id, index);
      const own = documentFaults(KINDS[part], document).map(({ pointer, message }) => ({
        pointer: `${at}${pointer === "/" ? "" : pointer}`,
        message: `${document.id}: ${message}`,
      }));
      return twice === undefined ? own : [{ pointer: `${at}/id`, message: `${document.id} stands at /${part}/${twice} already` }, ...own];
    });
  });
}

/** Of what stands for something else: the old and the new together must fit. What was wrong before and is not touched is not complained of. */
function referenceFaults(brought: Brought, existing: Existing, removing: boolean): Fault[] {
  const given = (part: "items" | "menus"): Placed[] =>
    (brought[part] ?? []).map((document, index) => ({ pointer: `/${part}/${index}`, id: document.id, document }));
  const left = (part: "items" | "menus"): Placed[] => {
    if (brought[part] && removing) return [];
    const ids = new Set(brought[part]?.map(({ id }) => id));
    return [...existing[part]]
      .filter(([id]) => !ids.has(id))
      .map(([id, text]) => ({ pointer: `/stored/${part}/${id}`, id, document: parsed(id, text) }));
  };
  const [items, menus, oldItems, oldMenus] = [given("items"), given("menus"), left("items"), left("menus")];
  const known = new Set([...items, ...oldItems].map(({ id }) => id));
  const going = new Set([...existing.items.keys()].filter((id) => !known.has(id)));
  const orphaned = missing([...oldItems, ...oldMenus], (item) => !going.has(item));
  const own = new Set(items.map(({ id }) => id));
  const closed = circles([...items, ...oldItems]).filter(({ ids }) => ids.some((id) => own.has(id)));
  return [
    ...missing([...items, ...menus], (item) => known.has(item)),
    ...orphaned,
    ...closed.map(({ pointer, message }) => ({ pointer, message })),
  ];
}
