// What a described price list says and cannot keep: it is taken, and its prices are asked nowhere, or never.
import { daysOfOneMinute } from "./availability";
import type { Finding } from "./finding";
import type { PriceList } from "./price-list";
import { saleTimes } from "./sale-times";

/**
 * `used`: names of lists that some product has a price in. `venues`: ids of the chain's; undefined where nobody can tell.
 * `holidays`: public ones, by the chain's calendar.
 */
export type PriceListContext = { used: ReadonlySet<string>; venues: readonly string[] | undefined; holidays: readonly string[] };

export function priceListFindings(list: PriceList, { used, venues, holidays }: PriceListContext): Finding[] {
  const { id, availability } = list;
  const of = (code: Finding["code"], pointer: string, message: string): Finding => {
    return { code, path: [id], at: { part: "priceLists", id, pointer }, message };
  };
  const found = (list.venues ?? []).flatMap((venue, index) =>
    venues === undefined || venues.includes(venue)
      ? []
      : [of("venue-unknown", `/venues/${index}`, `${id} applies at ${venue}, but there is no such venue.`)],
  );
  if (availability?.PH && holidays.length === 0)
    found.push(of("no-holidays", "/availability/PH", `${id} has times for public holidays, but the chain's calendar has none.`));
  if (availability && Object.keys(saleTimes(availability, holidays)).length === 0)
    found.push(of("never-on-sale", "/availability", `${id} applies at no time: leave availability out if it always applies.`));
  for (const { day, time } of daysOfOneMinute(availability))
    found.push(of("one-minute", `/availability/${day}`, `${id} applies on ${day} only for the minute of ${time}.`));
  if (!used.has(id)) found.push(of("price-list-unused", "", `No product that is sold has a price in ${id}: it has no effect.`));
  return found;
}
