// Money and placing. An order is placed when payments cover its total; that is one decision with the payment that does it.
import { sumOf, toDecimal } from "../../pricing/money";
import { ok } from "../../result";
import type { CommandEnvelope, CommandOf } from "../commands";
import type { EventOf, OrderEvent } from "../events";
import { soldTotal } from "../line-total";
import { mayOpenTab } from "../command-permissions";
import type { Rejection } from "../rejections";
import { isTab, isVoid, linesOf, type Order } from "../state";
import { sharesByLine } from "../line-shares";
import { inCoins, totals, unclaimed } from "../totals";
import { alive, type DecisionContext, type Decision, existing, inTransit, missingLine, paidFor, payable, refuse, stampOf } from "./guards";
import { type Handlers, when } from "./handler";
import { discounting, discountsObstacle, skippedDiscounts } from "./discounting";
import { unavailableLine } from "./unavailable-line";
import { lapse, lapsedBy, superseded } from "./lapsed-payments";
import { paymentShares } from "./payment-shares";
import { placingObstacle } from "./placing-terms";
import { registerFromProvider } from "./provider-money";
import { applied, empty, registered, settling, type Tender } from "./payment-booking";

export const paymentHandlers = {
  OpenPayment: when(existing, openPayment),
  RegisterPayment: when(existing, registerPayment),
  DeclinePayment: when(existing, declinePayment),
  CompleteOrder: when(alive, complete),
} satisfies Partial<Handlers>;

/** A line that is named twice is one line. */
const naming = <C extends { lines?: string[] | undefined }>(command: C): C =>
  command.lines ? { ...command, lines: [...new Set(command.lines)] } : command;

/** Payments that one order may begin, whatever became of them. */
const MAX_PAYMENTS = 100;

function openPayment(asked: CommandOf<"OpenPayment">, begun: Order, context: DecisionContext): Decision {
  const { envelope } = context;
  const command = naming(asked);
  const twin = begun.pendingPayments.find(({ id }) => id === command.id);
  if (twin && twin.payment === command.payment && twin.amount === command.amount && sameLines(twin.lines, command.lines)) return ok([]);
  if (isKnown(begun, command.id)) return refuse({ code: "payment-id-taken", payment: command.id });
  const open = payable(begun);
  if (!open.ok) return open;
  if (open.value.pendingPayments.length + open.value.lapsed.length >= MAX_PAYMENTS)
    return refuse({ code: "too-many-payments", limit: MAX_PAYMENTS });
  // Who comes back from the provider's page and pays again means the new payment.
  const given = discounting(superseded(open.value, command, envelope), open.value, context);
  const freed = given.reduce(applied, open.value);
  const skipped = skippedDiscounts(freed, context);
  const order = skipped.reduce(applied, freed);
  const obstacle = discountsObstacle(freed) ?? unpayable(order, envelope) ?? forLines(order, command);
  if (obstacle) return refuse(obstacle);
  // What somebody else is paying just now is not asked for twice.
  const { remaining } = totals(order);
  const left = unclaimed(order);
  const [other] = order.pendingPayments;
  if (other && left === 0 && remaining > 0) return refuse({ code: "order-being-paid", payment: other.id });
  if (command.amount > left || (command.amount === 0 && left > 0)) {
    return refuse({ code: "payment-amount-mismatch", expected: decimal(order, left), asked: decimal(order, command.amount) });
  }
  const { type: _, ...payment } = command;
  const binding = paymentShares(order, command, left);
  const opened: OrderEvent = { ...stampOf(envelope), type: "PaymentOpened", ...payment, ...binding, revision: order.revision };
  return ok([...given, ...skipped, opened]);
}

function registerPayment(asked: CommandOf<"RegisterPayment">, order: Order, context: DecisionContext): Decision {
  const { envelope } = context;
  const command = naming(asked);
  const known = order.payments.find(({ id }) => id === command.id);
  if (known) return isSame(known, command, envelope.actor) ? ok([]) : refuse({ code: "payment-id-taken", payment: command.id });
  if (envelope.actor.kind === "service") return registerFromProvider(command, order, context);
  // Only its provider knows what became of a payment that has begun there.
  if (isKnown(order, command.id)) return refuse({ code: "payment-id-taken", payment: command.id });
  return command.taken ? registerTaken(command, order, context) : registerTender(command, order, context);
}

const isKnown = ({ payments, pendingPayments, lapsed, pendingRefunds }: Order, id: string): boolean =>
  [...payments, ...pendingPayments, ...lapsed, ...pendingRefunds].some((each) => each.id === id);

