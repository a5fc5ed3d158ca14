// Where a place lies among a venue's delivery zones, and whether a zone's border is one at all.
import { booleanPointInPolygon } from "@turf/boolean-point-in-polygon";
import { polygon as shape } from "@turf/helpers";
import { kinks } from "@turf/kinks";
import { DeliveryZone } from "../../domain/venue/delivery-zone";
import { distance, type Position } from "../../domain/venue/distance";

type Points = NonNullable<DeliveryZone["polygon"]>;

/** A ring ends where it begins (RFC 7946), whether its writer says so or not. */
function ring(points: Points) {
  const [first = [0, 0]] = points;
  const last = points.at(-1);
  return shape([first[0] === last?.[0] && first[1] === last[1] ? points : [...points, first]]);
}

/** Where the border crosses itself: longitude, latitude; undefined when it does not. */
export function crossing(points: Points): readonly number[] | undefined {
  return kinks(ring(points)).features[0]?.geometry.coordinates;
}

function holdsPlace({ polygon, circle }: DeliveryZone, { lat, lng }: Position): boolean {
  if (circle) return distance(circle.center, { lat, lng }) <= circle.radiusMeters;
  return polygon !== undefined && booleanPointInPolygon([lng, lat], ring(polygon));
}

/** Of a venue's document: the zones that can be read. Undefined when it names none: then it delivers wherever it is asked to. */
export function zonesOf({ deliveryZones }: Record<string, unknown>): DeliveryZone[] | undefined {
  if (!Array.isArray(deliveryZones)) return undefined;
  return deliveryZones.flatMap((zone) => DeliveryZone.safeParse(zone).data ?? []);
}

export const zoneAt = (zones: readonly DeliveryZone[], place: Position): DeliveryZone | undefined =>
  zones.find((zone) => holdsPlace(zone, place));
