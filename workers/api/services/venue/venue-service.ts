// Venues (docs/wire.md): where a chain sells.
import { createRoute, z } from "@hono/zod-openapi";
import { forbiddenAnywhere, may, mayAnywhere } from "../../../../domain/access/roles";
import { Channel } from "../../../../domain/menu/channel";
import { channelsOf, SalesChannels } from "../../../../domain/menu/sales-channels";
import { Id } from "../../../../domain/order/commands";
import { venues, type VenueRow } from "../../../lib/db/venues";
import { authenticated } from "#api/http/authenticate";
import { pageFields, pageOf, totalHeader } from "#api/http/pagination";
import { etag } from "#api/http/revision";
import { json, problem, refuse, router } from "#api/http/refuse";
import { actionRoutes } from "./actions";
import { editRoutes } from "./edit";
import { hoursRoutes } from "./hours";
import { nearbyVenueRoutes } from "./nearby-venues";
import { steeringRoutes } from "./steering";
import { guestView, staffView, VenueConfig } from "./venue-view";

const Venue = VenueConfig.openapi("Venue");
const common = { tags: ["venue"], ...authenticated };

const one = createRoute({
  ...common,
  method: "get",
  path: "/venue-api/api/venues/{id}",
  summary: "A venue",
  request: { params: z.object({ id: Id.openapi({ description: "The venue's id" }) }) },
  responses: {
    200: json(Venue, "The venue (`IVenueConfig`); its staff see how it is run, too"),
    400: problem("The id is not one"),
    401: problem("No valid token"),
    404: problem("There is no such venue"),
  },
});

const VenuesFilter = z.object({
  ...pageFields(["id", "name"], "ASC"),
  id: z
    .union([Id, z.array(Id).max(500)])
    .optional()
    .openapi({ description: "Any of these" }),
  name: z.string().min(1).max(255).optional().openapi({ description: "A part of the name, whatever its case" }),
  menu: Id.optional(),
  active: z.enum(["true", "false"]).optional(),
  channel: Channel.optional().openapi({ description: "Those that sell through it" }),
  q: z
    .string()
    .min(1)
    .max(48)
    .optional()
    .openapi({ description: "A part of the id or of anything that the venue says, whatever its case" }),
});
type VenuesFilter = z.infer<typeof VenuesFilter>;

const list = createRoute({
  ...common,
  method: "get",
  path: "/venue-api/api/venues",
  summary: "The venues that the caller works for",
  request: { query: VenuesFilter },
  responses: {
    200: json(z.array(Venue), "A page of them; `X-Total-Count` says how many there are"),
    400: problem("The query is not valid"),
    401: problem("No valid token"),
    403: problem("The roles do not allow it"),
  },
});

export const venueService = router()
  .openapi(one, async (c) => {
    const { principal } = c.var;
    const row = await venues(c.env.DB, principal.tenant).find(c.req.valid("param").id);
    if (!row) return refuse(c, { code: "not-found", what: "venue" });
    return c.json(may(principal, "venues.read", row.id) ? staffView(row) : guestView(row), 200, { etag: etag(row.revision) });
  })
  .openapi(list, async (c) => {
    const { principal } = c.var;
    const query = c.req.valid("query");
    const { start, end, sort, order } = pageOf(query);
    if (!mayAnywhere(principal, "venues.read")) return refuse(c, forbiddenAnywhere("venues.read"));
    const visible = (await venues(c.env.DB, principal.tenant).all()).filter(
      (row) => may(principal, "venues.read", row.id) && meets(row, query),
    );
    const sorted = visible.toSorted((a, b) => (order === "ASC" ? 1 : -1) * (compare(a[sort], b[sort]) || compare(a.id, b.id)));
    return c.json(sorted.slice(start, end).map(staffView), 200, totalHeader(visible.length));
  })
  .route("/", nearbyVenueRoutes)
  .route("/", hoursRoutes)
  .route("/", editRoutes)
  .route("/", actionRoutes)
  .route("/", steeringRoutes);

function meets(row: VenueRow, { id, name, menu, active, channel, q }: VenuesFilter): boolean {
  return (
    (id === undefined || [id].flat().includes(row.id)) &&
    (name === undefined || says(row.name, name)) &&
    (menu === undefined || row.menu === menu) &&
    (active === undefined || String(row.document.active !== false) === active) &&
    (channel === undefined || channelsOf(SalesChannels.parse(row.document)).includes(channel)) &&
    (q === undefined || says(`${row.id} ${row.name} ${JSON.stringify(row.document)}`, q))
  );
}

const says = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());

const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);
