// What an order is held to when money is asked for it and when it is placed: the terms of every venue that it has something from, as they
// are at that moment.
import { isOnSale, localTime } from "../../menu/availability";
import { type Channel, channelOf } from "../../menu/channel";
import type { ProductDescription } from "../../menu/product-description";
import { isOpen } from "../../menu/opening-hours";
import { leadMinutesOn, minOrderOn, type VenueCard } from "../../menu/venue-card";
import { toDecimal } from "../../pricing/money";
import type { CommandEnvelope } from "../commands";
import type { Rejection } from "../rejections";
import { isVoid, type Line, type Order } from "../state";
import { lineTotal } from "../line-total";
import { isGuestOf, earliestFor, momentOf, onAnotherDay, outsideWindow } from "./requested-time";

/** `line`: the one that stands in the way, where it is one. */
export type PlacingObstacle = { venue: string; line?: string; why: Rejection };

/** The first reason why the order cannot be placed now. */
export const placingObstacle = (order: Order, envelope: CommandEnvelope): Rejection | undefined =>
  placingObstacles(order, envelope)[0]?.why;

/** Every reason, venue by venue. What the kitchen has had is past that: only an order that is not placed yet is held to terms. */
export function placingObstacles(order: Order, envelope: CommandEnvelope): PlacingObstacle[] {
  if (order.status !== "NEW") return [];
  const { actor, command, replayed, cards = [] } = envelope;
  return order.buckets.flatMap(({ venue, lines }) => {
    const sold = lines.filter((line) => !isVoid(line));
    if (sold.length === 0) return [];
    // Who may take money over the counter at all of the venues (command-permissions.ts) is there, like staff.
    const held = isGuestOf(actor, venue) && command.type !== "RegisterPayment";
    const card = cards.find((each) => each.venue === venue);
    if (!card || (held && isOfAnotherPlace(card, order))) return held ? [{ venue, why: { code: "terms-outdated", venue } }] : [];
    // What a venue's till has sold while it was away is sold, whatever it did not know of.
    if (replayed && !held) return [];
    return [...locked(sold, card, channelOf(order.orderType)), ...(held ? unmet(order, sold, card, envelope) : [])];
  });
}

/** The zones were asked about where the order was to go before. */
function isOfAnotherPlace({ delivery }: VenueCard, { geoPosition, orderType }: Order): boolean {
  if (!delivery || channelOf(orderType) !== "DELIVERY") return false;
  return delivery.to?.lat !== geoPosition?.lat || delivery.to?.lng !== geoPosition?.lng;
}

/** A lock holds for what was chosen in a product, too. */
function locked(sold: readonly Line[], { venue, locks }: VenueCard, channel: Channel): PlacingObstacle[] {
  return locks
    .filter(({ channels }) => channels?.includes(channel) ?? true)
    .flatMap(({ id: lock, products, reason }) => {
      for (const { id: line, product: described } of sold) {
        const product = firstOf(described, products);
        if (product !== undefined)
          return [{ venue, line, why: { code: "product-locked" as const, product, lock, ...(reason !== undefined && { reason }) } }];
      }
      return [];
    });
}

function firstOf({ id, items = [] }: ProductDescription, products: readonly string[]): string | undefined {
  if (products.includes(id)) return id;
  for (const item of items) {
    const found = firstOf(item, products);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What one venue asks of guests and does not get. */
function unmet(order: Order, sold: readonly Line[], card: VenueCard, envelope: CommandEnvelope): PlacingObstacle[] {
  const { venue } = card;
  const channel = channelOf(order.orderType);
  const when = { now: momentOf(envelope), lead: leadMinutesOn(card, channel) };
  const wanted = new Date(wantedAt(order, when)).toISOString();
  const reasons = [
    unreachable(order, card, channel),
    closed(card, channel, wanted, envelope),
    openingHoursViolation(order, card, when),
    tooLittle(order, sold, card, channel),
  ];
  const clock = localTime(wanted, card.timeZone);
  const unavailable = sold.filter(({ onSale }) => !isOnSale(onSale, clock));
  return [
    ...reasons.flatMap((why) => (why ? [{ venue, why }] : [])),
    ...unavailable.map(({ id, productId: product }): PlacingObstacle => {
      return { venue, line: id, why: { code: "product-unavailable", product, at: wanted, timeZone: card.timeZone } };
    }),
  ];
}

type When = { now: number; lead: number };

/** As soon as can be, in epoch ms, unless the order says when; a time that has passed is as soon as can be. */
const wantedAt = (order: Order, when: When): number => {
  const due = order.due === undefined ? 0 : Date.parse(order.due);
  return due > when.now ? due : earliestFor(order, when);
};

function unreachable({ geoPosition }: Order, { venue, delivery }: VenueCard, channel: Channel): Rejection | undefined {
  if (!delivery || channel !== "DELIVERY") return undefined;
  if (!geoPosition) return { code: "delivery-position-needed", venue };
  return delivery.zone ? undefined : { code: "outside-delivery-zones", venue };
}

/** Whether a venue was shut for the moment is not known of the past. */
function closed(card: VenueCard, channel: Channel, wanted: string, { soldAt }: CommandEnvelope): Rejection | undefined {
  const { venue } = card;
  const shut = soldAt === undefined ? card.closed[channel] : undefined;
  if (shut !== undefined) return { code: "venue-closed", venue, channel, reason: shut };
  if (isOpen(card.hours, channel, wanted, card.timeZone)) return undefined;
  return { code: "venue-closed", venue, channel, reason: `not open at ${wanted}` };
}

/** Who has chosen the soonest time there was has so long to pay. */
const TO_PAY_MS = 10 * 60_000;

/** The time that the order asks for, looked at once more. One that has passed asks for nothing any more, where nothing takes time. */
function openingHoursViolation(order: Order, { timeZone }: VenueCard, when: When): Rejection | undefined {
  const { due } = order;
  if (due === undefined || (Date.parse(due) <= when.now && earliestFor(order, when) === when.now)) return undefined;
  const outside = outsideWindow(order, due, { ...when, graceMs: TO_PAY_MS });
  return outside ?? (Date.parse(due) < when.now ? undefined : onAnotherDay(order, due, when.now, timeZone));
}

/** What is ordered of the venue, after discounts, is worth less than it asks for. */
function tooLittle({ currency }: Order, sold: readonly Line[], card: VenueCard, channel: Channel): Rejection | undefined {
  const minimum = minOrderOn(card, channel);
  const total = sold.reduce((sum, line) => sum + lineTotal(line).net, 0);
  if (minimum === 0 || total >= minimum) return undefined;
  return { code: "below-minimum-order", minimum: toDecimal(minimum, currency.decimals), total: toDecimal(total, currency.decimals) };
}
