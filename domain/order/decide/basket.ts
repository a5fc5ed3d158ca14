// Building an order: what guests, waiters and tills do before it is placed.
import { isOnSale, localTime } from "../../menu/availability";
import { channelOf } from "../../menu/channel";
import { type CompiledMenu, productOf } from "../../menu/compiled";
import { configure } from "../../menu/configure";
import { tagsOf } from "../../menu/tags";
import type { VenueCard } from "../../menu/venue-card";
import { toDecimal } from "../../pricing/money";
import { stationsOf } from "../../venue/station";
import { ok, type Result } from "../../result";
import type { AskedLine, CommandEnvelope, CommandOf } from "../commands";
import { withZoneFees } from "../destination";
import type { OrderEvent } from "../events";
import { evolve } from "../evolve";
import { USUAL } from "../house";
import { mayAlterPrice } from "../policy";
import type { Rejection } from "../rejections";
import type { SoldLine } from "../sold-line";
import { linesHeld, linesOf, type Order, type OrderState } from "../state";
import { totals } from "../totals";
import { bucketAt } from "./bucket";
import { type Circumstances, type Decision, editable, missingLine, refuse, stampOf, standing } from "./decision";
import { depositsOf } from "./deposits";
import { dueObstacle } from "./due";
import { paidElsewhere } from "./paying";
import { placingObstacle } from "./placing-terms";

export const MAX_LINES = 500;
/** Largest total in minor units: far above any order, far below where integers lose precision. */
const MAX_TOTAL = 100_000_000_000;

export function create(command: CommandOf<"CreateOrder">, state: OrderState, circumstances: Circumstances): Decision {
  if (state.status !== "ABSENT") return refuse({ code: "order-already-exists" });
  const { envelope } = circumstances;
  const { type: _, contact = {}, extra = {}, house = USUAL, append: first, paid, ...facts } = command;
  const { tenant, region, order, destination } = envelope;
  const geoPosition = facts.geoPosition ?? destination?.geoPosition;
  const created: OrderEvent = {
    ...stampOf(envelope),
    v: 2,
    type: "OrderCreated",
    tenant,
    region,
    order,
    ...facts,
    ...(geoPosition && { geoPosition }),
    contact,
    extra,
    claimCode: claimCodeOf(order),
    house: withZoneFees(house, destination?.fees ?? []),
  };
  const begun = evolve(state, created);
  const obstacle = begun.status !== "ABSENT" && facts.due !== undefined && dueObstacle(begun, facts.due, envelope);
  if (obstacle) return refuse(obstacle);
  const appended = first ? append({ type: "AppendLines", ...first }, begun, circumstances) : ok([]);
  if (!appended.ok) return appended;
  const events = [created, ...appended.value];
  if (!paid) return ok(events);
  const filled = events.reduce(evolve, state);
  const unmet = filled.status !== "ABSENT" && placingObstacle(filled, envelope);
  if (unmet) return refuse(unmet);
  const settled = paidElsewhere(paid, filled, circumstances);
  return settled.ok ? ok([...events, ...settled.value]) : settled;
}

/** Six characters that a guest can read to a waiter, out of the order's id: no 0/O, no 1/I. */
function claimCodeOf(order: string): string {
  const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  const digits = order.replaceAll("-", "");
  return [0, 2, 4, 6, 8, 10].map((at) => alphabet[Number.parseInt(digits.slice(at, at + 2), 16) % 32]).join("");
}

export function append(command: CommandOf<"AppendLines">, state: OrderState, { envelope, menu }: Circumstances): Decision {
  const order = editable(state);
  if (!order.ok) return order;
  const { card } = envelope;
  if (!card || card.venue !== command.venue) return refuse({ code: "venue-mismatch", venue: command.venue });
  const channel = channelOf(order.value.orderType);
  const reason = card.closed[channel];
  if (reason !== undefined) return refuse({ code: "venue-closed", venue: card.venue, channel, reason });
  if (!menu) return refuse({ code: "menu-not-compiled", menu: card.menu, venue: card.venue, channel });
  const known = linesHeld(order.value);
  if (known.length + command.lines.length > MAX_LINES) return refuse({ code: "too-many-lines", limit: MAX_LINES });
  const twin = command.lines.find(
    ({ id }, index) => known.some((line) => line.id === id) || command.lines.findIndex((line) => line.id === id) < index,
  );
  if (twin) return refuse({ code: "line-exists", line: twin.id });

  const locks = card.locks.filter((lock) => lock.channels?.includes(channel) ?? true);
  const kitchen = {
    envelope,
    menu,
    card: { ...card, locks },
    at: order.value.due ?? envelope.soldAt ?? envelope.at,
    currency: order.value.currency,
  };
  const lines: SoldLine[] = [];
  let total = totals(order.value).gross;
  for (const asked of command.lines) {
    const sold = sell(asked, kitchen);
    if (!sold.ok) return sold;
    total += sold.value.unitPrice * sold.value.quantity;
    lines.push(sold.value);
  }
  if (Math.abs(total) > MAX_TOTAL) return refuse({ code: "amount-too-large", limit: toDecimal(MAX_TOTAL, order.value.currency.decimals) });
  return ok([{ ...stampOf(envelope), type: "LinesAppended", bucket: bucketAt(card, channel), lines }]);
}

type Kitchen = { envelope: CommandEnvelope; menu: CompiledMenu; card: VenueCard; at: string; currency: { decimals: number } };

