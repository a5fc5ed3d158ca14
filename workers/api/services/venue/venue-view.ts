// A venue as the published types show it (IVenueConfig).
import { z } from "zod";
import { Channel } from "../../../../domain/menu/channel";
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

/** The columns have the last word on what the platform itself uses. */
export function staffView({ id, name, menu, timeZone, document, ...row }: VenueRow): VenueConfig {
  const geoPosition = positionOf(row);
  const { geoPosition: _written, ...rest } = document;
  return { ...rest, id, name, menu, timeZone, ...(geoPosition && { geoPosition }) };
}

const Word = z.union([z.string(), z.number(), z.boolean()]);
/** What is not as it should be in a document from before it was looked at is not shown. */
const shown = <T extends z.ZodType>(field: T) => field.optional().catch(undefined);
const Picture = z.union([z.string(), z.array(z.union([z.string(), z.object({ name: shown(z.string()), url: z.string() })]))]);

/** What guests see of a venue. How it is run, and whatever else its document holds, is for those who run it. */
const ForGuests = z.object({
  active: shown(z.boolean()),
  tempDisabled: shown(z.boolean()),
  tempDisabledReason: shown(z.string()),
  tempDisabledUntil: shown(z.string()),
  address: shown(
    z.object({
      street: shown(Word),
      number: shown(Word),
      door: shown(Word),
      postal: shown(Word),
      city: shown(Word),
      region: shown(Word),
      country: shown(Word),
    }),
  ),
  phone: shown(z.string()),
  email: shown(z.string()),
  description: shown(z.string()),
  website: shown(z.string()),
  tags: shown(z.union([z.string(), z.array(z.string())])),
  img: shown(Picture),
  image: shown(Picture),
  images: shown(Picture),
  logo: shown(Picture),
  channelConstraints: shown(
    z.partialRecord(
      Channel,
      z.object({
        active: shown(z.boolean()),
        minDeliveryTime: shown(Word),
        minOrderValue: shown(Word),
        week: shown(z.record(z.string(), z.array(z.object({ from: z.string(), to: z.string() })))),
      }),
    ),
  ),
  exceptions: shown(
    z.array(
      z.object({
        date: z.string(),
        dateTo: shown(z.string()),
        name: shown(z.string()),
        reason: shown(z.string()),
        closed: shown(z.boolean()),
        channels: shown(z.array(z.string())),
        hours: shown(z.array(z.object({ from: z.string(), to: z.string() }))),
      }),
    ),
  ),
});

export function guestView(row: VenueRow): VenueConfig {
  const { id, name, menu, timeZone, geoPosition, ...document } = staffView(row);
  const said = Object.entries(ForGuests.parse(document)).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(said), id, name, menu, timeZone, ...(geoPosition && { geoPosition }) };
}

/** Undefined when the venue says no place, or none on earth. */
export function positionOf({ lat, lng }: Pick<VenueRow, "lat" | "lng">): Position | undefined {
  if (!lat || !lng) return undefined;
  return Position.safeParse({ lat: Number(lat), lng: Number(lng) }).data;
}
