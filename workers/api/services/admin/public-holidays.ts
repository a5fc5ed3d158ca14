// The chain's calendar: the days on which hours under `PH` hold, of venues, categories, products and price lists.
import { createHash } from "node:crypto";
import { createRoute, z } from "@hono/zod-openapi";
import { HOLIDAYS_PROPERTY, holidaysText, publicHolidays, PublicHolidays } from "../../../../domain/venue/public-holidays";
import { tenants } from "../../../lib/db/tenants";
import { forgetChain } from "#api/services/venue/venue-cache";
import { authenticate, requires } from "#api/http/authenticate";
import { json, jsonBody, problem, refuse, roleProblems, router } from "#api/http/refuse";
import { EditHeaders } from "#api/http/revision";
import { compileAll } from "#api/services/menu/compile-all";

const common = { tags: ["admin"], security: [{ bearer: [] }], path: "/admin-api/api/public-holidays" as const };
const Calendar = z
  .strictObject({ days: PublicHolidays.openapi({ description: "By each venue's own clock", example: ["2026-12-25", "2026-12-26"] }) })
  .openapi("PublicHolidays");

const get = createRoute({
  ...common,
  method: "get",
  summary: "The chain's public holidays",
  middleware: [authenticate, requires("holidays.read")] as const,
  responses: { 200: json(Calendar, "In order"), ...roleProblems },
});

const put = createRoute({
  ...common,
  method: "put",
  summary: "Write the chain's public holidays; its menus are compiled anew",
  description: "Hours under `PH` hold on these days instead of the weekday's. Every place hears of them within a minute.",
  middleware: [authenticate, requires("holidays.write")] as const,
  request: { headers: EditHeaders.pick({ "if-match": true }), body: jsonBody(Calendar) },
  responses: {
    200: json(Calendar, "Written"),
    412: problem("Somebody has changed them since; `etag` is of what is there now"),
    ...roleProblems,
  },
});

export const publicHolidayRoutes = router()
  .openapi(get, async (c) => {
    const { properties } = await tenants(c.env.DB, c.var.principal.tenant).get();
    const days = publicHolidays(properties);
    return c.json({ days }, 200, { etag: tagOf(days) });
  })
  .openapi(put, async (c) => {
    const { tenant } = c.var.principal;
    const chain = tenants(c.env.DB, tenant);
    const before = (await chain.get()).properties[HOLIDAYS_PROPERTY];
    const known = publicHolidays({ ...(before !== undefined && { [HOLIDAYS_PROPERTY]: before }) });
    const days = c.req.valid("json").days.toSorted();
    const seen = c.req.header("if-match");
    const stale = { code: "changed-since" as const, what: "public holidays", id: tenant };
    if (seen !== undefined && seen !== "*" && seen !== tagOf(known)) return refuse(c, { ...stale, etag: tagOf(known) });
    if (holidaysText(known) !== holidaysText(days)) {
      const written = await chain.writeProperty(HOLIDAYS_PROPERTY, before, holidaysText(days), new Date().toISOString(), c.var.principal);
      if (!written) return refuse(c, { ...stale, etag: null });
      forgetChain(tenant);
      await compileAll(c);
    }
    return c.json({ days }, 200, { etag: tagOf(days) });
  });

const tagOf = (days: readonly string[]): string => `"${createHash("sha256").update(holidaysText(days)).digest("hex").slice(0, 16)}"`;
