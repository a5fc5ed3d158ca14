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

/** Longitude, latitude, as GeoJSON has them (RFC 7946). */
const Point = z.tuple([degrees(180), degrees(90)]);
export type Point = z.infer<typeof Point>;

const MOST_POINTS = 2_000;
const MOST_RINGS = 100;
const distinct = (points: readonly Point[]) => new Set(points.map((point) => point.join(" "))).size;

const Ring = z
  .array(Point)
  .max(MOST_POINTS)
  .refine((points) => distinct(points) >= 3, "expected three different points at least");
export type Ring = z.infer<typeof Ring>;

/** The border, and what is cut out of it. */
const Polygon = z.array(Ring).min(1).max(MOST_RINGS);
const MultiPolygon = z.array(Polygon).min(1).max(MOST_RINGS);
const Geometry = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("Polygon"), coordinates: Polygon }),
  z.looseObject({ type: z.literal("MultiPolygon"), coordinates: MultiPolygon }),
]);
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
  const many = MultiPolygon.safeParse(area).data;
  if (many) return many;
  const one = Polygon.safeParse(area).data;
  return one ? [one] : [[Ring.parse(area)]];
}
