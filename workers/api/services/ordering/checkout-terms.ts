// The terms that an order is placed on: each of its venues as it is at this moment, with what it asks of an order that is to go where this
// one is.
import { z } from "zod";
import type { Principal } from "../../../../domain/access/principal";
import { channelOf, OrderType } from "../../../../domain/menu/channel";
import type { VenueCard } from "../../../../domain/menu/venue-card";
import type { CommandEnvelope } from "../../../../domain/order/commands";
import { isStaff } from "../../../../domain/order/command-permissions";
import { LineStatus } from "../../../../domain/order/status";
import { isVoid } from "../../../../domain/order/state";
import { ok, type Result } from "../../../../domain/result";
import { storedAmount } from "../../../../domain/venue/authored-amounts";
import { Position } from "../../../../domain/venue/distance";
import type { Answer } from "../../../../durable-objects/order/command-handler";
import type { Refusal } from "../../../../protocol/problem";
import pMap from "p-map";
import { recentVenue, type VenueNow, venueNowAsOf, venuesNow } from "#api/services/venue/venue-cache";
import { zoneAt, zonesOf } from "#api/services/venue/delivery-zones";
import type { ApiEnv } from "#api/env";
import { visibleOrder } from "./visible-order";

type Env = Pick<ApiEnv, "DB" | "MENUS" | "VENUE" | "ORDER" | "KEYS">;
type NotThere = Extract<Refusal, { code: "not-found" | "temporarily-unavailable" }>;
type NoTerms = NotThere | { code: "order-not-found" };

/** Asks the venues; asked again, it looks at the order again. */
export type Terms = () => Promise<Result<VenueCard[], NoTerms>>;

/** How an order reaches its guest, and where that is. */
export type Fulfilment = { orderType: OrderType; geoPosition?: Position | undefined };

/** `soldAt`: when a till sold it that was offline (RFC 3339); else the terms are those of this moment, and not of seconds ago. */
export type TermsRequest = { principal: Principal; soldAt?: string | undefined };

/** What is read of the wire order. */
const Seen = z.object({
  status: z.string(),
  orderType: OrderType,
  geoPosition: Position.optional(),
  buckets: z.array(z.object({ venue: z.string(), lines: z.array(z.object({ status: LineStatus })) })),
});

const AT_ONCE = 6;

/**
 * The terms of every venue that the order has something from; none of an order that is placed, which is past them, unless its lines are
 * `sold` anew.
 */
export const termsOfOrder =
  (env: Env, asking: TermsRequest, order: string, { sold = false } = {}): Terms =>
  async () => {
    const seen = await visibleOrder(env, asking.principal, order);
    if (!seen.ok) return seen;
    const { status, buckets, ...fulfilment } = Seen.parse(seen.value);
    if (status !== "NEW" && !sold) return ok([]);
    const venues = buckets.filter(({ lines }) => !lines.every(isVoid)).map(({ venue }) => venue);
    return termsOf(env, asking, fulfilment, venues);
  };

/** Staff are not kept from their work by a venue that cannot be asked: they are held to its locks alone. */
export async function termsOf(
  env: Env,
  asking: TermsRequest,
  fulfilment: Fulfilment,
  venues: readonly string[],
): Promise<Result<VenueCard[], NotThere>> {
  const { user, roles } = asking.principal;
  const known: VenueCard[] = [];
  for (const [index, venue] of (await asAsked(env, asking, venues)).entries()) {
    if (venue.ok) known.push(termsFor(fulfilment, venue.value));
    else if (!isStaff({ kind: "user", user, roles }, venues[index] ?? "")) return venue;
  }
  return ok(known);
}

function asAsked(env: Env, { principal: { tenant }, soldAt }: TermsRequest, venues: readonly string[]) {
  return soldAt === undefined
    ? venuesNow(env, tenant, venues)
    : pMap(venues, (venue) => venueNowAsOf(env, tenant, venue, soldAt), { concurrency: AT_ONCE });
}

/** Those of one venue as it was seconds ago: for who only looks. */
export async function recentTerms(env: Env, tenant: string, fulfilment: Fulfilment, venue: string): Promise<Result<VenueCard, NotThere>> {
  const recent = await recentVenue(env, tenant, venue);
  return recent.ok ? ok(termsFor(fulfilment, recent.value)) : recent;
}

function termsFor(fulfilment: Fulfilment, { cardWithHours, row }: Pick<VenueNow, "cardWithHours" | "row">): VenueCard {
  const zones = channelOf(fulfilment.orderType) === "DELIVERY" ? zonesOf(row.document) : undefined;
  return zones ? { ...cardWithHours, delivery: deliveryTo(fulfilment.geoPosition, zones, cardWithHours) } : cardWithHours;
}

function deliveryTo(to: Position | undefined, zones: NonNullable<ReturnType<typeof zonesOf>>, { currency }: VenueCard) {
  if (!to) return {};
  const zone = zoneAt(zones, to);
  if (!zone) return { to };
  return { to, zone: { minOrder: storedAmount(zone.minOrderValue ?? "0", currency.decimals) ?? 0, leadMinutes: zone.leadMinutes ?? 0 } };
}

/** Gives the order the command with its venues' terms. One that has moved on while they were asked is asked once more. */
export async function executeOnTerms(order: Executing, envelope: CommandEnvelope, terms: Terms): Promise<Answer | Result<never, NoTerms>> {
  const answer = await executeOnce(order, envelope, terms);
  return !answer.ok && answer.error.code === "terms-outdated" ? executeOnce(order, envelope, terms) : answer;
}

type Executing = { execute(envelope: CommandEnvelope): Promise<Answer> };

async function executeOnce(order: Executing, envelope: CommandEnvelope, terms: Terms): Promise<Answer | Result<never, NoTerms>> {
  const cards = await terms();
  return cards.ok ? order.execute({ ...envelope, cards: cards.value }) : cards;
}
