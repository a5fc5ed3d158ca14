// Where an order goes, as far as somebody else must be asked: where an address is, and what bringing something there costs.
import { z } from "zod";
import { Position } from "../venue/distance";
import { FeeRule, type OrderSettings, MAX_ZONE_FEES } from "./order-settings";

/**
 * What was found out for a command that says where an order goes. `geoPosition`: of its address, where the command has none itself. `fees`:
 * of the delivery zones that hold the place; none of a place that is not known.
 */
export const Destination = z.strictObject({ geoPosition: Position.optional(), fees: z.array(FeeRule).max(MAX_ZONE_FEES) });
export type Destination = z.infer<typeof Destination>;

/** What a zone's fee is called, by which it is told from fees of the chain's own. */
export const zoneFeeId = (venue: string, zone: string): string => `zone-${venue}-${zone}`;

/** The rules with these zones' fees instead of those of the place before. */
export const withZoneFees = (house: OrderSettings, fees: readonly FeeRule[]): OrderSettings => ({
  ...house,
  fees: [...house.fees.filter((fee) => !isZoneFee(fee)), ...fees],
});

/** Those that the order bears for where it goes now. */
export const zoneFeesOf = ({ fees }: OrderSettings): FeeRule[] => fees.filter(isZoneFee);

const isZoneFee = ({ id, venue }: FeeRule): boolean => venue !== undefined && id.startsWith(zoneFeeId(venue, ""));
