// Fields of a venue that are nearly ours. What is not named here is kept as it comes, so that front ends may have fields of their own.
import { escapedStep } from "../json-pointer";
import { CalendarException } from "./calendar-exception";
import { DeliveryZone } from "./delivery-zone";
import { SaleChannel, VenueDocument } from "./venue";
import type { VenueFinding } from "./venue-finding";

const ZONE = Object.keys(DeliveryZone.shape);
const VENUE = Object.keys(VenueDocument.shape);
const CHANNEL = Object.keys(SaleChannel.shape);
const EXCEPTION = Object.keys(CalendarException.shape);

/** What other systems, and slips of the pen, call them; in small letters. */
const VENUE_ELSEWHERE: Record<string, string> = {
  adress: "address",
  location: "geoPosition",
  position: "geoPosition",
  tz: "timeZone",
  zones: "deliveryZones",
  hours: "channelConstraints",
  openinghours: "channelConstraints",
  channels: "channelConstraints",
  holidays: "exceptions",
  specialdays: "exceptions",
  isactive: "active",
};
const ZONE_ELSEWHERE: Record<string, string> = {
  price: "fee",
  cost: "fee",
  minorder: "minOrderValue",
  minimum: "minOrderValue",
  free: "freeFrom",
  tax: "vat",
  radius: "circle",
  geometry: "polygon",
};
const CHANNEL_ELSEWHERE: Record<string, string> = {
  hours: "week",
  openinghours: "week",
  times: "week",
  availability: "week",
  minorder: "minOrderValue",
  minimum: "minOrderValue",
  leadtime: "minDeliveryTime",
  deliverytime: "minDeliveryTime",
  isactive: "active",
  enabled: "active",
};
const EXCEPTION_ELSEWHERE: Record<string, string> = {
  channel: "channels",
  to: "dateTo",
  until: "dateTo",
  isclosed: "closed",
  week: "hours",
  openinghours: "hours",
  times: "hours",
};

export function misspeltFields(document: VenueDocument): VenueFinding[] {
  const { channelConstraints = {}, exceptions = [], deliveryZones: zones = [] } = document;
  return [
    ...misspelt(document, VENUE, VENUE_ELSEWHERE, ""),
    ...Object.entries(channelConstraints).flatMap(([channel, constraint]) =>
      misspelt(constraint, CHANNEL, CHANNEL_ELSEWHERE, `/channelConstraints/${channel}`),
    ),
    ...exceptions.flatMap((exception, index) => misspelt(exception, EXCEPTION, EXCEPTION_ELSEWHERE, `/exceptions/${index}`)),
    ...zones.flatMap((zone, index) => misspelt(zone, ZONE, ZONE_ELSEWHERE, `/deliveryZones/${index}`)),
  ];
}

function misspelt(written: object, known: readonly string[], elsewhere: Record<string, string>, pointer: string): VenueFinding[] {
  return Object.keys(written).flatMap((field) => {
    const small = field.toLowerCase().replace(/[-_ ]/g, "");
    const meant = known.find((other) => other.toLowerCase() === small) ?? (Object.hasOwn(elsewhere, small) ? elsewhere[small] : undefined);
    if (known.includes(field) || meant === undefined) return [];
    const message = `"${field}" is kept, and says nothing here; did you mean "${meant}"?`;
    return [{ code: "unknown-field", pointer: `${pointer}/${escapedStep(field)}`, message }];
  });
}
