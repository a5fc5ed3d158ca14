// Money and placing. An order is placed when payments cover its total; that is one decision with the payment that does it.
import { toDecimal } from "../../pricing/money";
import { ok } from "../../result";
import type { CommandOf } from "../commands";
import { evolve } from "../evolve";
import type { OrderEvent } from "../events";
import { mayOpenTab } from "../policy";
import type { Rejection } from "../rejections";
import { isTab, isVoid, linesOf, type Order, type OrderState } from "../state";
import { inCoins, sharesByLine, totals } from "../totals";
import {
  alive,
  type Circumstances,
  type Decision,
  editable,
  existing,
  inTransit,
  missingLine,
  refuse,
  standing,
  stampOf,
} from "./decision";
import { goneLine } from "./gone-line";
import { placingObstacle } from "./placing-terms";

type Envelope = Circumstances["envelope"];

/** A line that is named twice is one line. */
const naming = <C extends { lines?: string[] | undefined }>(command: C): C =>
  command.lines ? { ...command, lines: [...new Set(command.lines)] } : command;

export function openPayment(asked: CommandOf<"OpenPayment">, state: OrderState, { envelope }: Circumstances): Decision {
  const command = naming(asked);
  const order = editable(state);
  if (!order.ok) return order;
  const known = order.value.opened.some(({ id }) => id === command.id) || order.value.payments.some(({ id }) => id === command.id);
  if (known) return ok([]);
  const obstacle = unpayable(order.value, envelope) ?? forLines(order.value, command);
  if (obstacle) return refuse(obstacle);
  // What somebody else is paying just now is not asked for twice.
  const begun = order.value.opened.reduce((sum, { amount }) => sum + amount, 0);
  const left = Math.max(0, totals(order.value).remaining - begun);
  if (command.amount > left || (command.amount === 0 && left > 0)) {
    return refuse({ code: "payment-amount-mismatch", expected: decimal(order.value, left), asked: decimal(order.value, command.amount) });
  }
  const { type: _, ...opened } = command;
  return ok([{ ...stampOf(envelope), type: "PaymentOpened", ...opened }]);
}

export function registerPayment(asked: CommandOf<"RegisterPayment">, state: OrderState, { envelope }: Circumstances): Decision {
  const command = naming(asked);
  const order = existing(state);
  if (!order.ok) return order;
  if (order.value.payments.some(({ id }) => id === command.id)) return ok([]);
  const begun = order.value.opened.some(({ id }) => id === command.id);
  const open = editable(state);
  if (!open.ok) return open;
  // A provider's money is there whatever has changed since; a tender at the till is still in the guest's hand.
  if (begun) return ok(taking(open.value, [registered(command, envelope)], envelope));
  if (envelope.actor.kind === "service") return refuse({ code: "payment-not-found", payment: command.id });
  const obstacle = unpayable(open.value, envelope) ?? forLines(open.value, command);
  if (obstacle) return refuse(obstacle);
  const { remaining } = totals(open.value);
  const cash = command.payment === "CASH" && remaining > 0;
  if (command.amount > remaining && !cash) {
    return refuse({ code: "payment-exceeds-total", remaining: decimal(open.value, remaining), asked: decimal(open.value, command.amount) });
  }
  if (cash) return ok(taking(open.value, inCash(command, open.value, remaining, envelope), envelope));
  return ok(taking(open.value, [registered(command, envelope)], envelope));
}

const registered = (command: CommandOf<"RegisterPayment">, envelope: Envelope): OrderEvent => ({
  ...command,
  ...stampOf(envelope),
  type: "PaymentRegistered",
});

/** Cash that covers what is asked settles it, to the coins there are if it is the last of the bill; what is more goes back as change, what is less is taken. */
function inCash(command: CommandOf<"RegisterPayment">, order: Order, remaining: number, envelope: Envelope): OrderEvent[] {
  const asked = Math.min(remaining, command.lines ? costOf(order, command.lines) : remaining);
  const due = asked === remaining ? inCoins(remaining, order.house.cashRounding) : asked;
  if (command.amount < due) return [registered({ ...command, amount: Math.min(command.amount, remaining) }, envelope)];
  const rounded: OrderEvent[] = due === asked ? [] : [{ ...stampOf(envelope), type: "CashRounded", amount: due - asked }];
  const { type: _, ...money } = command;
  const change = command.amount > due ? { tendered: command.amount } : {};
  return [...rounded, { ...stampOf(envelope), type: "PaymentRegistered", ...money, amount: due, ...change }];
}

