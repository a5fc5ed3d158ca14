// Venues (WIRE.md section 6): where a chain sells, and which of its places is near.
import { createRoute, z } from "@hono/zod-openapi";
import { holds } from "../../../../domain/access/principal";
import { Id } from "../../../../domain/order/commands";
import { distance, Position } from "../../../../domain/venue/distance";
import { venues, type VenueRow } from "../../../lib/db/venues";
import { authenticate } from "../../http/authenticate";
import { pageFields, pageOf, totalHeader } from "../../http/page";
import { problem, refuse, router } from "../../http/refuse";
import { guestView, positionOf, staffView, VenueConfig } from "./venue-view";

const Venue = VenueConfig.openapi("Venue");
const NearVenue = VenueConfig.extend({ distance: z.int().openapi({ description: "Metres, along the great circle" }) }).openapi("NearVenue");
const common = { tags: ["venue"], security: [{ bearer: [] }] };

const one = createRoute({
  ...common,
  method: "get",
  path: "/venue-api/api/venues/{id}",
  summary: "A venue",
  middleware: [authenticate] as const,
  request: { params: z.object({ id: Id.openapi({ description: "The venue's id" }) }) },
  responses: {
    200: {
      description: "The venue (`IVenueConfig`); its staff see how it is run, too",
      content: { "application/json": { schema: Venue } },
    },
    400: problem("The id is not one"),
    401: problem("No valid token"),
    404: problem("There is no such venue"),
  },
});

const list = createRoute({
  ...common,
  method: "get",
  path: "/venue-api/api/venues",
  summary: "The venues that the caller works for",
  middleware: [authenticate] as const,
  request: {
    query: z.object(pageFields(["id", "name"], "ASC")),
  },
  responses: {
    200: {
      description: "A page of them; `X-Total-Count` says how many there are",
      content: { "application/json": { schema: z.array(Venue) } },
    },
    400: problem("The query is not valid"),
    401: problem("No valid token"),
    403: problem("The roles do not allow it"),
  },
});

/** A number as text: an empty one is none, and neither is infinity. */
const Degrees = z.string().regex(/^-?\d{1,3}(\.\d{1,15})?$/, "expected degrees, such as 52.2297");

const nearest = createRoute({
  ...common,
  method: "get",
  path: "/venue-api/api/nearest",
  summary: "The venues in business that say where they are, nearest first",
  middleware: [authenticate] as const,
  request: {
    query: z.object({
      lat: Degrees.transform(Number).pipe(Position.shape.lat).openapi({ type: "number", example: 52.2297 }),
      lng: Degrees.transform(Number).pipe(Position.shape.lng).openapi({ type: "number", example: 21.0122 }),
    }),
  },
  responses: {
    200: { description: "Venues with their distance", content: { "application/json": { schema: z.array(NearVenue) } } },
    400: problem("The position is not one"),
    401: problem("No valid token"),
  },
});

const STAFF = ["MANAGER", "VENUES", "VIEWVENUES"];

/** Tenant-wide roles see every venue, a venue's manager that one. */
const worksFor = (roles: readonly string[], venue: string) => holds(roles, STAFF) || holds(roles, ["MANAGER"], venue);

export const venueService = router()
  .openapi(one, async (c) => {
    const { tenant, roles } = c.var.principal;
    const row = await venues(c.env.DB, tenant).find(c.req.valid("param").id);
    if (!row) return refuse(c, { code: "not-found", what: "venue" });
    return c.json(worksFor(roles, row.id) ? staffView(row) : guestView(row), 200);
  })
  .openapi(list, async (c) => {
    const { tenant, roles } = c.var.principal;
    const { start, end, sort, order } = pageOf(c.req.valid("query"));
    const entered = holds(roles, STAFF) || roles.some((role) => role.endsWith("_MANAGER"));
    if (!entered) return refuse(c, { code: "forbidden", needs: [...STAFF.map((name) => `ROLE_${name}`), "ROLE_{venue}_MANAGER"] });
    const visible = (await venues(c.env.DB, tenant).all()).filter(({ id }) => worksFor(roles, id));
    const sorted = visible.toSorted((a, b) => (order === "ASC" ? 1 : -1) * (compare(a[sort], b[sort]) || compare(a.id, b.id)));
    return c.json(sorted.slice(start, end).map(staffView), 200, totalHeader(visible.length));
  })
  .openapi(nearest, async (c) => {
    const here = c.req.valid("query");
    const all = await venues(c.env.DB, c.var.principal.tenant).all();
    const near = all.filter(({ document }) => document.active !== false).flatMap((row) => placed(row, here));
    return c.json(
      near.toSorted((a, b) => a.distance - b.distance),
      200,
    );
  });

function placed(row: VenueRow, here: Position): z.infer<typeof NearVenue>[] {
  const position = positionOf(row);
  return position ? [{ ...guestView(row), distance: distance(here, position) }] : [];
}

const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);
