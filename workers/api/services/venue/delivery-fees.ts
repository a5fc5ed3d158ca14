// What bringing an order costs by the zone that it goes to. The fee is known with the place, whichever of the chain's venues the guest
// orders from.
import { LRUCache } from "lru-cache";
import { zoneFeeId } from "../../../../domain/order/delivery-destination";
import type { FeeRule } from "../../../../domain/order/order-settings";
import { readTaxRate } from "../../../../domain/pricing/tax-rate";
import type { Currency } from "../../../../domain/pricing/money";
import { storedAmount } from "../../../../domain/venue/authored-amounts";
import type { DeliveryZone } from "../../../../domain/venue/delivery-zone";
import type { Position } from "../../../../domain/venue/distance";
import { TemporaryError } from "../../../../runtime/temporary-error";
import { venues } from "../../../lib/db/venues";
import { zoneAt, zonesOf } from "./delivery-zones";

/** A venue's zones as they were at that revision of it. */
type Zoned = { revision: number; zones: DeliveryZone[] };

const LONGEST_NAME = 128;
const chains = new LRUCache<string, ReadonlyMap<string, Zoned>>({ max: 500 });

/** By venue, as they are at this moment: what this isolate has read of a venue counts while the venue is at that revision. */
async function zonesOfChain(db: D1Database, tenant: string): Promise<ReadonlyMap<string, Zoned>> {
  const chain = venues(db, tenant);
  const known = chains.get(tenant);
  const now = await chain.revisions();
  const changed = new Set(now.filter(({ id, revision }) => known?.get(id)?.revision !== revision).map(({ id }) => id));
  const rows = changed.size === 0 ? [] : await chain.some([...changed]);
  const read = new Map(rows.map(({ id, revision, document }): [string, Zoned] => [id, { revision, zones: zonesOf(document) ?? [] }]));
  const zoned = new Map(
    now.flatMap(({ id }): [string, Zoned][] => {
      const zones = changed.has(id) ? read.get(id) : known?.get(id);
      return zones ? [[id, zones]] : [];
    }),
  );
  chains.set(tenant, zoned);
  return zoned;
}

/** A fee for each of the chain's venues in one of whose zones the place lies. */
export async function zoneFeesAt({ DB }: { DB: D1Database }, tenant: string, place: Position, { decimals }: Currency): Promise<FeeRule[]> {
  const chain = await zonesOfChain(DB, tenant).catch(tryAgain);
  return [...chain].flatMap(([venue, { zones }]) => {
    const zone = zoneAt(zones, place);
    return zone ? feeOf(venue, zone, decimals) : [];
  });
}

/** An order that was created without its fee would be too cheap for good. */
function tryAgain(cause: unknown): never {
  throw new TemporaryError("the delivery zones could not be read", { cause });
}

/** A rate that was stored before rates were looked at, and cannot be read, is none. */
function rateOf(written: string): string {
  const read = readTaxRate(written);
  return "rate" in read ? read.rate : "0";
}

function feeOf(venue: string, { id, name, fee, freeFrom, vat = "0" }: DeliveryZone, decimals: number): FeeRule[] {
  const amount = storedAmount(fee ?? "0", decimals) ?? 0;
  if (amount === 0) return [];
  const free = freeFrom === undefined ? undefined : storedAmount(freeFrom, decimals);
  return [
    {
      id: zoneFeeId(venue, id),
      kind: "DELIVERY",
      name: (name || "Delivery").slice(0, LONGEST_NAME),
      channels: ["DELIVERY"],
      venue,
      charge: { per: "ORDER", amount },
      vat: rateOf(vat),
      ...(free !== undefined && { freeFrom: free }),
    },
  ];
}
