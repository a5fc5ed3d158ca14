// Building an order: what guests, waiters and tills do before it is placed.
import { isAvailable } from "../../menu/availability";
import { channelOf } from "../../menu/channel";
import { type CompiledMenu, productOf } from "../../menu/compiled";
import { configure } from "../../menu/configure";
import { tagsOf } from "../../menu/tags";
import type { VenueCard } from "../../menu/venue-card";
import { toDecimal } from "../../pricing/money";
import { ok, type Result } from "../../result";
import type { AskedLine, CommandEnvelope, CommandOf } from "../commands";
import type { OrderEvent, SoldLine } from "../events";
import { evolve } from "../evolve";
import { mayAlterPrice } from "../policy";
import type { Rejection } from "../rejections";
import { linesOf, type OrderState } from "../state";
import { totals } from "../totals";
import { alive, basket, type Circumstances, type Decision, missingLine, refuse, stampOf } from "./decision";

const MAX_LINES = 500;
/** Largest total in minor units: far above any order, far below where integers lose precision. */
const MAX_TOTAL = 100_000_000_000;

export function create(command: CommandOf<"CreateOrder">, state: OrderState, circumstances: Circumstances): Decision {
  if (state.status !== "ABSENT") return refuse({ code: "order-already-exists" });
  const { envelope } = circumstances;
  const { type: _, contact = {}, extra = {}, append: first, ...facts } = command;
  const stamp = stampOf(envelope);
  if (facts.due !== undefined && isPast(facts.due, envelope)) return refuse({ code: "due-in-the-past", due: facts.due });
  const { tenant, region, order } = envelope;
  const created: OrderEvent = {
    ...stamp,
    type: "OrderCreated",
    tenant,
    region,
    order,
    ...facts,
    contact,
    extra,
    claimCode: claimCodeOf(order),
  };
  if (!first) return ok([created]);
  const appended = append({ type: "AppendLines", ...first }, evolve(state, created), circumstances);
  return appended.ok ? ok([created, ...appended.value]) : appended;
}

/** Six characters that a guest can read to a waiter, out of the order's id: no 0/O, no 1/I. */
function claimCodeOf(order: string): string {
  const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  const digits = order.replaceAll("-", "");
  return [0, 2, 4, 6, 8, 10].map((at) => alphabet[Number.parseInt(digits.slice(at, at + 2), 16) % 32]).join("");
}

export function append(command: CommandOf<"AppendLines">, state: OrderState, { envelope, menu }: Circumstances): Decision {
  const order = basket(state);
  if (!order.ok) return order;
  const { card } = envelope;
  if (!card || card.venue !== command.venue) return refuse({ code: "venue-mismatch", venue: command.venue });
  const channel = channelOf(order.value.orderType);
  const reason = card.closed[channel];
  if (reason !== undefined) return refuse({ code: "venue-closed", venue: card.venue, channel, reason });
  if (!menu) return refuse({ code: "menu-not-compiled", menu: card.menu, venue: card.venue, channel });
  const known = linesOf(order.value);
  if (known.length + command.lines.length > MAX_LINES) return refuse({ code: "too-many-lines", limit: MAX_LINES });

  const locks = card.locks.filter((lock) => lock.channels?.includes(channel) ?? true);
  const kitchen = { envelope, menu, card: { ...card, locks }, at: order.value.due ?? envelope.at, currency: order.value.currency };
  const lines: SoldLine[] = [];
  let total = totals(order.value).gross;
  for (const asked of command.lines) {
    const sold = sell(asked, kitchen);
    if (!sold.ok) return sold;
    total += sold.value.unitPrice * sold.value.quantity;
    lines.push(sold.value);
  }
  if (Math.abs(total) > MAX_TOTAL) return refuse({ code: "amount-too-large", limit: toDecimal(MAX_TOTAL, order.value.currency.decimals) });
  const bucket = { venue: card.venue, name: card.name, menu: card.menu, menuHash: card.menuHashes[channel] ?? "", timeZone: card.timeZone };
  return ok([{ ...stampOf(envelope), type: "LinesAppended", bucket, lines }]);
}

type Kitchen = { envelope: CommandEnvelope; menu: CompiledMenu; card: VenueCard; at: string; currency: { decimals: number } };

