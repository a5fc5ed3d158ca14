// A menu or a lock has changed under an open basket: its lines are looked at again. What cannot be had any more is flagged, never taken
// out: that is the guest's to do. Prices stay what they were, or become today's, as the chain will have it.
import { channelOf } from "../../menu/channel";
import { productOf } from "../../menu/compiled";
import { isSame } from "../../menu/canonical-json";
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import type { EventOf, OrderEvent } from "../events";
import { paymentsInForce } from "../paid-lines";
import { listingOf, type Resold } from "../sold-line";
import { isVoid, type Line, type Order } from "../state";
import { bucketAt } from "./venue-bucket";
import { beingPaid, basket, type DecisionContext, type Decision, refuse, stampOf } from "./guards";
import { type Handlers, when } from "./handler";
import { placeOfSale } from "./place-of-sale";
import { resell } from "./reprice";

export const recheckHandlers = { RecheckLines: when(basket, recheck) } satisfies Partial<Handlers>;

function recheck(command: CommandOf<"RecheckLines">, order: Order, { envelope, menu }: DecisionContext): Decision {
  const paying = beingPaid(order);
  if (paying) return refuse(paying);
  const { card } = envelope;
  if (!card || card.venue !== command.venue) return refuse({ code: "venue-mismatch", venue: command.venue });
  const lines = linesAt(order, card.venue);
  if (lines.length === 0) return ok([]);
  const channel = channelOf(order.orderType);
  if (!menu) return refuse({ code: "menu-not-compiled", menu: card.menu, venue: card.venue, channel });
  const place = placeOfSale(order, { envelope, card, menu, channel });
  const looked = lines.map((line) => ({ line, now: resell(line, place) }));
  const flags = looked.flatMap(({ line, now }) => {
    const reason = now.ok ? null : now.error.code;
    return reason === (line.flagged ?? null) ? [] : [{ line: line.id, reason }];
  });
  const changed = looked.flatMap(({ line, now }): EventOf<"LinesRepriced">["lines"] => {
    if (!now.ok || order.settings.menuChange !== "reprice" || line.menuPrice !== undefined) return [];
    if (isSame(saleTerms(now.value), saleTerms(line))) return [];
    const { unitPrice, vat, rates, product, deposits = [], tags, eligible } = now.value;
    if (paymentsInForce(order).length > 0) return []; // somebody has been told what it costs
    const isDepositNew = deposits.length > 0 || line.deposits !== undefined;
    return [{ id: line.id, unitPrice, vat, ...(rates && { rates }), product, ...(isDepositNew && { deposits }), tags, eligible }];
  });
  const moved = lines.flatMap((line): EventOf<"SaleTimesSet">["lines"] => {
    const product = productOf(menu, listingOf(line)) ?? productOf(menu, line.productId);
    return product && !isSame(product.onSale, line.onSale) ? [{ id: line.id, onSale: product.onSale ?? null }] : [];
  });
  const stamp = stampOf(envelope);
  const events: OrderEvent[] = [];
  if (flags.length > 0) events.push({ ...stamp, type: "LinesFlagged", flags });
  if (changed.length > 0) events.push({ ...stamp, type: "LinesRepriced", bucket: bucketAt(card, channel), lines: changed });
  if (moved.length > 0) events.push({ ...stamp, type: "SaleTimesSet", lines: moved });
  return ok(events);
}

/** What a newer menu may sell a line for: its price, its deposits, and whether discounts are for it. */
const saleTerms = ({ unitPrice, vat, rates, deposits = [], tags, eligible }: Omit<Resold, "id" | "product">) => ({
  unitPrice,
  vat,
  rates,
  deposits,
  tags,
  eligible,
});

const linesAt = (order: Order, venue: string): Line[] =>
  order.buckets.filter((bucket) => bucket.venue === venue).flatMap(({ lines }) => lines.filter((line) => !isVoid(line)));
