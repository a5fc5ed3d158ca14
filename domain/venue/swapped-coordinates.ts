// Zones that lie on another continent, but around the venue if latitude and longitude change places.
import type { DeliveryZone } from "./delivery-zone";
import { distance, Position } from "./distance";
import { polygonsOf } from "./zone-area";

/** No venue delivers so far. */
const FAR_M = 200_000;

/** Places in the list of zones. Nothing is known of a venue that does not say where it is. */
export function zonesWithSwappedCoordinates(zones: readonly DeliveryZone[], venue: Position | undefined): number[] {
  if (!venue) return [];
  return zones.flatMap((zone, index) => {
    const centre = centreOf(zone);
    const turned = centre && Position.safeParse({ lat: centre.lng, lng: centre.lat }).data;
    return centre && turned && distance(centre, venue) > FAR_M && distance(turned, venue) < FAR_M ? [index] : [];
  });
}

function centreOf({ polygon, circle }: DeliveryZone): Position | undefined {
  if (circle) return circle.center;
  const border = polygon === undefined ? [] : (polygonsOf(polygon)[0]?.[0] ?? []);
  if (border.length === 0) return undefined;
  const mean = (of: 0 | 1) => border.reduce((sum, point) => sum + point[of], 0) / border.length;
  return { lat: mean(1), lng: mean(0) };
}
