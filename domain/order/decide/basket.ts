// Building an order: what guests, waiters and tills do before it is placed.
import { RULES_LAYER } from "../../discount/rule";
import type { VenueCard } from "../../menu/venue-card";
import { MAX_AMOUNT } from "../../pricing/money";
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import { withZoneFees } from "../delivery-destination";
import { created } from "../event-definitions/creation";
import type { EventOf, OrderEvent } from "../events";
import { DEFAULT_SETTINGS } from "../order-settings";
import { paidLines } from "../paid-lines";
import type { SoldLine } from "../sold-line";
import { linesHeld, linesOf, type Order, type OrderState } from "../state";
import { grossOf } from "../totals";
import { amountTooLarge } from "./amount-limits";
import { bucketAt } from "./venue-bucket";
import { type DecisionContext, type Decision, editable, heldByPayment, missingLine, paidFor, refuse, stampOf } from "./guards";
import { type Handlers, when } from "./handler";
import { sameDiscounts } from "./discounting";
import { dueObstacle } from "./requested-time";
import { readyWithout } from "./kitchen";
import { applied } from "./payment-booking";
import { paidElsewhere } from "./payments";
import { placingObstacle } from "./placing-terms";
import { openPlaceOfSale } from "./place-of-sale";
import { sell } from "./sell";

export const basketHandlers = {
  CreateOrder: create,
  AppendLines: when(editable, append),
  RemoveLines: when(editable, remove),
  ChangeQuantity: when(editable, changeQuantity),
  ApplyDiscounts: when(editable, applyDiscounts),
} satisfies Partial<Handlers>;

export const MAX_LINES = 500;

/** Nobody joins an order that nobody has given a code. */
const NO_CODE = "";

function create(command: CommandOf<"CreateOrder">, state: OrderState, context: DecisionContext): Decision {
  if (state.status !== "ABSENT") return refuse({ code: "order-already-exists" });
  const { envelope } = context;
  const { type: _, contact = {}, extra = {}, house = DEFAULT_SETTINGS, append: first, paid, ...facts } = command;
  const { tenant, region, order, destination } = envelope;
  const geoPosition = facts.geoPosition ?? destination?.geoPosition;
  const creation: EventOf<"OrderCreated"> = {
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
    claimCode: envelope.claimCode ?? NO_CODE,
    house: withZoneFees(house, destination?.fees ?? []),
  };
  const begun = created(creation);
  const obstacle = facts.due !== undefined && dueObstacle(begun, facts.due, envelope);
  if (obstacle) return refuse(obstacle);
  const appended = first ? append({ type: "AppendLines", ...first }, begun, context) : ok([]);
  if (!appended.ok) return appended;
  const events = [creation, ...appended.value];
  if (!paid) return ok(events);
  // What was sold elsewhere costs what it did there: the chain's discounts are for its own guests.
  const filled = appended.value.reduce(applied, begun);
  const unmet = placingObstacle(filled, envelope);
  if (unmet) return refuse(unmet);
  const settled = paidElsewhere(paid, filled, envelope);
  return settled.ok ? ok([...events, ...settled.value]) : settled;
}

function append(command: CommandOf<"AppendLines">, order: Order, context: DecisionContext): Decision {
  const { envelope } = context;
  const held = heldByPayment(order);
  if (held) return refuse(held);
  const place = openPlaceOfSale(order, command.venue, context);
  if (!place.ok) return place;
  const { card, channel } = place.value;
  const known = linesHeld(order);
  if (known.length + command.lines.length > MAX_LINES) return refuse({ code: "too-many-lines", limit: MAX_LINES });
  const twin = command.lines.find(
    ({ id }, index) => known.some((line) => line.id === id) || command.lines.findIndex((line) => line.id === id) < index,
  );
  if (twin) return refuse({ code: "line-exists", line: twin.id });

  const lines: SoldLine[] = [];
  let total = grossOf(order);
  for (const asked of command.lines) {
    const sold = sell(asked, place.value);
    if (!sold.ok) return sold;
    total += sold.value.unitPrice * sold.value.quantity;
    lines.push(sold.value);
  }
  if (Math.abs(total) > MAX_AMOUNT) return refuse(amountTooLarge(order.currency));
  const rules = changedDiscountRules(order, card);
  return ok([{ ...stampOf(envelope), type: "LinesAppended", bucket: bucketAt(card, channel), lines, ...rules }]);
}

