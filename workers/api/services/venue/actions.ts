// What is done to a venue in the middle of a day: it is closed for the moment, and its till's module says how it does.
import { waitUntil } from "cloudflare:workers";
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { Instant } from "../../../../domain/instant";
import { Id } from "../../../../domain/order/commands";
import { type VenuePatch, venues } from "../../../lib/db/venues";
import type { Api } from "#api/env";
import { authenticate, requiresAtVenue } from "#api/http/authenticate";
import { json, jsonBody, problem, refuse, roleProblems, router } from "#api/http/refuse";
import { etag } from "#api/http/revision";
import { onVenueChanged } from "./on-venue-changed";
import { publishVenue } from "./publish-changes";
import { staffView, VenueConfig } from "./venue-view";

const Disabling = z
  .strictObject({
    reason: z.string().min(1).max(255).optional().openapi({ description: "Guests are told" }),
    until: Instant.optional().openapi({ description: "When it opens again by itself" }),
  })
  .openapi("VenueDisabling");
const PosStatus = z
  .strictObject({
    version: z.string().regex(/^[a-z0-9A-Z.-]{1,32}$/, "expected 1 to 32 letters, digits, dots or dashes"),
    ok: z.boolean().optional(),
    message: z.string().max(256).optional(),
  })
  .openapi("PosModuleStatus");
const PosLock = z.strictObject({ message: z.string().max(256).optional() }).openapi("PosModuleLock");

const common = { tags: ["venue"], security: [{ bearer: [] }], method: "post" as const };
const params = z.object({ id: Id.openapi({ description: "The venue's id" }) });
const refusals = { ...roleProblems, 404: problem("There is no such venue") };
const responses = { 200: json(VenueConfig, "The venue as it is now"), ...refusals };
const at = <Action extends string>(action: Action) => `/venue-api/api/venues/{id}/${action}` as const;
const byKeepers = [authenticate, requiresAtVenue("venues.write")];
const byTills = [authenticate, requiresAtVenue("tills.report")];

const disable = createRoute({
  ...common,
  path: at("disable"),
  summary: "Take no orders for the moment",
  middleware: byKeepers,
  request: { params, body: jsonBody(Disabling) },
  responses,
});
const enable = createRoute({
  ...common,
  path: at("enable"),
  summary: "Take orders again",
  middleware: byKeepers,
  request: { params },
  responses,
});
const posStatus = createRoute({
  ...common,
  path: at("pos-status"),
  summary: "The till's module is there",
  middleware: byTills,
  request: { params, body: jsonBody(PosStatus) },
  responses: { ...refusals, 204: { description: "Noted" } },
});
const posLock = createRoute({
  ...common,
  path: at("pos-lock"),
  summary: "The till takes no orders; neither does the venue",
  middleware: byTills,
  request: { params, body: jsonBody(PosLock) },
  responses,
});
const posUnlock = createRoute({
  ...common,
  path: at("pos-unlock"),
  summary: "The till takes orders again",
  middleware: byTills,
  request: { params },
  responses,
});

export const actionRoutes = router()
  .openapi(disable, (c) => {
    const { reason: tempDisabledReason = null, until: tempDisabledUntil = null } = c.req.valid("json");
    return patched(c, c.req.valid("param").id, { tempDisabled: true, tempDisabledReason, tempDisabledUntil });
  })
  .openapi(enable, (c) => patched(c, c.req.valid("param").id, { tempDisabled: false, tempDisabledReason: null, tempDisabledUntil: null }))
  .openapi(posStatus, async (c) => {
    const { version, ok = true, message = null } = c.req.valid("json");
    const status = { version, ok, message, lastHeartBest: new Date().toISOString() };
    const known = await venues(c.env.DB, c.var.principal.tenant).beat(c.req.valid("param").id, status);
    return known ? c.body(null, 204) : refuse(c, { code: "not-found", what: "venue" });
  })
  .openapi(posLock, (c) => {
    const { message: lockMessage = null } = c.req.valid("json");
    return patched(c, c.req.valid("param").id, { posIntegratorStatus: { locked: true, lockMessage } });
  })
  .openapi(posUnlock, (c) => patched(c, c.req.valid("param").id, { posIntegratorStatus: { locked: false, lockMessage: null } }));

async function patched(c: Context<Api>, id: string, patch: VenuePatch) {
  const mine = venues(c.env.DB, c.var.principal.tenant);
  const after = await mine.patch(id, patch, new Date().toISOString(), c.var.principal);
  if (!after) return refuse(c, { code: "not-found", what: "venue" });
  await onVenueChanged(c, after, after);
  waitUntil(publishVenue(c, after));
  return c.json(staffView(after), 200, { etag: etag(after.revision) });
}
