// Orders that change after parts of them have been paid for. For tests only.
import { evaluate } from "../discount/evaluate";
import type { DiscountRule } from "../discount/rule";
import { byLine } from "./split-bill";
import { basketOf } from "./discount-basket";
import { OrderEvent } from "./events";
import { append, boss, given, history, id, under } from "./given.fixture";
import type { FeeRule, OrderSettings } from "./order-settings";
import type { Order } from "./state";
import { sharesByLine } from "./line-shares";

export type Log = readonly OrderEvent[];

export const orderOf = (log: Log): Order => given(...log).order;
export const sum = (amounts: Iterable<number>): number => [...amounts].reduce((all, each) => all + each, 0);
/** What each line bears, in the order of the lines. */
export const bill = (log: Log): number[] => byLine(orderOf(log)).map(({ amount }) => amount);

export const fee = (charge: FeeRule["charge"], more: Partial<FeeRule> = {}): FeeRule => ({
  id: "f",
  kind: "SERVICE",
  name: "Fee",
  vat: "23",
  charge,
  ...more,
});

/** Lines in an order under these of its chain's rules, at any price. */
export const sell = (house: Partial<OrderSettings>, ...lines: Parameters<typeof append>): OrderEvent[] =>
  history([under(house), boss], [append(...lines), boss]);

/** Something more has happened. */
export const next = (log: Log, event: object): OrderEvent[] => [
  ...log,
  OrderEvent.parse({ v: 1, at: "2026-11-22T12:00:01.000Z", by: "tim", cid: "c", ...event }),
];
export const tip = (log: Log, amount: number) => next(log, { type: "TipSet", amount });
export const quantity = (log: Log, line: number, units: number) => next(log, { type: "QuantityChanged", line: id(line), quantity: units });
/** The first part keeps the line's number, the others are 21, 22 and so on. */
export const split = (log: Log, line: number, ...quantities: number[]) => {
  const parts = quantities.map((units, nth) => ({ id: nth === 0 ? id(line) : id(20 + nth), quantity: units }));
  return next(log, { type: "LineSplit", line: id(line), parts });
};

/** A payment for lines by name, of what they cost then, which it keeps. Its number is 90 and that of the first line. */
export function paid(log: Log, ...lines: number[]): OrderEvent[] {
  const costs = sharesByLine(orderOf(log));
  const shares = Object.fromEntries(lines.map((line) => [id(line), costs.get(id(line)) ?? 0]));
  const amount = sum(Object.values(shares));
  const payment = { id: id(90 + (lines[0] ?? 0)), payment: "TERMINAL", source: "till", amount, lines: lines.map(id) };
  return next(log, { type: "PaymentRegistered", ...payment, shares });
}
/** The same as it was written before payments kept shares. */
export const paidBefore = (log: Log, ...lines: number[]): OrderEvent[] =>
  paid(log, ...lines).map((event) => {
    if (event.type !== "PaymentRegistered") return event;
    const { shares: _, ...before } = event;
    return before;
  });

/** The discounts are what the rules give now. */
export function discounted(log: Log, ...rules: DiscountRule[]): OrderEvent[] {
  const basket = basketOf(orderOf(log));
  return basket ? next(log, { type: "DiscountsApplied", layer: "rules", discounts: evaluate(rules, basket) }) : [...log];
}
