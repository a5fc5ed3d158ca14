// Where a place lies among a venue's delivery zones, and whether a zone's border is one at all.
import { booleanPointInPolygon } from "@turf/boolean-point-in-polygon";
import { polygon as shape } from "@turf/helpers";
import { kinks } from "@turf/kinks";
import { DeliveryZone } from "../../../../domain/venue/delivery-zone";
import { distance, type Position } from "../../../../domain/venue/distance";
import { type Point, polygonsOf, type Ring } from "../../../../domain/venue/zone-area";

type Area = NonNullable<DeliveryZone["polygon"]>;

/** A ring ends where it begins (RFC 7946), whether its writer says so or not. */
function closed(points: Ring): Ring {
  const [first] = points;
  const last = points.at(-1);
  return !first || (first[0] === last?.[0] && first[1] === last[1]) ? points : [...points, first];
}

/** A point that is told twice in a row is one point. */
const withoutRepeats = (points: Ring): Ring =>
  points.filter(([lng, lat], index) => {
    const before = points[index - 1];
    return before?.[0] !== lng || before[1] !== lat;
  });

/** Where a border crosses itself: longitude, latitude; undefined when none does. */
export function crossing(area: Area): readonly number[] | undefined {
  for (const ring of polygonsOf(area).flat()) {
    const [crossed] = kinks(shape([closed(withoutRepeats(ring))])).features;
    if (crossed) return crossed.geometry.coordinates;
  }
  return undefined;
}

function holdsPlace({ polygon, circle }: DeliveryZone, { lat, lng }: Position): boolean {
  if (circle) return distance(circle.center, { lat, lng }) <= circle.radiusMeters;
  return polygon !== undefined && polygonsOf(polygon).some((rings) => booleanPointInPolygon([lng, lat], shape(rings.map(closed))));
}

/** What holes of an area cut out, where that is all of its border, or nothing of it. */
export function oddCuts(area: Area): ("all" | "nothing")[] {
  return polygonsOf(area).flatMap(([border = [], ...holes]) =>
    holes.flatMap((hole): ("all" | "nothing")[] => {
      if (border.every((point) => isWithin(point, hole))) return ["all"];
      const isApart = !hole.some((point) => isWithin(point, border)) && !border.some((point) => isWithin(point, hole));
      return isApart ? ["nothing"] : [];
    }),
  );
}

const isWithin = (point: Point, ring: Ring): boolean => booleanPointInPolygon(point, shape([closed(ring)]));

const CORNERS_OF_A_CIRCLE = 32;
const METRES_A_DEGREE = 111_320;

function outlineOf({ polygon, circle }: DeliveryZone): Position[] {
  if (polygon !== undefined) return polygonsOf(polygon).flatMap(([border = []]) => border.map(([lng, lat]) => ({ lat, lng })));
  if (!circle) return [];
  const { center, radiusMeters } = circle;
  return Array.from({ length: CORNERS_OF_A_CIRCLE }, (_, nth) => {
    const angle = (2 * Math.PI * nth) / CORNERS_OF_A_CIRCLE;
    const north = (radiusMeters * Math.sin(angle)) / METRES_A_DEGREE;
    const east = (radiusMeters * Math.cos(angle)) / (METRES_A_DEGREE * Math.cos((center.lat * Math.PI) / 180));
    return { lat: center.lat + north, lng: center.lng + east };
  });
}

/**
 * Zones that an earlier one lies over, so that they are never asked; areas without delivery are, wherever they stand. Places in the list.
 */
export function covered(zones: readonly DeliveryZone[]): { zone: number; by: number }[] {
  return zones.flatMap((zone, index) => {
    if (zone.delivers === false) return [];
    const outline = outlineOf(zone);
    const by = zones.slice(0, index).findIndex((other) => outline.every((place) => holdsPlace(other, place)));
    return by < 0 ? [] : [{ zone: index, by }];
  });
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