/** Money that is taken already may be kept without its lines, and a provider names none. */
const isSame = (known: Order["payments"][number], { payment, amount, lines, taken }: Tender, actor: CommandEnvelope["actor"]): boolean =>
  known.payment === payment &&
  (known.tendered ?? known.amount) === amount &&
  (taken === true || actor.kind === "service" || sameLines(known.lines, lines));

const sameLines = (some: readonly string[] = [], others: readonly string[] = []): boolean =>
  some.length === others.length && new Set([...some, ...others]).size === some.length;

/** Money that the guest holds out: it is taken if the order can be paid, and as far as something is left to pay. */
function registerTender(command: Tender, begun: Order, context: DecisionContext): Decision {
  const { envelope } = context;
  const open = payable(begun);
  if (!open.ok) return open;
  const skipped = skippedDiscounts(open.value, context);
  const order = skipped.reduce(applied, open.value);
  const obstacle = discountsObstacle(open.value) ?? unpayable(order, envelope) ?? forLines(order, command);
  if (obstacle) return refuse(obstacle);
  const { remaining } = totals(order);
  const nothing = paysNothing(order, command, remaining);
  if (nothing) return refuse(nothing);
  const cash = command.payment === "CASH" && remaining > 0;
  if (command.amount > remaining && !cash) {
    return refuse({ code: "payment-exceeds-total", remaining: decimal(order, remaining), asked: decimal(order, command.amount) });
  }
  const money = cash ? inCash(command, order, remaining, envelope) : [registered(command, order, remaining, envelope)];
  return ok([...skipped, ...settling(order, money, envelope)]);
}

/** No money is no payment, unless what is left is nothing, or less than coins can give. */
function paysNothing(order: Order, { amount, payment }: Pick<Tender, "amount" | "payment">, remaining: number): Rejection | undefined {
  const least = payment === "CASH" ? inCoins(remaining, order.settings.cashRounding) : remaining;
  if (amount > 0 || least <= 0) return undefined;
  return { code: "payment-amount-mismatch", expected: decimal(order, remaining), asked: decimal(order, amount) };
}

/**
 * Money that a till has taken while it was away is on the books, whatever has become of the bill; what is too much can be given back.
 * What it places was sold without the discounts that are still to come.
 */
function registerTaken(command: Tender, order: Order, context: DecisionContext): Decision {
  const booked = bookTaken(command, order, context.envelope);
  if (!booked.ok || !booked.value.some(({ type }) => type === "OrderCompleted")) return booked;
  return ok([...skippedDiscounts(order, context), ...booked.value]);
}

function bookTaken({ lines, ...command }: Tender, order: Order, envelope: CommandEnvelope): Decision {
  const { remaining } = totals(order);
  const nothing = paysNothing(order, command, remaining);
  if (nothing) return refuse(nothing);
  const free = lines !== undefined && missingLine(order, lines) === undefined && paidFor(order, lines) === undefined;
  const tendered = { ...command, ...(free && { lines }) };
  if (free && linesOf(order).some((line) => isVoid(line) && lines.includes(line.id)))
    return ok(settling(order, [takenForVoid(tendered, lines, order, envelope)], envelope));
  const cash = command.payment === "CASH" && remaining > 0;
  const money = cash ? inCash(tendered, order, remaining, envelope) : [registered(tendered, order, remaining, envelope)];
  return ok(settling(order, money, envelope));
}

/** Of lines that are void by now a till has taken what they were sold for, and has given change on that. */
function takenForVoid(command: Tender, named: readonly string[], order: Order, envelope: CommandEnvelope): EventOf<"PaymentRegistered"> {
  const sold = linesOf(order).filter((line) => isVoid(line) && named.includes(line.id));
  const asked = costOf(order, named) + sumOf(sold.map(soldTotal).map(({ net, deposit }) => ({ amount: net + deposit })));
  const { amount } = command;
  const paid = registered({ ...command, amount: command.payment === "CASH" ? Math.min(amount, asked) : amount }, order, asked, envelope);
  return paid.amount < amount ? { ...paid, tendered: amount } : paid;
}

/**
 * Cash that covers what is asked settles it, to the coins there are if it is the last of the bill;
 * what is more goes back as change, what is less is taken.
 */