/** From what is asked for to what is sold: the product exists, may be sold at that time, its configuration holds, and it has a price. */
function sell(asked: AskedLine, { envelope, menu, card, at, currency }: Kitchen): Result<SoldLine, Rejection> {
  const { productId, quantity, config, price, ...line } = asked;
  const product = productOf(menu, productId);
  if (!product) return refuse({ code: "product-not-found", product: productId, venue: card.venue });
  const lock = card.locks.find(({ products }) => products.includes(productId));
  if (lock) return refuse({ code: "product-locked", product: productId, lock: lock.id, ...(lock.reason && { reason: lock.reason }) });
  if (!isAvailable(product.availability, at, card.timeZone)) {
    return refuse({ code: "product-unavailable", product: productId, at, timeZone: card.timeZone });
  }
  const locked = new Set(card.locks.flatMap(({ products }) => products));
  const configured = configure(product, config, { locked, decimals: currency.decimals, quantity });
  if (!configured.ok) return refuse({ code: "configuration-invalid", product: productId, violations: configured.error });
  const tags = tagsOf(product);
  const { unitPrice, ...sold } = configured.value;
  return ok({
    ...line,
    ...sold,
    productId,
    quantity,
    unitPrice: price !== undefined && mayAlterPrice(envelope.actor) ? price : unitPrice,
    vat: product.vat ?? "0",
    tags,
    eligible: tags.some((tag) => card.discountTags.includes(tag)),
  });
}

export function remove(command: CommandOf<"RemoveLines">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = basket(state);
  if (!order.ok) return order;
  const lines = [...new Set(command.lines)];
  const missing = missingLine(order.value, lines);
  if (missing) return refuse(missing);
  const fixed = linesOf(order.value).find(({ id, status }) => lines.includes(id) && status !== "NEW" && status !== "CONFIRMED");
  if (fixed) return refuse({ code: "line-not-removable", line: fixed.id, lineStatus: fixed.status });
  return ok([{ ...stampOf(envelope), type: "LinesRemoved", lines }]);
}

export function changeQuantity(command: CommandOf<"ChangeQuantity">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = basket(state);
  if (!order.ok) return order;
  const line = linesOf(order.value).find(({ id }) => id === command.line);
  if (!line) return refuse({ code: "line-not-found", line: command.line });
  if (line.quantity === command.quantity) return ok([]);
  const total = totals(order.value).gross + line.unitPrice * (command.quantity - line.quantity);
  if (Math.abs(total) > MAX_TOTAL) return refuse({ code: "amount-too-large", limit: toDecimal(MAX_TOTAL, order.value.currency.decimals) });
  return ok([{ ...stampOf(envelope), type: "QuantityChanged", line: command.line, quantity: command.quantity }]);
}

/** Contact, extra and comments may follow an order until it ends: couriers call, kitchens note. */
export function note(
  command: CommandOf<"SetContact"> | CommandOf<"StoreExtra"> | CommandOf<"CommentOrder"> | CommandOf<"CommentLine">,
  state: OrderState,
  { envelope }: Circumstances,
): Decision {
  const order = alive(state);
  if (!order.ok) return order;
  const stamp = stampOf(envelope);
  switch (command.type) {
    case "SetContact":
      return ok([{ ...stamp, type: "ContactSet", contact: command.contact }]);
    case "StoreExtra":
      return ok([{ ...stamp, type: "ExtraStored", store: command.store }]);
    case "CommentOrder":
      return ok([{ ...stamp, type: "OrderCommented", id: command.id, comment: command.comment }]);
    case "CommentLine": {
      const missing = missingLine(order.value, [command.line]);
      if (missing) return refuse(missing);
      return ok([{ ...stamp, type: "LineCommented", id: command.id, line: command.line, comment: command.comment }]);
    }
  }
}

export function setDue(command: CommandOf<"SetDue">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = basket(state);
  if (!order.ok) return order;
  if (isPast(command.due, envelope)) return refuse({ code: "due-in-the-past", due: command.due });
  return ok([{ ...stampOf(envelope), type: "DueSet", due: new Date(command.due).toISOString() }]);
}

const isPast = (due: string, { at }: CommandEnvelope): boolean => Date.parse(due) < Date.parse(at);

/** The discount worker's answer. It counts only for the basket that it was computed for, and only while nobody is paying. */
export function applyDiscounts(command: CommandOf<"ApplyDiscounts">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = basket(state);
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
