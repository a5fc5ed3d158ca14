// Venues as their keepers write them (docs/wire.md, "Venues"): the whole venue at a time, and never over somebody else's change.
import { waitUntil } from "cloudflare:workers";
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { v7 } from "uuid";
import { forbidden, may } from "../../../../domain/access/roles";
import { Id } from "../../../../domain/order/commands";
import { publicHolidays } from "../../../../domain/venue/public-holidays";
import { VenueDocument } from "../../../../domain/venue/venue";
import { authored } from "../../../lib/db/authored";
import { venues } from "../../../lib/db/venues";
import { forgetCards, tenantCard } from "./venue-cache";
import type { Api } from "#api/env";
import { authenticate, requiresAtVenue } from "#api/http/authenticate";
import { EditHeaders, etag, seenBy, staleProblem } from "#api/http/revision";
import { json, jsonBody, problem, refuse, roleProblems, router } from "#api/http/refuse";
import { onVenueChanged } from "./on-venue-changed";
import { DryRun, DryRunQuery, problemsOf, unreadableVenue, Warnings } from "./dry-run";
import { venueFaults, venueWarnings } from "./validate-venue";
import { publishVenue } from "./publish-changes";
import { staffView, VenueConfig } from "./venue-view";

const Written = VenueDocument.openapi("VenueDocument");
const common = { tags: ["venue"], security: [{ bearer: [] }] };
const body = jsonBody(Written);
const WrittenVenue = VenueConfig.extend({ warnings: Warnings }).openapi("WrittenVenue");
const params = z.object({ id: Id.openapi({ description: "The venue's id" }) });
const saved = {
  200: json(z.union([WrittenVenue, DryRun]), "Written over; or a dry run, and nothing was written"),
  201: json(WrittenVenue, "A new venue"),
  404: problem("There is no such chain"),
  412: staleProblem,
  503: problem("The chain could not be read"),
  ...roleProblems,
};

const post = createRoute({
  ...common,
  method: "post",
  path: "/venue-api/api/venues",
  summary: "Write a venue, new or not; without an id it gets one",
  middleware: [authenticate, requiresAtVenue("venues.write"), unreadableVenue] as const,
  request: { headers: EditHeaders, query: DryRunQuery, body },
  responses: saved,
});

const put = createRoute({
  ...common,
  method: "put",
  path: "/venue-api/api/venues/{id}",
  summary: "Write a venue, new or not; a venue's own manager writes that one only",
  middleware: [authenticate, requiresAtVenue("venues.write"), unreadableVenue] as const,
  request: { params, headers: EditHeaders, query: DryRunQuery, body },
  responses: saved,
});

const remove = createRoute({
  ...common,
  method: "delete",
  path: "/venue-api/api/venues/{id}",
  summary: "Give a venue up; its orders stay",
  middleware: [authenticate, requiresAtVenue("venues.write")] as const,
  request: { params, headers: EditHeaders },
  responses: { 204: { description: "It is gone" }, 404: problem("There is no such venue"), 412: staleProblem, ...roleProblems },
});

export const editRoutes = router()
  .openapi(post, async (c) => {
    const document = ownWords(c.req.valid("json"));
    return save(c, { ...document, id: document.id ?? v7() }, c.req.valid("query").dryRun === "true");
  })
  .openapi(put, async (c) => {
    const { id } = c.req.valid("param");
    const document = ownWords(c.req.valid("json"));
    if (document.id !== undefined && document.id !== id) {
      return refuse(c, { code: "invalid-request", errors: [{ pointer: "/id", message: `expected ${id}, as in the path, or nothing` }] });
    }
    return save(c, { ...document, id }, c.req.valid("query").dryRun === "true");
  })
  .openapi(remove, async (c) => {
    const { tenant } = c.var.principal;
    const { id } = c.req.valid("param");
    if (!may(c.var.principal, "venues.write")) return refuse(c, forbidden("venues.write"));
    const mine = venues(c.env.DB, tenant);
    const before = await mine.find(id);
    const removed = await mine.remove(id, seenBy(c), new Date().toISOString(), c.var.principal);
    if (removed === undefined) return refuse(c, { code: "not-found", what: "venue" });
    if (removed !== "removed") return refuse(c, { code: "changed-since", what: "venue", id, etag: etag(removed.revision) });
    forgetCards(tenant);
    if (before) waitUntil(publishVenue(c, before));
    return c.body(null, 204);
  });

async function save(c: Context<Api>, document: VenueDocument & { id: string }, dry: boolean) {
  const { tenant } = c.var.principal;
  const { id } = document;
  const mine = venues(c.env.DB, tenant);
  const before = await mine.find(id);
  if (!before && !may(c.var.principal, "venues.write")) return refuse(c, forbidden("venues.write"));
  const chain = await tenantCard(c.env, tenant);
  const currency = chain.ok ? chain.value.currency : undefined;
  const errors = [...venueFaults(document, currency), ...(await menuless(c, document, before?.menu))];
  if (!chain.ok && errors.length === 0) return refuse(c, chain.error);
  const warnings = venueWarnings(document, chain.ok ? publicHolidays(chain.value.properties) : []);
  if (dry) return c.json({ dryRun: true as const, problems: problemsOf(errors), warnings }, 200);
  if (errors.length > 0) return refuse(c, { code: "invalid-request", errors });
  const written = await mine.put(document, seenBy(c), new Date().toISOString(), c.var.principal);
  if (written.outcome === "stale") {
    return refuse(c, { code: "changed-since", what: "venue", id, etag: written.revision === undefined ? null : etag(written.revision) });
  }
  const after = await mine.find(id);
  if (!after) return refuse(c, { code: "changed-since", what: "venue", id, etag: null });
  await onVenueChanged(c, before, after);
  if (written.outcome !== "unchanged") waitUntil(publishVenue(c, after));
  const headers = { etag: etag(written.revision), location: `/venue-api/api/venues/${id}` };
  const answer: z.infer<typeof WrittenVenue> = { ...staffView(after), warnings };
  return written.outcome === "created" ? c.json(answer, 201, headers) : c.json(answer, 200, headers);
}

/** What an answer says of a venue is no part of it, also when it comes back. */
const ownWords = ({ warnings: _warnings, ...document }: VenueDocument): VenueDocument => document;

/** A menu that nobody has written yet is a slip of the pen; one that the venue has had all along is not asked after. */
async function menuless(c: Context<Api>, { menu }: VenueDocument, had: string | undefined) {
  if (menu === undefined || menu === had) return [];
  const known = await authored(c.env.DB, c.var.principal.tenant, "menu").find(menu);
  return known ? [] : [{ pointer: "/menu", message: `there is no menu ${menu}` }];
}
