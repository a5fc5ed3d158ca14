// A menu or a lock has changed under an open basket: its lines are looked at again. What cannot be had any more is flagged, never taken out: that is the
// guest's to do. Prices stay what they were, or become today's, as the chain will have it.
import { channelOf } from "../../menu/channel";
import { productOf } from "../../menu/compiled";
import { isSame } from "../../menu/canonical";
import { ok } from "../../result";
import type { AskedLine, CommandOf } from "../commands";
import type { EventOf, OrderEvent } from "../events";
import { isVoid, type Line, type Order, type OrderState } from "../state";
import { paidFor, sell } from "./basket";
import { bucketAt } from "./bucket";
import { basket, type Circumstances, type Decision, refuse, stampOf } from "./decision";

export function recheck(command: CommandOf<"RecheckLines">, state: OrderState, { envelope, menu }: Circumstances): Decision {
  const order = basket(state);
  if (!order.ok) return order;
  const [paying] = order.value.opened;
  if (paying) return refuse({ code: "order-being-paid", payment: paying.id });
  const { card } = envelope;
  if (!card || card.venue !== command.venue) return refuse({ code: "venue-mismatch", venue: command.venue });
  const lines = linesAt(order.value, card.venue);
  if (lines.length === 0) return ok([]);
  const channel = channelOf(order.value.orderType);
  if (!menu) return refuse({ code: "menu-not-compiled", menu: card.menu, venue: card.venue, channel });
  const locks = card.locks.filter((lock) => lock.channels?.includes(channel) ?? true);
  const kitchen = { envelope, menu, card: { ...card, locks }, at: order.value.due ?? envelope.at, currency: order.value.currency };
  const looked = lines.map((line) => ({ line, now: sell(asAsked(line), kitchen) }));
  const flags = looked.flatMap(({ line, now }) => {
    const reason = now.ok ? null : now.error.code;
    return reason === (line.flagged ?? null) ? [] : [{ line: line.id, reason }];
  });
  const changed = looked.flatMap(({ line, now }): EventOf<"LinesRepriced">["lines"] => {
    if (!now.ok || order.value.house.menuChange !== "reprice" || line.menuPrice !== undefined) return [];
    const { unitPrice, vat, product, deposits } = now.value;
    if (unitPrice === line.unitPrice && vat === line.vat) return [];
    if (paidFor(order.value, [line.id])) return [];
    return [{ id: line.id, unitPrice, vat, product, ...(deposits && { deposits }) }];
  });
  const moved = lines.flatMap(({ id, productId, onSale }): EventOf<"SaleTimesSet">["lines"] => {
    const product = productOf(menu, productId);
    return product && !isSame(product.onSale, onSale) ? [{ id, onSale: product.onSale ?? null }] : [];
  });
  const stamp = stampOf(envelope);
  const events: OrderEvent[] = [];
  if (flags.length > 0) events.push({ ...stamp, type: "LinesFlagged", flags });
  if (changed.length > 0) events.push({ ...stamp, type: "LinesRepriced", bucket: bucketAt(card, channel), lines: changed });
  if (moved.length > 0) events.push({ ...stamp, type: "SaleTimesSet", lines: moved });
  return ok(events);
}

const linesAt = (order: Order, venue: string): Line[] =>
  order.buckets.filter((bucket) => bucket.venue === venue).flatMap(({ lines }) => lines.filter((line) => !isVoid(line)));

/** The line as if it were asked for now. */
const asAsked = ({ id, productId, quantity, config }: Line): AskedLine => ({ id, productId, quantity, config, status: "NEW" });