/** The chain's discount rules, where the card names others than the order has. */
export const changedDiscountRules = (order: Order, { discountRules }: VenueCard) =>
  discountRules === undefined || discountRules === order.discountRules ? {} : { discountRules };

function remove(command: CommandOf<"RemoveLines">, order: Order, { envelope }: DecisionContext): Decision {
  const lines = [...new Set(command.lines)];
  const obstacle = heldByPayment(order) ?? missingLine(order, lines) ?? paidFor(order, lines);
  if (obstacle) return refuse(obstacle);
  // In a basket a confirmed line is only chosen; on a tab that was fired the kitchen has it.
  const fixed = linesOf(order).find(
    ({ id, status }) => lines.includes(id) && status !== "NEW" && (status !== "CONFIRMED" || order.status !== "NEW"),
  );
  if (fixed) return refuse({ code: "line-not-removable", line: fixed.id, lineStatus: fixed.status });
  const stamp = stampOf(envelope);
  const removed: OrderEvent = { ...stamp, type: "LinesRemoved", lines };
  return ok([removed, ...readyWithout([removed], order, stamp)]);
}

function changeQuantity(command: CommandOf<"ChangeQuantity">, order: Order, { envelope }: DecisionContext): Decision {
  const line = linesOf(order).find(({ id }) => id === command.line);
  if (!line) return refuse({ code: "line-not-found", line: command.line });
  if (line.quantity === command.quantity) return ok([]);
  const paid = heldByPayment(order) ?? paidFor(order, [line.id]);
  if (paid) return refuse(paid);
  if (order.status !== "NEW" && line.status !== "NEW")
    return refuse({ code: "line-not-removable", line: line.id, lineStatus: line.status });
  const total = grossOf(order) + line.unitPrice * (command.quantity - line.quantity);
  if (Math.abs(total) > MAX_AMOUNT) return refuse(amountTooLarge(order.currency));
  return ok([{ ...stampOf(envelope), type: "QuantityChanged", line: command.line, quantity: command.quantity }]);
}

/** The discount worker's answer. It counts only for the basket that it was computed for, and only while nobody is paying. */
function applyDiscounts(command: CommandOf<"ApplyDiscounts">, order: Order, { envelope }: DecisionContext): Decision {
  const { revision, discountsPending } = order;
  const bound = paidLines(order);
  const isStale = command.revision !== revision || (command.paid !== undefined && !sameLines(command.paid, bound));
  if (isStale) return refuse({ code: "stale-discounts", revision: command.revision, actual: revision });
  const held = heldByPayment(order);
  if (held) return refuse(held);
  const missing = missingLine(
    order,
    command.discounts.map(({ line }) => line),
  );
  if (missing) return refuse(missing);
  const isRules = command.layer === RULES_LAYER;
  if (isRules && !discountsPending) return ok([]); // it has found the rules meanwhile, and priced itself
  // What somebody has paid for keeps the discounts that it has.
  const inForce = linesOf(order).flatMap(({ discounts }) => discounts.filter(({ layer }) => layer === command.layer));
  const discounts = [...inForce.filter(({ line }) => bound.has(line)), ...command.discounts.filter(({ line }) => !bound.has(line))];
  if (!isRules && sameDiscounts(inForce, discounts)) return ok([]);
  return ok([{ ...stampOf(envelope), type: "DiscountsApplied", layer: command.layer, discounts }]);
}

const sameLines = (lines: readonly string[], others: ReadonlySet<string>): boolean =>
  new Set(lines).size === others.size && lines.every((line) => others.has(line));