/** The events of a payment, and the placing if they cover the total. */
function taking(order: Order, events: OrderEvent[], envelope: Envelope): OrderEvent[] {
  const after = events.reduce(evolve, order as OrderState);
  const covered = after.status === "NEW" && !empty(after) && totals(after).remaining === 0;
  return covered ? [...events, { ...stampOf(envelope), type: "OrderCompleted" }] : events;
}

/** An order that was paid before it came here. */
export function paidElsewhere(
  paid: NonNullable<CommandOf<"CreateOrder">["paid"]>,
  state: OrderState,
  { envelope }: Circumstances,
): Decision {
  const order = existing(state);
  if (!order.ok) return order;
  const obstacle = empty(order.value);
  if (obstacle) return refuse(obstacle);
  const { total } = totals(order.value);
  if (paid.amount !== undefined && paid.amount !== total) {
    return refuse({ code: "payment-amount-mismatch", expected: decimal(order.value, total), asked: decimal(order.value, paid.amount) });
  }
  return ok(taking(order.value, [registered({ type: "RegisterPayment", ...paid, amount: total }, envelope)], envelope));
}

export function declinePayment(command: CommandOf<"DeclinePayment">, state: OrderState, { envelope }: Circumstances): Decision {
  const order = existing(state);
  if (!order.ok) return order;
  if (order.value.payments.some(({ id }) => id === command.id)) return refuse({ code: "payment-already-settled", payment: command.id });
  if (!order.value.opened.some(({ id }) => id === command.id)) return refuse({ code: "payment-not-found", payment: command.id });
  return ok([{ ...stampOf(envelope), type: "PaymentDeclined", id: command.id, reason: command.reason }]);
}

/** Places what is paid for; a tab is placed unpaid by those who will bring the bill. */
export function complete(state: OrderState, { envelope }: Circumstances): Decision {
  const order = alive(state);
  if (!order.ok) return order;
  if (order.value.status !== "NEW") return ok([]); // placed already: what the caller wants
  const obstacle = unpayable(order.value, envelope);
  if (obstacle) return refuse(obstacle);
  const { remaining, total, paid } = totals(order.value);
  const { decimals } = order.value.currency;
  const onTheBill = isTab(order.value) && mayOpenTab(envelope.actor, order.value);
  if (remaining > 0 && !onTheBill)
    return refuse({ code: "order-not-paid", total: toDecimal(total, decimals), paid: toDecimal(paid, decimals) });
  return ok([{ ...stampOf(envelope), type: "OrderCompleted" }]);
}

const empty = (order: Order): Rejection | undefined => (linesOf(order).every(isVoid) ? { code: "order-empty" } : undefined);

/** What stands in the way of taking money for an order, or of placing it. */
const unpayable = (order: Order, envelope: Envelope): Rejection | undefined =>
  empty(order) ?? inTransit(order) ?? (order.status === "NEW" ? (goneLine(order) ?? placingObstacle(order, envelope)) : undefined);

/** A payment for named lines is of what they cost, and no line is paid for twice. */
function forLines(
  order: Order,
  { lines, amount, payment }: { lines?: string[] | undefined; amount: number; payment: string },
): Rejection | undefined {
  if (!lines) return undefined;
  const missing = missingLine(order, lines);
  if (missing) return missing;
  const asked = new Set(lines);
  for (const { id, lines: covered = [] } of [...standing(order), ...order.opened]) {
    const twice = covered.find((line) => asked.has(line));
    if (twice !== undefined) return { code: "line-already-paid", line: twice, payment: id };
  }
  const cost = costOf(order, lines);
  const enough = payment === "CASH" ? amount >= cost : amount === cost;
  return enough ? undefined : { code: "lines-amount-mismatch", expected: decimal(order, cost), asked: decimal(order, amount) };
}

function costOf(order: Order, lines: readonly string[]): number {
  const shares = sharesByLine(order);
  return lines.reduce((sum, line) => sum + (shares.get(line) ?? 0), 0);
}

const decimal = (order: Order, amount: number): string => toDecimal(amount, order.currency.decimals);
