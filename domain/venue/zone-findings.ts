// What delivery zones say and hardly mean: it is taken, and guests are delivered to nowhere, or for nothing.
import { channelsOf } from "../menu/sales-channels";
import { oddRate, readTaxRate } from "../pricing/tax-rate";
import type { DeliveryZone } from "./delivery-zone";
import { misplacement } from "./misplaced-zone";
import type { VenueDocument } from "./venue";
import type { VenueFinding } from "./venue-finding";
import { areaOf, polygonsOf } from "./zone-area";

export function zoneFindings({ deliveryZones, geoPosition, channelConstraints, exceptions }: VenueDocument): VenueFinding[] {
  if (!deliveryZones) return [];
  const found: VenueFinding[] = [];
  if (!channelsOf({ channelConstraints, exceptions }).includes("DELIVERY"))
    found.push({
      code: "zones-unused",
      pointer: "/deliveryZones",
      message: "the venue does not sell through DELIVERY, and brings nothing to any zone",
    });
  else if (deliveryZones.every(({ delivers }) => delivers === false))
    found.push({
      code: "delivers-nowhere",
      pointer: "/deliveryZones",
      message: "nothing is delivered anywhere: leave deliveryZones out if it delivers everywhere",
    });
  return [...found, ...deliveryZones.flatMap((zone, index) => ownFindings(zone, `/deliveryZones/${index}`, geoPosition))];
}

/** In square metres; a house has more. */
const TINY_M2 = 100;
const TINY_RADIUS_M = 50;
const METRES_A_DEGREE = 111_320;

function ownFindings(zone: DeliveryZone, pointer: string, venue: VenueDocument["geoPosition"]): VenueFinding[] {
  const { id, circle, fee = "0", freeFrom, minOrderValue = "0" } = zone;
  const found: VenueFinding[] = [];
  const say = (code: string, at: string, message: string) => void found.push({ code, pointer: `${pointer}${at}`, message });
  const misplaced = venue && misplacement(zone, venue);
  if (misplaced === "swapped-coordinates")
    say(
      "coordinates-turned-round",
      "",
      `the zone ${id} lies away from the venue, and around it if latitude and longitude change places: expected longitude first in polygons`,
    );
  if (misplaced === "far") say("zone-far", "", `the zone ${id}, or a part of it, lies more than 200 km from the venue's geoPosition`);
  if (squareMetres(zone) < TINY_M2) say("zone-tiny", "/polygon", `the zone ${id} has less than ${TINY_M2} square metres`);
  if (circle && circle.radiusMeters < TINY_RADIUS_M)
    say("zone-tiny", "/circle/radiusMeters", `the zone ${id} ends ${circle.radiusMeters} metres from its centre: the radius is in metres`);
  if (freeFrom !== undefined && Number(fee) > 0 && Number(freeFrom) <= Number(minOrderValue))
    say(
      "fee-never-asked",
      "/freeFrom",
      `the fee ${fee} of ${id} is never charged: an order of ${minOrderValue}, the minimum, is free already`,
    );
  return [...found, ...taxFindings(zone, `${pointer}/vat`)];
}

/** The same as of products; where nothing is charged there is nothing to tax. */
function taxFindings({ id, delivers, fee = "0", vat }: DeliveryZone, pointer: string): VenueFinding[] {
  if (delivers === false || Number(fee) === 0) return [];
  if (vat === undefined) return [{ code: "no-tax", pointer, message: `the fee of ${id} has no tax rate: it is charged untaxed` }];
  const read = readTaxRate(vat);
  const odd = "rate" in read ? oddRate(read.rate) : undefined;
  return odd ? [{ ...odd, pointer }] : [];
}

/** Of all its borders; infinite of a circle. */
function squareMetres({ polygon }: DeliveryZone): number {
  if (polygon === undefined) return Infinity;
  const parts = polygonsOf(polygon).map(([border = []]) => {
    const [[, lat] = [0, 0]] = border;
    return areaOf(border) * METRES_A_DEGREE ** 2 * Math.cos((lat * Math.PI) / 180);
  });
  return parts.reduce((sum, one) => sum + one, 0);
}
