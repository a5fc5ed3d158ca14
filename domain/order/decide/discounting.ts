// Discounts are of the very basket that the order has. What changes the basket computes them anew in the same decision; where the rules are
// not at hand, those of before are taken back, and the order says that they are still to come.
import { evaluate } from "../../discount/evaluate";
import type { OrderDiscount } from "../../discount/line-discount";
import { RULES_LAYER } from "../../discount/rule";
import type { RuleSet } from "../../discount/rule-set";
import { basketOf, isOpenBasket } from "../discount-basket";
import type { OrderEvent } from "../events";
import { changesBasket, evolve } from "../evolve";
import { paidLines } from "../paid-lines";
import type { Rejection } from "../rejections";
import { isVoid, linesOf, type Order, type OrderState } from "../state";
import { type DecisionContext, heldByPayment, type Stamp, stampOf } from "./guards";

/** The events, and after them those that bring the discounts of the basket that they make, or of lines that nobody pays for any more. */
export function discounting(events: OrderEvent[], state: OrderState, { envelope, ruleSet }: DecisionContext): OrderEvent[] {
  const isChanged = events.some(changesBasket);
  if (!isChanged && (!events.some(mayFreeLines) || events.some(isOfRules))) return events;
  const after = events.reduce(evolve, state);
  if (after.status === "ABSENT" || !isOpenBasket(after)) return events;
  const stamp = stampOf(envelope);
  if (isChanged) return [...events, ...discountsOf(after, ruleSet, stamp)];
  return comesFree(state, after) ? [...events, ...rulesDiscounts(after, ruleSet, stamp)] : events;
}

/** A payment that comes to nothing, or is undone, binds its lines no more. */
const mayFreeLines = ({ type }: OrderEvent): boolean => type === "PaymentDeclined" || type === "RefundOpened" || type === "PaymentRefunded";

/** The decision has dealt with them already. */
const isOfRules = (event: OrderEvent): boolean => event.type === "DiscountsApplied" && event.layer === RULES_LAYER;

function comesFree(before: OrderState, after: Order): boolean {
  if (before.status === "ABSENT") return false;
  const bound = paidLines(after);
  return [...paidLines(before)].some((line) => !bound.has(line));
}

/** Discounts that a former change had to leave out, when the rules are at hand by now. */
export function lateDiscounts(state: OrderState, { envelope, ruleSet }: DecisionContext): OrderEvent[] {
  if (state.status === "ABSENT" || !state.discountsPending || !isOpenBasket(state) || heldByPayment(state)) return [];
  return isOf(ruleSet, state) ? discountsOf(state, ruleSet, stampOf(envelope)) : [];
}

/** Why no money is asked for yet: discounts are still to come, and the chain waits for them. */
export const discountsObstacle = ({ discountsPending, settings }: Order): Rejection | undefined =>
  discountsPending && settings.discountsLate !== "without" ? { code: "discounts-pending", retryAfterSeconds: 1 } : undefined;

/** A chain that does not wait goes on without the discounts that are not there, and the order says so. */
export const skippedDiscounts = (order: Order, { envelope }: DecisionContext): OrderEvent[] =>
  order.discountsPending
    ? [{ ...stampOf(envelope), type: "DiscountsApplied", layer: RULES_LAYER, discounts: kept(order, RULES_LAYER), late: "skipped" }]
    : [];

function discountsOf(order: Order, ruleSet: RuleSet | undefined, stamp: Stamp): OrderEvent[] {
  // Most baskets have no discounts, and nothing that could earn one.
  if (!order.discountsPending && !linesOf(order).some(({ eligible, discounts }) => eligible || discounts.length > 0)) return [];
  const others = new Set(linesOf(order).flatMap(({ discounts }) => discounts.map(({ layer }) => layer)));
  others.delete(RULES_LAYER);
  // Who gave a layer from outside gave it for the basket of before.
  const taken = [...others].flatMap((layer) => applied(order, { layer, discounts: kept(order, layer) }, stamp));
  return [...taken, ...rulesDiscounts(order, ruleSet, stamp)];
}

function rulesDiscounts(order: Order, ruleSet: RuleSet | undefined, stamp: Stamp): OrderEvent[] {
  const bound = paidLines(order);
  const wanted = linesOf(order).some((line) => line.eligible && !isVoid(line) && !bound.has(line.id));
  const still = kept(order, RULES_LAYER);
  if (!wanted) return applied(order, { layer: RULES_LAYER, discounts: still }, stamp);
  if (isOf(ruleSet, order)) {
    return applied(order, { layer: RULES_LAYER, discounts: [...still, ...given(order, ruleSet)], rules: ruleSet.hash }, stamp);
  }
  if (order.discountsPending && inForce(order, RULES_LAYER).length === still.length) return [];
  return [{ ...stamp, type: "DiscountsApplied", layer: RULES_LAYER, discounts: still, late: "pending" }];
}

/** What the rules give to lines that nobody has paid for, or is paying for. */
function given(order: Order, { rules }: RuleSet): OrderDiscount[] {
  const bound = paidLines(order);
  const basket = basketOf(order);
  return basket ? evaluate(rules, basket).filter(({ line }) => !bound.has(line)) : [];
}

const isOf = (ruleSet: RuleSet | undefined, { discountRules }: Order): ruleSet is RuleSet =>
  ruleSet !== undefined && ruleSet.hash === discountRules;

const inForce = (order: Order, layer: string): OrderDiscount[] =>
  linesOf(order).flatMap(({ discounts }) => discounts.filter((discount) => discount.layer === layer));

/** Of lines that are paid for: they stand still. */
function kept(order: Order, layer: string): OrderDiscount[] {
  const bound = paidLines(order);
  return inForce(order, layer).filter(({ line }) => bound.has(line));
}

function applied(order: Order, what: { layer: string; discounts: OrderDiscount[]; rules?: string }, stamp: Stamp): OrderEvent[] {
  const { layer, discounts } = what;
  const same = sameDiscounts(inForce(order, layer), discounts) && !(layer === RULES_LAYER && order.discountsPending);
  return same ? [] : [{ ...stamp, type: "DiscountsApplied", ...what }];
}

export const sameDiscounts = (a: readonly OrderDiscount[], b: readonly OrderDiscount[]): boolean => sorted(a) === sorted(b);
const sorted = (discounts: readonly OrderDiscount[]) =>
  JSON.stringify(discounts.map(({ line, layer, name, type, amount }) => [line, layer, name, type, amount].join("\0")).toSorted());
