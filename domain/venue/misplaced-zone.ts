// Zones that lie far from their venue, mostly because latitude and longitude changed places.
import type { DeliveryZone } from "./delivery-zone";
import { distance, Position } from "./distance";
import { type Point, polygonsOf } from "./zone-area";

/** No venue delivers so far. */
const FAR_M = 200_000;

/** Nearer than this a zone may lie beside its venue by intent, whatever it would be the other way round. */
const BESIDE_M = 20_000;

/** Turned round it is so many times nearer. */
const MUCH_NEARER = 4;

/**
 * Where a zone, or a part of it, lies away from the venue: swapped, if it would be much nearer with latitude and longitude the other way;
 * else far away. What a part lies around is not away from it, however large the part is.
 */
export function misplacement(zone: DeliveryZone, venue: Position): "swapped-coordinates" | "far" | undefined {
  const parts = boxesOf(zone).map((box) => ({ away: metresTo(box, venue), turned: metresTo(turnedRound(box), venue) }));
  if (parts.some(({ away, turned }) => away > BESIDE_M && turned * MUCH_NEARER < away)) return "swapped-coordinates";
  return parts.some(({ away }) => away > FAR_M) ? "far" : undefined;
}

/** What a part of a zone lies within. `margin`: in metres, around it. */
type Box = { least: Point; most: Point; margin: number };

function boxesOf({ polygon, circle }: DeliveryZone): Box[] {
  if (circle) {
    const { lat, lng } = circle.center;
    return [{ least: [lng, lat], most: [lng, lat], margin: circle.radiusMeters }];
  }
  return polygon === undefined ? [] : polygonsOf(polygon).flatMap(([border = []]) => (border.length > 0 ? [boxOf(border)] : []));
}

function boxOf(border: readonly Point[]): Box {
  const [lngs, lats] = [border.map(([lng]) => lng), border.map(([, lat]) => lat)];
  return { least: [Math.min(...lngs), Math.min(...lats)], most: [Math.max(...lngs), Math.max(...lats)], margin: 0 };
}

const turnedRound = ({ least: [west, south], most: [east, north], margin }: Box): Box => ({
  least: [south, west],
  most: [north, east],
  margin,
});

/** Zero within it; infinite to what is not on earth. */
function metresTo({ least: [west, south], most: [east, north], margin }: Box, { lat, lng }: Position): number {
  const nearest = Position.safeParse({ lat: clamp(south, lat, north), lng: clamp(west, lng, east) }).data;
  return nearest ? Math.max(0, distance(nearest, { lat, lng }) - margin) : Infinity;
}

const clamp = (least: number, value: number, most: number) => Math.min(Math.max(least, value), most);
