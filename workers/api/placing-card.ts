// The card that an order is placed with: the venue as it is at this moment, and what it asks of an order that is to go where this one is.
import { z } from "zod";
import { channelOf, OrderType } from "../../domain/menu/channel";
import type { VenueCard } from "../../domain/menu/venue-card";
import { fromDecimal } from "../../domain/pricing/money";
import { ok, type Result } from "../../domain/result";
import { Position } from "../../domain/venue/distance";
import type { Refusal } from "../../protocol/problem";
import { venueNow } from "./cards";
import { zoneAt, zonesOf } from "./delivery-zones";
import type { ApiEnv } from "./env";

/** What is read of the wire order. */
export const Going = z.object({ orderType: OrderType, geoPosition: Position.optional() });
export type Going = z.infer<typeof Going>;

type NotThere = Extract<Refusal, { code: "not-found" | "temporarily-unavailable" }>;

/** A delivery whose place is known is held to its zone's terms where they are stricter than the channel's. An order that does not say where to is not. */
export async function placingCard(
  env: Pick<ApiEnv, "DB" | "MENUS" | "VENUE">,
  tenant: string,
  venue: string,
  { orderType, geoPosition }: Going,
): Promise<Result<VenueCard, NotThere>> {
  const now = await venueNow(env, tenant, venue, { fresh: true });
  if (!now.ok) return now;
  const { cardWithHours: card, row } = now.value;
  const zones = geoPosition && channelOf(orderType) === "DELIVERY" ? zonesOf(row.document) : undefined;
  if (!zones || !geoPosition) return ok(card);
  const zone = zoneAt(zones, geoPosition);
  if (!zone) return ok({ ...card, reaches: false });
  const least = fromDecimal(zone.minOrderValue, card.currency.decimals) ?? 0;
  return ok({
    ...card,
    minOrder: { ...card.minOrder, DELIVERY: Math.max(card.minOrder?.DELIVERY ?? 0, least) },
    leadMinutes: { ...card.leadMinutes, DELIVERY: Math.max(card.leadMinutes?.DELIVERY ?? 0, zone.leadMinutes ?? 0) },
  });
}
