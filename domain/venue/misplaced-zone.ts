// Zones that lie far from their venue, mostly because latitude and longitude changed places.
import type { DeliveryZone } from "./delivery-zone";
import { distance, Position } from "./distance";
import { type Point, polygonsOf } from "./zone-area";

/** No venue delivers so far. */
const FAR_M = 200_000;

/** In another country, whatever the venue's own is. */
const ELSEWHERE_M = 1_000_000;

/**
 * Where a zone, or a part of it, lies far from the venue: swapped, if it would be near with latitude and longitude the other way;
 * else far away.
 */
export function misplacement(zone: DeliveryZone, venue: Position): "swapped-coordinates" | "far" | undefined {
  const away = centresOf(zone).filter((centre) => distance(centre, venue) > FAR_M);
  const isSwapped = away.some((centre) => {
    const turned = Position.safeParse({ lat: centre.lng, lng: centre.lat }).data;
    return turned && distance(turned, venue) < FAR_M;
  });
  if (isSwapped) return "swapped-coordinates";
  return away.some((centre) => distance(centre, venue) > ELSEWHERE_M) ? "far" : undefined;
}

function centresOf({ polygon, circle }: DeliveryZone): Position[] {
  if (circle) return [circle.center];
  return polygon === undefined ? [] : polygonsOf(polygon).flatMap(([border = []]) => (border.length > 0 ? [centreOf(border)] : []));
}

function centreOf(border: readonly Point[]): Position {
  const mean = (of: 0 | 1) => border.reduce((sum, point) => sum + point[of], 0) / border.length;
  return { lat: mean(1), lng: mean(0) };
}