function inCash(command: Tender, order: Order, remaining: number, envelope: CommandEnvelope): OrderEvent[] {
  const asked = Math.min(remaining, command.lines ? costOf(order, command.lines) : remaining);
  const inFull = asked === remaining ? inCoins(remaining, order.settings.cashRounding) : asked;
  // Who hands over enough, but not what coins can give, has paid: the total moves to it.
  const due = command.amount >= inFull || command.amount < asked ? inFull : command.amount;
  if (command.amount < due) return [registered({ ...command, amount: Math.min(command.amount, remaining) }, order, remaining, envelope)];
  const rounded: OrderEvent[] = due === asked ? [] : [{ ...stampOf(envelope), type: "CashRounded", amount: due - asked }];
  const after = rounded.reduce(applied, order);
  const paid = registered({ ...command, amount: due }, after, totals(after).remaining, envelope);
  return [...rounded, command.amount > due ? { ...paid, tendered: command.amount } : paid];
}

/**
 * An order that was paid before it came here, at prices of there: what they differ by from ours is on record, and nothing is left to pay.
 */
export function paidElsewhere(paid: NonNullable<CommandOf<"CreateOrder">["paid"]>, order: Order, envelope: CommandEnvelope): Decision {
  const obstacle = unpayable(order, envelope);
  if (obstacle) return refuse(obstacle);
  const { total } = totals(order);
  const { amount = total } = paid;
  const adjusted: OrderEvent[] =
    amount === total ? [] : [{ ...stampOf(envelope), type: "TotalAdjusted", amount: amount - total, reason: paid.source }];
  const after = adjusted.reduce(applied, order);
  const money = registered({ type: "RegisterPayment", ...paid, amount }, after, totals(after).remaining, envelope);
  return ok(settling(order, [...adjusted, money], envelope));
}

function declinePayment(command: CommandOf<"DeclinePayment">, order: Order, { envelope }: DecisionContext): Decision {
  if (order.payments.some(({ id }) => id === command.id)) return refuse({ code: "payment-already-settled", payment: command.id });
  if (order.lapsed.some(({ id }) => id === command.id)) return ok([]);
  if (!order.pendingPayments.some(({ id }) => id === command.id)) return refuse({ code: "payment-not-found", payment: command.id });
  return ok([lapse(command.id, command.reason, envelope)]);
}

/** Places what is paid for; a tab is placed unpaid by those who will bring the bill. */
function complete(_: CommandOf<"CompleteOrder">, open: Order, context: DecisionContext): Decision {
  const { envelope } = context;
  if (open.status !== "NEW") return ok([]); // placed already: what the caller wants
  const skipped = skippedDiscounts(open, context);
  const order = skipped.reduce(applied, open);
  const obstacle = discountsObstacle(open) ?? unpayable(order, envelope);
  if (obstacle) return refuse(obstacle);
  const { remaining, total, paid } = totals(order);
  const onTheBill = isTab(order) && mayOpenTab(envelope.actor, order);
  if (remaining > 0 && !onTheBill) return refuse({ code: "order-not-paid", total: decimal(order, total), paid: decimal(order, paid) });
  // What nothing is left for does not stay open.
  const lapsed = remaining > 0 ? [] : lapsedBy(order, "nothing is left to pay", envelope);
  return ok([...skipped, { ...stampOf(envelope), type: "OrderCompleted" }, ...lapsed]);
}

/** What stands in the way of taking money for an order, or of placing it. */
const unpayable = (order: Order, envelope: CommandEnvelope): Rejection | undefined =>
  empty(order) ?? inTransit(order) ?? (order.status === "NEW" ? (unavailableLine(order) ?? placingObstacle(order, envelope)) : undefined);

/** A payment for named lines is of what they cost, and no line is paid for twice. */
function forLines(
  order: Order,
  { lines, amount, payment }: { lines?: string[] | undefined; amount: number; payment: string },
): Rejection | undefined {
  if (!lines) return undefined;
  const missing = missingLine(order, lines);
  if (missing) return missing;
  const twice = paidFor(order, lines);
  if (twice) return twice;
  const cost = costOf(order, lines);
  const { remaining } = totals(order);
  // The last of a bill costs what coins can give.
  const inHand = cost === remaining ? Math.min(cost, inCoins(cost, order.settings.cashRounding)) : cost;
  const enough = payment === "CASH" ? amount >= inHand : amount === cost;
  return enough ? undefined : { code: "lines-amount-mismatch", expected: decimal(order, cost), asked: decimal(order, amount) };
}

function costOf(order: Order, lines: readonly string[]): number {
  const shares = sharesByLine(order);
  return lines.reduce((sum, line) => sum + (shares.get(line) ?? 0), 0);
}

const decimal = (order: Order, amount: number): string => toDecimal(amount, order.currency.decimals);
