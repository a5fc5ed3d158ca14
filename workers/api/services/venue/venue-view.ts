// A venue as the published types show it (IVenueConfig).
import { z } from "zod";
import { Position } from "../../../../domain/venue/distance";
import type { VenueRow } from "../../../lib/db/venues";

/** What everybody's front ends read; a venue's document may say more. */
export const VenueConfig = z.looseObject({
  id: z.string(),
  name: z.string(),
  menu: z.string(),
  timeZone: z.string(),
  geoPosition: Position.optional(),
});
export type VenueConfig = z.infer<typeof VenueConfig>;

/** How a venue is run is for those who run it. */
const INNER = ["device", "posIntegratorStatus", "sync", "syncId", "warehouse"];

/** The columns have the last word on what the platform itself uses. */
export function staffView({ id, name, menu, timeZone, document, ...row }: VenueRow): VenueConfig {
  const geoPosition = positionOf(row);
  const { geoPosition: _written, ...rest } = document;
  return { ...rest, id, name, menu, timeZone, ...(geoPosition && { geoPosition }) };
}

export const guestView = (row: VenueRow): VenueConfig =>
  VenueConfig.parse(Object.fromEntries(Object.entries(staffView(row)).filter(([field]) => !INNER.includes(field))));

/** Undefined when the venue says no place, or none on earth. */
export function positionOf({ lat, lng }: Pick<VenueRow, "lat" | "lng">): Position | undefined {
  if (!lat || !lng) return undefined;
  return Position.safeParse({ lat: Number(lat), lng: Number(lng) }).data;
}
