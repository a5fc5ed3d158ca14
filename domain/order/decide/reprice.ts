// A line that was sold before, sold anew: at another venue, through another channel, or from the venue's newer menu. What it was sold for
// counts no more.
import type { Channel } from "../../menu/channel";
import { productOf } from "../../menu/compiled";
import { ratesOf } from "../../pricing/rate-shares";
import { ok, type Result } from "../../result";
import type { RequestedLine } from "../commands";
import type { Rejection } from "../rejections";
import { listingOf, type Resold } from "../sold-line";
import type { Bucket, Line, Order } from "../state";
import { bucketAt } from "./venue-bucket";
import { type DecisionContext, refuse } from "./guards";
import { type PlaceOfSale, placeOfSale } from "./place-of-sale";
import { sell } from "./sell";

/** The line as if it were asked for now. */
const asAsked = (line: Line, productId: string): RequestedLine => {
  const { id, quantity, config } = line;
  return { id, productId, quantity, config, status: "NEW" };
};

/** A price that somebody who may had given it stays. */
export function resell(line: Line, place: PlaceOfSale): Result<Resold, Rejection> {
  // A place that does not list it apart sells the product itself.
  const sold = sell(asAsked(line, productOf(place.menu, listingOf(line)) ? listingOf(line) : line.productId), place);
  if (!sold.ok) return sold;
  const { id, unitPrice, vat, rates, product, deposits, tags, eligible, stations, onSale } = sold.value;
  const altered = line.menuPrice !== undefined;
  return ok({
    id,
    unitPrice: altered ? line.unitPrice : unitPrice,
    ...(altered ? ratesOf(line.unitPrice, rates ?? [{ vat, amount: 1 }]) : { vat, ...(rates && { rates }) }),
    product,
    tags,
    eligible,
    ...(deposits && { deposits }),
    ...(stations && { stations }),
    ...(onSale && { onSale }),
    ...(altered && { menuPrice: unitPrice }),
  });
}

export type ResoldBucket = { bucket: ReturnType<typeof bucketAt>; lines: Resold[] };

/**
 * The lines of these buckets as another channel sells them. What the kitchen has already is not held to today's locks and hours: it cannot
 * be unmade, and its price and tax are those of where it goes.
 */
export function resellThrough(
  channel: Channel,
  order: Order,
  buckets: readonly Bucket[],
  { envelope, menus }: DecisionContext,
): Result<ResoldBucket[], Rejection> {
  const sold: ResoldBucket[] = [];
  for (const { venue, lines } of buckets) {
    const card = envelope.cards?.find((each) => each.venue === venue);
    if (!card) return refuse({ code: "terms-outdated", venue });
    const menu = menus?.get(venue);
    if (!menu) return refuse({ code: "menu-not-compiled", menu: card.menu, venue, channel });
    const place = placeOfSale(order, { envelope, card, menu, channel });
    const anew: Resold[] = [];
    for (const line of lines) {
      const isGiven = order.status !== "NEW" && line.status !== "NEW";
      const one = resell(line, isGiven ? { ...place, card: { ...card, locks: [] }, at: line.created } : place);
      if (!one.ok) return one;
      anew.push(one.value);
    }
    sold.push({ bucket: bucketAt(card, channel), lines: anew });
  }
  return ok(sold);
}
