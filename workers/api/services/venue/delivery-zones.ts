// Where a place lies among a venue's delivery zones, and whether a zone's border is one at all.
import { booleanPointInPolygon } from "@turf/boolean-point-in-polygon";
import { polygon as shape } from "@turf/helpers";
import { kinks } from "@turf/kinks";
import { DeliveryZone } from "../../../../domain/venue/delivery-zone";
import { distance, type Position } from "../../../../domain/venue/distance";
import { areaOf, type Point, polygonsOf, type Ring } from "../../../../domain/venue/zone-area";

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

/** What holes of an area cut out, where that is all of a border, or nothing of it. */
export function oddCuts(area: Area): ("all" | "nothing")[] {
  return polygonsOf(area).flatMap(([border = [], ...holes]): ("all" | "nothing")[] => {
    if (cutOutAll(border, holes)) return ["all"];
    const apart = holes.filter((hole) => !hole.some((point) => isWithin(point, border)) && !border.some((point) => isWithin(point, hole)));
    return apart.map(() => "nothing");
  });
}

/** Sums of areas are not exact. */
const ALL = 0.999_999;

/** Holes that are smaller than the border together leave something of it, however they lie. */
function cutOutAll(border: Ring, holes: readonly Ring[]): boolean {
  if (holes.reduce((sum, hole) => sum + areaOf(hole), 0) < areaOf(border) * ALL) return false;
  const places = [...border, ...gridOver(border).filter((point) => isWithin(point, border))];
  return places.every((point) => holes.some((hole) => isWithin(point, hole)));
}

const isWithin = (point: Point, ring: Ring): boolean => booleanPointInPolygon(point, shape([closed(ring)]));

const GRID = 16;

/** Places spread evenly over what the points lie within. */
function gridOver(points: readonly Point[]): Point[] {
  const across = (of: 0 | 1): number[] => {
    const all = points.map((point) => point[of]);
    const [least, most] = [Math.min(...all), Math.max(...all)];
    return Array.from({ length: GRID }, (_, nth) => least + ((nth + 0.5) / GRID) * (most - least));
  };
  const lats = across(1);
  return across(0).flatMap((lng) => lats.map((lat): Point => [lng, lat]));
}

const CORNERS_OF_A_CIRCLE = 32;
const METRES_A_DEGREE = 111_320;

function outlineOf({ polygon, circle }: DeliveryZone): Point[] {
  if (polygon !== undefined) return polygonsOf(polygon).flatMap(([border = []]) => border);
  if (!circle) return [];
  const { center, radiusMeters } = circle;
  return Array.from({ length: CORNERS_OF_A_CIRCLE }, (_, nth): Point => {
    const angle = (2 * Math.PI * nth) / CORNERS_OF_A_CIRCLE;
    const north = (radiusMeters * Math.sin(angle)) / METRES_A_DEGREE;
    const east = (radiusMeters * Math.cos(angle)) / (METRES_A_DEGREE * Math.cos((center.lat * Math.PI) / 180));
    return [center.lng + east, center.lat + north];
  });
}

/** Whether the place lies in the zone, and not on its border. */
function holdsWithin({ polygon, circle }: DeliveryZone, [lng, lat]: Point): boolean {
  if (circle) return distance(circle.center, { lat, lng }) < circle.radiusMeters;
  const parts = polygon === undefined ? [] : polygonsOf(polygon);
  return parts.some((rings) => booleanPointInPolygon([lng, lat], shape(rings.map(closed)), { ignoreBoundary: true }));
}

/**
 * Whether one zone lies over all of another: over its outline and places all over it, and no border of its own, a hole's or a bay's, runs
 * through the other. Where that cannot be told, as of parts that only together lie over it, it does not.
 */
function liesOver(over: DeliveryZone, zone: DeliveryZone, outline: readonly Point[]): boolean {
  const holds = ([lng, lat]: Point) => holdsPlace(over, { lat, lng });
  return (
    outline.every(holds) &&
    gridOver(outline).every((point) => holds(point) || !holdsWithin(zone, point)) &&
    !cornersOf(over).some((point) => holdsWithin(zone, point))
  );
}

const cornersOf = ({ polygon }: DeliveryZone): Point[] => (polygon === undefined ? [] : polygonsOf(polygon).flat(2));

/** Zones that another one lies over, so that they are never asked: an earlier one, or one without delivery, wherever it stands. */
export function covered(zones: readonly DeliveryZone[]): { zone: number; by: number }[] {
  return zones.flatMap((zone, index) => {
    if (zone.delivers === false) return [];
    const outline = outlineOf(zone);
    const by = zones.findIndex((over, place) => (place < index || over.delivers === false) && liesOver(over, zone, outline));
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
