// What is found out about where an order is to go, before the order is told: the position of its address, and what the zones there charge.
import { channelOf, type OrderType } from "../../../../domain/menu/channel";
import type { Address } from "../../../../domain/order/commands";
import type { Destination } from "../../../../domain/order/delivery-destination";
import { MAX_ZONE_FEES } from "../../../../domain/order/order-settings";
import { err, ok, type Result } from "../../../../domain/result";
import type { Position } from "../../../../domain/venue/distance";
import type { Refusal } from "../../../../protocol/problem";
import type { TenantTerms } from "./venue-cache";
import { zoneFeesAt } from "./delivery-fees";
import type { ApiEnv } from "#api/env";
import { geocoderOf } from "./geocoder";

type TooMany = Extract<Refusal, { code: "too-many-requests" }>;
type Fulfilment = { orderType: OrderType; address?: Address | undefined; geoPosition?: Position | undefined };

type Unfit = Extract<Refusal, { code: "invalid-request" | "too-many-requests" }>;

/**
 * Zones are for deliveries: other orders go nowhere that costs anything. More fees than an order keeps are refused: a venue whose fee is
 * left out would deliver for nothing. `overLimit`: who asks may not have the chain's geocoder asked now.
 */
export async function destinationOf(
  env: Pick<ApiEnv, "DB" | "STAGE">,
  tenant: string,
  { orderType, address, geoPosition: told }: Fulfilment,
  { currency, properties }: Pick<TenantTerms, "currency" | "properties">,
  overLimit: () => Promise<TooMany | undefined>,
): Promise<Result<Destination, Unfit>> {
  if (channelOf(orderType) !== "DELIVERY") return ok({ fees: [] });
  const geocoder = told || !address ? undefined : geocoderOf(properties, { local: env.STAGE === "local" });
  const tooMany = geocoder && (await overLimit());
  if (tooMany) return err(tooMany);
  const found = address && (await geocoder?.(address));
  const place = told ?? found;
  const fees = place ? await zoneFeesAt(env, tenant, place, currency) : [];
  if (fees.length <= MAX_ZONE_FEES) return ok({ ...(found && { geoPosition: found }), fees });
  const message = `expected a place to which at most ${MAX_ZONE_FEES} venues deliver for a fee; there are ${fees.length}`;
  return err({ code: "invalid-request", errors: [{ pointer: told ? "/geoPosition" : "/deliveryAddress", message }] });
}
