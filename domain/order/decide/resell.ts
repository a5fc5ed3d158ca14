// A line that was sold before, sold anew: at another venue, through another channel, or from the venue's newer menu. What it was sold for counts no more.
import { type Channel, channelOf } from "../../menu/channel";
import type { CompiledMenu } from "../../menu/compiled";
import type { VenueCard } from "../../menu/venue-card";
import { ok, type Result } from "../../result";
import type { AskedLine, CommandEnvelope } from "../commands";
import type { Rejection } from "../rejections";
import type { Resold } from "../sold-line";
import type { Line, Order } from "../state";
import { type Kitchen, sell } from "./sell";

/** Where and when lines of the order are sold: with the locks of its channel. */
export function kitchenAt(
  order: Order,
  card: VenueCard,
  menu: CompiledMenu,
  envelope: CommandEnvelope,
  channel: Channel = channelOf(order.orderType),
): Kitchen {
  const locks = card.locks.filter((lock) => lock.channels?.includes(channel) ?? true);
  return { envelope, menu, card: { ...card, locks }, at: order.due ?? envelope.soldAt ?? envelope.at, currency: order.currency };
}

/** The line as if it were asked for now. */
const asAsked = ({ id, productId, quantity, config }: Line): AskedLine => ({ id, productId, quantity, config, status: "NEW" });

/** A price that somebody who may had given it stays. */
export function resell(line: Line, kitchen: Kitchen): Result<Resold, Rejection> {
  const sold = sell(asAsked(line), kitchen);
  if (!sold.ok) return sold;
  const { id, unitPrice, vat, product, deposits, tags, eligible, stations, onSale } = sold.value;
  const altered = line.menuPrice !== undefined;
  return ok({
    id,
    unitPrice: altered ? line.unitPrice : unitPrice,
    vat,
    product,
    tags,
    eligible,
    ...(deposits && { deposits }),
    ...(stations && { stations }),
    ...(onSale && { onSale }),
    ...(altered && { menuPrice: unitPrice }),
  });
}
