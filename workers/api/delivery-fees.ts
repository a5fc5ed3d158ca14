// What bringing an order costs by the zone that it goes to. The place is known when the order is created, and so is the fee from then on, whichever of the chain's
// venues the guest orders from.
import { waitUntil } from "cloudflare:workers";
import { channelOf, type OrderType } from "../../domain/menu/channel";
import type { FeeRule, HouseRules } from "../../domain/order/house";
import { type Currency, fromDecimal } from "../../domain/pricing/money";
import type { DeliveryZone } from "../../domain/venue/delivery-zone";
import type { Position } from "../../domain/venue/distance";
import { venues } from "../lib/db/venues";
import { kept, type Kept } from "../lib/kept";
import { zoneAt, zonesOf } from "./delivery-zones";

type Zoned = { venue: string; zones: DeliveryZone[] };

/** A zone that is drawn anew holds for orders that are created a moment later. */
const FRESH_MS = 5_000;
const STALE_MS = 60_000;
const MOST_CHAINS = 500;
/** An order keeps so many fees. */
const MOST_FEES = 16;
const LONGEST_NAME = 128;
const chains = new Map<string, Kept<Zoned[]>>();

function zonesOfChain(db: D1Database, tenant: string): Kept<Zoned[]> {
  const known = chains.get(tenant);
  if (known) return known;
  const read = kept(
    async () => {
      const rows = await venues(db, tenant).all();
      return rows.flatMap(({ id, document }) => {
        const zones = zonesOf(document);
        return zones ? [{ venue: id, zones }] : [];
      });
    },
    { freshMs: FRESH_MS, staleMs: STALE_MS, keepAlive: waitUntil },
  );
  const oldest = chains.keys().next();
  if (chains.size >= MOST_CHAINS && !oldest.done) chains.delete(oldest.value);
  chains.set(tenant, read);
  return read;
}

type Going = { orderType: OrderType; geoPosition?: Position | undefined };

/** The chain's rules, with a fee for each venue in one of whose zones the place lies. An order that does not say where to bears none of them. */
export async function withZoneFees(
  { DB }: { DB: D1Database },
  tenant: string,
  { orderType, geoPosition }: Going,
  { house, currency }: { house: HouseRules; currency: Currency },
): Promise<HouseRules> {
  if (!geoPosition || channelOf(orderType) !== "DELIVERY") return house;
  const chain = await zonesOfChain(DB, tenant).get().catch(tryAgain);
  const fees = (chain ?? []).flatMap(({ venue, zones }) => {
    const zone = zoneAt(zones, geoPosition);
    return zone ? feeOf(venue, zone, currency.decimals) : [];
  });
  return fees.length === 0 ? house : { ...house, fees: [...house.fees, ...fees].slice(0, MOST_FEES) };
}

/** An order that was created without its fee would be too cheap for good. */
function tryAgain(cause: unknown): never {
  throw Object.assign(new Error("the delivery zones could not be read", { cause }), { retryable: true });
}

function feeOf(venue: string, { id, name, fee, freeFrom, vat = "0" }: DeliveryZone, decimals: number): FeeRule[] {
  const amount = fromDecimal(fee, decimals) ?? 0;
  if (amount === 0) return [];
  const free = freeFrom === undefined ? undefined : fromDecimal(freeFrom, decimals);
  return [
    {
      id: `zone-${venue}-${id}`.slice(0, 64),
      kind: "DELIVERY",
      name: (name || "Delivery").slice(0, LONGEST_NAME),
      channels: ["DELIVERY"],
      venue,
      charge: { per: "ORDER", amount },
      vat,
      ...(free !== undefined && { freeFrom: free }),
    },
  ];
}
