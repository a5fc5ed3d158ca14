// Which of a chain's places is near, takes orders, and brings the food to where the guest is.
import { createRoute, z } from "@hono/zod-openapi";
import { Channel, channelOf, OrderType } from "../../../../domain/menu/channel";
import { channelsOf, closedChannels, SalesChannels } from "../../../../domain/menu/sales-channels";
import { Id } from "../../../../domain/order/commands";
import type { DeliveryZone } from "../../../../domain/venue/delivery-zone";
import { distance, Position } from "../../../../domain/venue/distance";
import { isOpenNow } from "../../../../domain/venue/opening-status";
import { venues, type VenueRow } from "../../../lib/db/venues";
import { authenticated } from "#api/http/authenticate";
import { json, problem, refuse, router } from "#api/http/refuse";
import { publicHolidays } from "../../../../domain/venue/public-holidays";
import { tenantCard } from "./venue-cache";
import { zoneAt, zonesOf } from "./delivery-zones";
import { guestView, positionOf, VenueConfig } from "./venue-view";

const Zone = z
  .object({
    id: z.string(),
    name: z.string().optional(),
    fee: z.string().openapi({ description: "Major units" }),
    minOrderValue: z.string().openapi({ description: "Major units" }),
    freeFrom: z.string().optional().openapi({ description: "The order's value from which the fee is waived, major units" }),
    vat: z.string().optional().openapi({ description: "The fee's tax rate" }),
    leadMinutes: z.int().optional(),
  })
  .openapi("DeliveryZone");
const NearVenue = VenueConfig.extend({
  distance: z.int().openapi({ description: "Metres, along the great circle" }),
  zone: Zone.optional().openapi({ description: "Deliveries: the zone that holds the position" }),
}).openapi("NearVenue");

/** A number as text: an empty one is none, and neither is infinity. */
const Degrees = z.string().regex(/^-?\d{1,3}(\.\d{1,15})?$/, "expected degrees, such as 52.2297");
const place = {
  lat: Degrees.transform(Number).pipe(Position.shape.lat).openapi({ type: "number", example: 52.2297 }),
  lng: Degrees.transform(Number).pipe(Position.shape.lng).openapi({ type: "number", example: 21.0122 }),
};
const common = { tags: ["venue"], ...authenticated };

const nearest = createRoute({
  ...common,
  method: "get",
  path: "/venue-api/api/nearest",
  summary: "The venues in business that say where they are, nearest first",
  request: {
    query: z.object({
      ...place,
      channel: Channel.optional().openapi({ description: "Only those that sell through it; DELIVERY: only those that deliver there" }),
      orderType: OrderType.optional().openapi({ description: "As its channel" }),
      openNow: z.enum(["true", "false"]).optional().openapi({ description: "Only those that take orders at this moment" }),
      limit: z.coerce.number().int().min(1).max(500).default(500),
    }),
  },
  responses: {
    200: json(z.array(NearVenue), "Venues with their distance"),
    400: problem("The query is not valid"),
    401: problem("No valid token"),
    404: problem("There is no such chain"),
    503: problem("The chain could not be read"),
  },
});

const zone = createRoute({
  ...common,
  method: "get",
  path: "/venue-api/api/venues/{id}/delivery-zone",
  summary: "On what terms the venue delivers to a place",
  request: { params: z.object({ id: Id.openapi({ description: "The venue's id" }) }), query: z.object(place) },
  responses: {
    200: json(Zone, "The zone"),
    400: problem("The position is not one"),
    401: problem("No valid token"),
    404: problem("There is no such venue, or it does not deliver there"),
  },
});

export const nearbyVenueRoutes = router()
  .openapi(nearest, async (c) => {
    const { lat, lng, channel, orderType, openNow, limit } = c.req.valid("query");
    const { tenant } = c.var.principal;
    const [all, chain] = await Promise.all([venues(c.env.DB, tenant).all(), tenantCard(c.env, tenant)]);
    if (!chain.ok) return refuse(c, chain.error);
    const holidays = publicHolidays(chain.value.properties);
    const wanted = { here: { lat, lng }, channel: channel ?? (orderType && channelOf(orderType)), open: openNow === "true", holidays };
    const near = all.filter(({ document }) => document.active !== false).flatMap((row) => found(row, wanted));
    return c.json(near.toSorted((a, b) => a.distance - b.distance).slice(0, limit), 200);
  })
  .openapi(zone, async (c) => {
    const row = await venues(c.env.DB, c.var.principal.tenant).find(c.req.valid("param").id);
    if (!row) return refuse(c, { code: "not-found", what: "venue" });
    const holding = zoneAt(zonesOf(row.document) ?? [], c.req.valid("query"));
    return holding ? c.json(terms(holding), 200) : refuse(c, { code: "not-found", what: "delivery zone there" });
  });

type Wanted = { here: Position; channel: Channel | undefined; open: boolean; holidays: readonly string[] };

function found(row: VenueRow, { here, channel, open, holidays }: Wanted): z.infer<typeof NearVenue>[] {
  const position = positionOf(row);
  if (!position) return [];
  const selling = SalesChannels.parse(row.document);
  const through = channelsOf(selling).filter((on) => channel === undefined || on === channel);
  const now = new Date();
  const taking = open
    ? through.filter((on) => isOpenNow({ ...selling, timeZone: row.timeZone, holidays }, on, now.toISOString()))
    : through;
  if ((channel !== undefined || open) && taking.length === 0) return [];
  if (channel !== undefined && !open && closedForGood(selling, channel, now)) return [];
  const zones = channel === "DELIVERY" ? zonesOf(row.document) : undefined;
  const holding = zones && zoneAt(zones, here);
  if (zones && !holding) return [];
  return [{ ...guestView(row), distance: distance(here, position), ...(holding && { zone: terms(holding) }) }];
}

/** A venue that is closed for the moment is shown with its reason; one that has no such channel is not. */
const closedForGood = (selling: SalesChannels, channel: Channel, now: Date) =>
  closedChannels({ ...selling, tempDisabled: false, posIntegratorStatus: undefined }, now.getTime())[channel] !== undefined;

/** What the guest is told; the border, and whatever else the zone says, is the venue's own business. */
const terms = (own: DeliveryZone): z.infer<typeof Zone> => Zone.parse(own);
