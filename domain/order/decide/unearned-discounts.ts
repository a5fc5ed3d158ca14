// A line that is paid for keeps its discount. What that was counted with a guest does not take out again; staff may, they see to the money.
import { evaluate } from "../../discount/evaluate";
import { RULES_LAYER } from "../../discount/rule";
import type { RuleSet } from "../../discount/rule-set";
import { type Minor, sumOf } from "../../pricing/money";
import { basketOf } from "../discount-basket";
import type { OrderEvent } from "../events";
import { changesBasket, evolve } from "../evolve";
import { paidLines, paymentsInForce } from "../paid-lines";
import { isStaff } from "../command-permissions";
import type { Rejection } from "../rejections";
import { isVoid, linesOf, type OrderState } from "../state";
import { without } from "../without";
import type { DecisionContext } from "./guards";

export function unearnedObstacle(
  events: readonly OrderEvent[],
  state: OrderState,
  { envelope: { actor }, ruleSet }: DecisionContext,
): Rejection | undefined {
  if (state.status === "ABSENT" || actor.kind !== "user" || !ruleSet || !events.some(changesBasket)) return undefined;
  const [payment] = paymentsInForce(state);
  if (!payment || state.buckets.some(({ venue }) => isStaff(actor, venue))) return undefined;
  const after = events.reduce(evolve, state);
  // Shares of one discount are rounded: a minor unit for each line says nothing.
  const isLess = unearned(after, ruleSet) > unearned(state, ruleSet) + paidLines(state).size;
  return isLess ? { code: "order-has-payments", payment: payment.id } : undefined;
}

/** What lines have of discounts beyond what the rules give for the lines that there are. */
function unearned(order: OrderState, { rules }: RuleSet): Minor {
  const basket = order.status === "ABSENT" ? null : basketOf(order);
  if (order.status === "ABSENT" || !basket) return 0;
  const lines = basket.lines.map((line) => without(line, "alreadyGiven"));
  const sold = linesOf(order).filter((line) => !isVoid(line));
  const had = sold.flatMap(({ discounts }) => discounts.filter(({ layer }) => layer === RULES_LAYER));
  return Math.max(0, sumOf(had) - sumOf(evaluate(rules, { ...basket, lines })));
}
