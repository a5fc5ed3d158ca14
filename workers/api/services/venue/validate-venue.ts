// What is said of a venue before it is kept: what cannot be taken, and what is taken and hardly meant.
import type { Currency } from "../../../../domain/pricing/money";
import { amountFaults } from "../../../../domain/venue/authored-amounts";
import { hoursFindings } from "../../../../domain/venue/hours-findings";
import { misspeltFields } from "../../../../domain/venue/misspelt-fields";
import type { VenueDocument } from "../../../../domain/venue/venue";
import type { VenueFinding } from "../../../../domain/venue/venue-finding";
import { zoneFindings } from "../../../../domain/venue/zone-findings";
import { covered, crossing, oddCuts } from "./delivery-zones";

type Fault = Pick<VenueFinding, "pointer" | "message">;

/** Of a document whose fields can each be read. */
export const venueFaults = (document: VenueDocument, currency: Currency | undefined): Fault[] => [
  ...(currency ? amountFaults(document, currency) : []),
  ...tooLarge(document),
  ...areaFaults(document),
];

/** `holidays`: public ones, by the chain's calendar. */
export const venueWarnings = (document: VenueDocument, holidays: readonly string[]): VenueFinding[] => [
  ...misspeltFields(document),
  ...hoursFindings(document, holidays),
  ...zoneFindings(document),
  ...areaFindings(document),
];

/** A note in the audit log has room for a venue twice, before and after. */
const MAX_BYTES = 950_000;

const tooLarge = (document: VenueDocument) =>
  new TextEncoder().encode(JSON.stringify(document)).length > MAX_BYTES
    ? [{ pointer: "/", message: `expected at most ${MAX_BYTES} bytes` }]
    : [];

function areaFaults({ deliveryZones = [] }: VenueDocument): Fault[] {
  return deliveryZones.flatMap(({ id, polygon }, index) => {
    if (polygon === undefined) return [];
    const at = crossing(polygon);
    const pointer = `/deliveryZones/${index}/polygon`;
    if (at) return [{ pointer, message: `the border of ${id} crosses itself at ${at.join(", ")}` }];
    return oddCuts(polygon).includes("all")
      ? [{ pointer, message: `what is cut out of ${id} is all of it: expected holes within the border` }]
      : [];
  });
}

function areaFindings({ deliveryZones = [] }: VenueDocument): VenueFinding[] {
  const outside = deliveryZones.flatMap(({ id, polygon }, index) =>
    polygon !== undefined && oddCuts(polygon).includes("nothing")
      ? [
          {
            code: "hole-outside",
            pointer: `/deliveryZones/${index}/polygon`,
            message: `a hole of ${id} lies outside its border, and cuts out nothing`,
          },
        ]
      : [],
  );
  const hidden = covered(deliveryZones).flatMap(({ zone, by }): VenueFinding[] => {
    const [own, over] = [deliveryZones[zone], deliveryZones[by]];
    if (!own || !over) return [];
    const message =
      over.delivers === false
        ? `nothing is delivered to any place of ${own.id}: ${over.id}, to which nothing is brought, lies over all of it`
        : `the terms of ${own.id} are never asked: ${over.id}, which stands before it, lies over all of it`;
    return [{ code: "zone-covered", pointer: `/deliveryZones/${zone}`, message }];
  });
  return [...outside, ...hidden];
}