/** From what is asked for to what is sold: the product exists, may be sold at that time, its configuration holds, and it has a price. */
export function sell(asked: AskedLine, { envelope, menu, card, at, currency }: Kitchen): Result<SoldLine, Rejection> {
  const { productId, quantity, config, price, held, ...line } = asked;
  const product = productOf(menu, productId);
  if (!product) return refuse({ code: "product-not-found", product: productId, venue: card.venue });
  const lock = card.locks.find(({ products }) => products.includes(productId));
  if (lock) return refuse({ code: "product-locked", product: productId, lock: lock.id, ...(lock.reason && { reason: lock.reason }) });
  if (product.onSale && !isOnSale(product.onSale, localTime(at, card.timeZone))) {
    return refuse({ code: "product-unavailable", product: productId, at, timeZone: card.timeZone });
  }
  const locked = new Set(card.locks.flatMap(({ products }) => products));
  const configured = configure(product, config, { locked, decimals: currency.decimals, quantity });
  if (!configured.ok) return refuse({ code: "configuration-invalid", product: productId, violations: configured.error });
  const tags = tagsOf(product);
  const { unitPrice, ...sold } = configured.value;
  const altered = price !== undefined && price !== unitPrice && mayAlterPrice(envelope.actor);
  const deposits = depositsOf(sold.product, currency.decimals);
  const stations = stationsOf(card.stations ?? [], sold.product);
  return ok({
    ...line,
    ...(held && { held, status: "NEW" as const }),
    ...sold,
    productId,
    quantity,
    unitPrice: altered ? price : unitPrice,
    ...(altered && { menuPrice: unitPrice }),
    ...(deposits.length > 0 && { deposits }),
    ...(stations.length > 0 && { stations }),
    ...(product.onSale && { onSale: product.onSale }),
    vat: product.vat ?? "0",
    tags,
    eligible: tags.some((tag) => card.discountTags.includes(tag)),
  });
}

export function remove(command: CommandOf<"RemoveLines">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = editable(state);
  if (!order.ok) return order;
  const lines = [...new Set(command.lines)];
  const obstacle = missingLine(order.value, lines) ?? paidFor(order.value, lines);
  if (obstacle) return refuse(obstacle);
  // In a basket a confirmed line is only chosen; on a tab that was fired the kitchen has it.
  const fixed = linesOf(order.value).find(
    ({ id, status }) => lines.includes(id) && status !== "NEW" && (status !== "CONFIRMED" || order.value.status !== "NEW"),
  );
  if (fixed) return refuse({ code: "line-not-removable", line: fixed.id, lineStatus: fixed.status });
  return ok([{ ...stampOf(envelope), type: "LinesRemoved", lines }]);
}

/** A line that somebody has paid for by name stays what it was. */
export function paidFor(order: Order, lines: readonly string[]): Rejection | undefined {
  for (const { id: payment, lines: covered = [] } of [...standing(order), ...order.opened]) {
    const line = covered.find((each) => lines.includes(each));
    if (line !== undefined) return { code: "line-already-paid", line, payment };
  }
  return undefined;
}

export function changeQuantity(command: CommandOf<"ChangeQuantity">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = editable(state);
  if (!order.ok) return order;
  const line = linesOf(order.value).find(({ id }) => id === command.line);
  if (!line) return refuse({ code: "line-not-found", line: command.line });
  if (line.quantity === command.quantity) return ok([]);
  const paid = paidFor(order.value, [line.id]);
  if (paid) return refuse(paid);
  if (order.value.status !== "NEW" && line.status !== "NEW")
    return refuse({ code: "line-not-removable", line: line.id, lineStatus: line.status });
  const total = totals(order.value).gross + line.unitPrice * (command.quantity - line.quantity);
  if (Math.abs(total) > MAX_TOTAL) return refuse({ code: "amount-too-large", limit: toDecimal(MAX_TOTAL, order.value.currency.decimals) });
  return ok([{ ...stampOf(envelope), type: "QuantityChanged", line: command.line, quantity: command.quantity }]);
}

/** The discount worker's answer. It counts only for the basket that it was computed for, and only while nobody is paying. */
export function applyDiscounts(command: CommandOf<"ApplyDiscounts">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = editable(state);
  if (!order.ok) return order;
  const { revision, opened } = order.value;
  if (command.revision !== revision) return refuse({ code: "stale-discounts", revision: command.revision, actual: revision });
  const paying = opened[0];
  if (paying) return refuse({ code: "order-being-paid", payment: paying.id });
  const missing = missingLine(
    order.value,
    command.discounts.map(({ line }) => line),
  );
  if (missing) return refuse(missing);
  const inForce = linesOf(order.value).flatMap(({ discounts }) => discounts.filter(({ layer }) => layer === command.layer));
  if (sameDiscounts(inForce, command.discounts)) return ok([]);
  return ok([{ ...stampOf(envelope), type: "DiscountsApplied", layer: command.layer, discounts: command.discounts }]);
}

type Discounts = CommandOf<"ApplyDiscounts">["discounts"];
const sameDiscounts = (a: Discounts, b: Discounts) => sorted(a) === sorted(b);
const sorted = (discounts: Discounts) =>
  JSON.stringify(discounts.map(({ line, layer, name, type, amount }) => [line, layer, name, type, amount].join("\0")).toSorted());
