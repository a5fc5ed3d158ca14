// What bringing an order costs by the zone that it goes to. The fee is known with the place, whichever of the chain's venues the guest orders from.
import { waitUntil } from "cloudflare:workers";
import { ZONE_FEE } from "../../domain/order/destination";
import type { FeeRule } from "../../domain/order/house";
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

/** A fee for each of the chain's venues in one of whose zones the place lies. */
export async function zoneFeesAt({ DB }: { DB: D1Database }, tenant: string, place: Position, { decimals }: Currency): Promise<FeeRule[]> {
  const chain = await zonesOfChain(DB, tenant).get().catch(tryAgain);
  const fees = (chain ?? []).flatMap(({ venue, zones }) => {
    const zone = zoneAt(zones, place);
    return zone ? feeOf(venue, zone, decimals) : [];
  });
  return fees.slice(0, MOST_FEES);
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
      id: `${ZONE_FEE}${venue}-${id}`.slice(0, 64),
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
