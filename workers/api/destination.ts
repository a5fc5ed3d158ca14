// What is found out about where an order is to go, before the order is told: the position of its address, and what the zones there charge.
import { channelOf, type OrderType } from "../../domain/menu/channel";
import type { Address } from "../../domain/order/commands";
import type { Destination } from "../../domain/order/destination";
import type { Position } from "../../domain/venue/distance";
import type { TenantCard } from "./cards";
import { zoneFeesAt } from "./delivery-fees";
import type { ApiEnv } from "./env";
import { geocoderOf } from "./geocoder";

type Going = { orderType: OrderType; address?: Address | undefined; geoPosition?: Position | undefined };

/** Zones are for deliveries: other orders go nowhere that costs anything. */
export async function destinationOf(
  env: Pick<ApiEnv, "DB" | "STAGE">,
  tenant: string,
  { orderType, address, geoPosition: told }: Going,
  { currency, properties }: Pick<TenantCard, "currency" | "properties">,
): Promise<Destination> {
  if (channelOf(orderType) !== "DELIVERY") return { fees: [] };
  const found = told || !address ? undefined : await geocoderOf(properties, { local: env.STAGE === "local" })?.(address);
  const place = told ?? found;
  return { ...(found && { geoPosition: found }), fees: place ? await zoneFeesAt(env, tenant, place, currency) : [] };
}
