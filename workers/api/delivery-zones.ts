// Where a place lies among a venue's delivery zones, and whether a zone's border is one at all.
import { booleanPointInPolygon } from "@turf/boolean-point-in-polygon";
import { polygon as shape } from "@turf/helpers";
import { kinks } from "@turf/kinks";
import { DeliveryZone } from "../../domain/venue/delivery-zone";
import { distance, type Position } from "../../domain/venue/distance";
import { polygonsOf, type Ring } from "../../domain/venue/zone-area";

type Area = NonNullable<DeliveryZone["polygon"]>;

/** A ring ends where it begins (RFC 7946), whether its writer says so or not. */
function closed(points: Ring): Ring {
  const [first] = points;
  const last = points.at(-1);
  return !first || (first[0] === last?.[0] && first[1] === last[1]) ? points : [...points, first];
}

/** Where a border crosses itself: longitude, latitude; undefined when none does. */
export function crossing(area: Area): readonly number[] | undefined {
  for (const ring of polygonsOf(area).flat()) {
    const [crossed] = kinks(shape([closed(ring)])).features;
    if (crossed) return crossed.geometry.coordinates;
  }
  return undefined;
}

function holdsPlace({ polygon, circle }: DeliveryZone, { lat, lng }: Position): boolean {
  if (circle) return distance(circle.center, { lat, lng }) <= circle.radiusMeters;
  return polygon !== undefined && polygonsOf(polygon).some((rings) => booleanPointInPolygon([lng, lat], shape(rings.map(closed))));
}

/** Of a venue's document: the zones that can be read. Undefined when it names none: then it delivers wherever it is asked to. */
export function zonesOf({ deliveryZones }: Record<string, unknown>): DeliveryZone[] | undefined {
  if (!Array.isArray(deliveryZones)) return undefined;
  return deliveryZones.flatMap((zone) => DeliveryZone.safeParse(zone).data ?? []);
}

/** Undefined where nothing is brought. */
export function zoneAt(zones: readonly DeliveryZone[], place: Position): DeliveryZone | undefined {
  const isClosed = zones.some((zone) => zone.delivers === false && holdsPlace(zone, place));
  return isClosed ? undefined : zones.find((zone) => holdsPlace(zone, place));
}
