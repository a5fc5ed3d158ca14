// Which price lists hold for one venue and one channel, and when: the first that has a price for a product counts,
// else the product's own price.
import { DAYS } from "./availability";
import type { SaleTimes } from "./compiled";
import type { PriceList } from "./price-list";
import { datesIn, saleTimes, timesOn } from "./sale-times";

/** `times`: when the list holds, by the venue's clock; absent is always. */
export type HoldingList = { name: string; times?: SaleTimes };

/** What a menu sells for at some times, or always: names of lists, the first that has a price wins. */
export type PriceSlice = { times?: SaleTimes; lists: string[] };

/** In the order in which they are asked. Lists that are not `used` by any product are left out. */
export function listsHolding(
  described: readonly PriceList[],
  { venue, channel }: { venue: string; channel: string },
  used: ReadonlySet<string>,
  holidays: readonly string[] = [],
): HoldingList[] {
  const names = new Set(described.map(({ id }) => id));
  const told = described
    .filter(
      ({ id, venues, channels }) => used.has(id) && (venues?.includes(venue) ?? true) && (channels?.some((one) => one === channel) ?? true),
    )
    .toSorted((a, b) => (b.priority ?? 0) - (a.priority ?? 0) || detail(b) - detail(a) || (a.id < b.id ? -1 : 1))
    .map(({ id, availability }): HoldingList => ({ name: id, ...(availability && { times: saleTimes(availability, holidays) }) }));
  const byName = [`PL_${venue}_${channel}`, `PL_${venue}`, `PL_${channel}`, "PL_default"].filter(
    (name) => used.has(name) && !names.has(name),
  );
  return [...told, ...byName.map((name) => ({ name }))];
}

const detail = ({ venues, channels, availability }: PriceList) => (venues ? 4 : 0) + (channels ? 2 : 0) + (availability ? 1 : 0);

const DAY_ENDS = 24 * 60;

/**
 * The week cut where a list begins or ends to hold: one slice for each set of lists that hold together,
 * and last the one for all other times, without `times`. One slice alone when no list knows hours.
 */
export function priceSlices(holding: readonly HoldingList[]): PriceSlice[] {
  const always = holding.filter(({ times }) => !times).map(({ name }) => name);
  if (always.length === holding.length) return [{ lists: always }];
  const slices = new Map<string, { times: SaleTimes; lists: string[] }>();
  const dates = datesIn(...holding.map(({ times }) => times));
  for (const day of [...DAYS, ...dates]) {
    const spans = holding.flatMap(({ times }) => (times ? timesOn(times, day) : []));
    const cuts = [...new Set([0, ...spans.flatMap(([from, to]) => [from, to + 1])])]
      .filter((cut) => cut < DAY_ENDS)
      .toSorted((a, b) => a - b);
    cuts.forEach((from, index) => {
      const to = (cuts[index + 1] ?? DAY_ENDS) - 1;
      const lists = holding
        .filter(({ times }) => !times || timesOn(times, day).some(([start, end]) => start <= from && from <= end))
        .map(({ name }) => name);
      if (lists.length === always.length) return;
      const key = lists.join("\n");
      const slice = slices.get(key) ?? { times: {}, lists };
      slice.times[day] = [...(slice.times[day] ?? []), [from, to]];
      slices.set(key, slice);
    });
  }
  // On a date on which a slice does not hold its weekday does not hold either.
  for (const { times } of slices.values()) for (const date of dates) times[date] ??= [];
  return [...slices.values(), { lists: always }];
}
