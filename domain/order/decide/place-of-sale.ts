// Where, when and from which menu lines are sold.
import { type Channel, channelOf } from "../../menu/channel";
import type { CompiledMenu } from "../../menu/compiled";
import type { VenueCard } from "../../menu/venue-card";
import { ok, type Result } from "../../result";
import type { CommandEnvelope } from "../commands";
import type { Rejection } from "../rejections";
import type { Order } from "../state";
import { type DecisionContext, refuse } from "./guards";

/** `card`: of the venue, with the locks of the channel alone. `at`: when it is wanted or else sold, RFC 3339. */
export type PlaceOfSale = {
  envelope: CommandEnvelope;
  card: VenueCard;
  menu: CompiledMenu;
  channel: Channel;
  at: string;
  currency: { decimals: number };
};

export function placeOfSale(
  { due, currency }: Order,
  { envelope, card, menu, channel }: Pick<PlaceOfSale, "envelope" | "card" | "menu" | "channel">,
): PlaceOfSale {
  const locks = card.locks.filter((lock) => lock.channels?.includes(channel) ?? true);
  return { envelope, card: { ...card, locks }, menu, channel, at: due ?? envelope.soldAt ?? envelope.at, currency };
}

/** The venue that the command names, if it takes orders now through the order's channel. */
export function openPlaceOfSale(order: Order, venue: string, { envelope, menu }: DecisionContext): Result<PlaceOfSale, Rejection> {
  const { card } = envelope;
  if (!card || card.venue !== venue) return refuse({ code: "venue-mismatch", venue });
  const channel = channelOf(order.orderType);
  const reason = card.closed[channel];
  if (reason !== undefined) return refuse({ code: "venue-closed", venue, channel, reason });
  if (!menu) return refuse({ code: "menu-not-compiled", menu: card.menu, venue, channel });
  return ok(placeOfSale(order, { envelope, card, menu, channel }));
}
