// The ground that a delivery zone covers, as people draw it: a ring of points, or a GeoJSON polygon or many, with holes.
import { z } from "zod";

/** Eleven centimetres: what is finer says nothing, and fills documents. */
const FINEST = 6;
const degrees = (most: number) =>
  z
    .number()
    .min(-most)
    .max(most)
    .transform((value) => Number(value.toFixed(FINEST)));

export type Point = [lng: number, lat: number];
/** Longitude, latitude, as GeoJSON has them (RFC 7946), whose altitude says nothing here. */
const Point = z
  .tuple([degrees(180), degrees(90)], "expected a point: longitude, latitude")
  .rest(z.number())
  .transform(([lng, lat]): Point => [lng, lat]);

const MAX_POINTS = 2_000;
const MAX_RINGS = 100;
const distinct = (points: readonly Point[]) => new Set(points.map((point) => point.join(" "))).size;

/** Whether all points lie within eleven centimetres of one line. */
function isLine(points: readonly Point[]): boolean {
  const [[x, y] = [0, 0]] = points;
  const away = ([lng, lat]: Point) => Math.hypot(lng - x, lat - y);
  const [fx, fy] = points.reduce<Point>((farthest, point) => (away(point) > away(farthest) ? point : farthest), [x, y]);
  const aside = ([lng, lat]: Point) => Math.abs((fx - x) * (lat - y) - (lng - x) * (fy - y)) / away([fx, fy]);
  return points.every((point) => aside(point) < 10 ** -FINEST);
}

/** In square degrees, by the shoelace formula. */
export function areaOf(points: readonly Point[]): number {
  const [[x, y] = [0, 0]] = points;
  const around = points.map(([lng, lat], index) => {
    const [nextLng, nextLat] = points[(index + 1) % points.length] ?? [x, y];
    return (lng - x) * (nextLat - y) - (nextLng - x) * (lat - y);
  });
  return Math.abs(around.reduce((sum, one) => sum + one, 0)) / 2;
}

const widthOf = (points: readonly Point[]) => Math.max(...points.map(([lng]) => lng)) - Math.min(...points.map(([lng]) => lng));

const Ring = z
  .array(Point)
  .max(MAX_POINTS)
  .refine((points) => distinct(points) >= 3, { abort: true, error: "expected three different points at least" })
  .refine((points) => !isLine(points), "expected points that do not lie on one line")
  .refine((points) => widthOf(points) <= 180, "expected less than half the way round the earth: divide what crosses the 180th meridian");
export type Ring = z.infer<typeof Ring>;

/** The border, and what is cut out of it. */
const Polygon = z.array(Ring).min(1).max(MAX_RINGS);
const MultiPolygon = z.array(Polygon).min(1).max(MAX_RINGS);
const Geometry = z.discriminatedUnion(
  "type",
  [
    z.looseObject({ type: z.literal("Polygon"), coordinates: Polygon }),
    z.looseObject({ type: z.literal("MultiPolygon"), coordinates: MultiPolygon }),
  ],
  "expected a ring of points, or a GeoJSON geometry of the type Polygon or MultiPolygon",
);
type Written = Ring | z.infer<typeof Polygon> | z.infer<typeof MultiPolygon> | z.infer<typeof Geometry>;

/** As it was written: one ring, the coordinates of a GeoJSON Polygon or MultiPolygon, or such a geometry. */
export const ZoneArea = z.unknown().transform((written, context): Written => {
  const { data, error } = schemaOf(written).safeParse(written);
  if (data !== undefined) return data;
  for (const { path, message } of error.issues) context.addIssue({ code: "custom", path, message });
  return z.NEVER;
});

/** By how deep its points lie. */
function schemaOf(written: unknown): z.ZodType<Written> {
  if (!Array.isArray(written)) return Geometry;
  const [first]: unknown[] = written;
  const [second]: unknown[] = Array.isArray(first) ? first : [];
  if (!Array.isArray(second)) return Ring;
  return Array.isArray(second[0]) ? MultiPolygon : Polygon;
}

/** Each with its border first, then its holes. */
export function polygonsOf(area: z.infer<typeof ZoneArea>): Ring[][] {
  if (!Array.isArray(area)) return area.type === "Polygon" ? [area.coordinates] : area.coordinates;
  if (isRing(area)) return [[area]];
  return isPolygon(area) ? [area] : area;
}

/** By how deep their points lie: whoever asks of many places does not read every point again. */
const isRing = (area: Ring | Ring[] | Ring[][]): area is Ring => typeof area[0]?.[0] === "number";
const isPolygon = (area: Ring[] | Ring[][]): area is Ring[] => typeof area[0]?.[0]?.[0] === "number";
