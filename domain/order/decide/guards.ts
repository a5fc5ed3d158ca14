import type { RuleSet } from "../../discount/rule-set";
import type { CompiledMenu } from "../../menu/compiled";
import { err, type Result } from "../../result";
import type { CommandEnvelope } from "../commands";
import type { OrderEvent } from "../events";
import type { PrepTimes } from "../ready-estimate";
import type { Rejection } from "../rejections";
import type { Basket, Order, OrderState, Placed } from "../state";
import { linesPaidBy, paymentsInForce } from "../paid-lines";
import { isEnded, isPlaced, isTab, linesOf } from "../state";
import { totals } from "../totals";

export type Decision = Result<OrderEvent[], Rejection>;

/**
 * What a decision may look at besides the order: the envelope, the venue's compiled menu where the command needs one, the chain's discount
 * rules where they are at hand, how fast the venues are that were asked, and why one of them keeps nothing for the order.
 */
export type DecisionContext = {
  envelope: CommandEnvelope;
  menu?: CompiledMenu | undefined;
  /** By venue, where lines of several are sold anew at once. */
  menus?: ReadonlyMap<string, CompiledMenu> | undefined;
  ruleSet?: RuleSet | undefined;
  prepTimes?: PrepTimes | undefined;
  unavailable?: Rejection | undefined;
  /** What the order has stored so far. */
  historyBytes?: number | undefined;
};

/** The stamp of every event that this command causes. */
export function stampOf({ at, actor, correlationId, soldAt }: CommandEnvelope) {
  const by = actor.kind === "user" ? actor.user : actor.service;
  return { v: 1, at: new Date(at).toISOString(), by, cid: correlationId, ...(soldAt !== undefined && { soldAt }) } as const;
}

export type Stamp = ReturnType<typeof stampOf>;

export const refuse = (rejection: Rejection) => err(rejection);

type Phase<O extends Order> = Result<O, Rejection>;

/** The order as something that exists. */
export function existing(state: OrderState): Phase<Order> {
  return state.status === "ABSENT" ? refuse({ code: "order-not-found" }) : { ok: true, value: state };
}

/** The order as something that has not ended. */
export function alive(state: OrderState): Phase<Basket | Placed> {
  const order = existing(state);
  if (!order.ok) return order;
  return isEnded(order.value) ? refuse({ code: "order-ended", orderStatus: order.value.status }) : { ok: true, value: order.value };
}

/** The order as a basket that can still change. */
export function basket(state: OrderState): Phase<Basket> {
  const order = alive(state);
  if (!order.ok) return order;
  return order.value.status === "NEW"
    ? { ok: true, value: order.value }
    : refuse({ code: "order-already-completed", orderStatus: order.value.status });
}

/** The order as something that takes and gives lines: a basket, or a tab until it ends. */
export function editable(state: OrderState): Phase<Basket | Placed> {
  const order = alive(state);
  if (!order.ok || order.value.status === "NEW" || isTab(order.value)) return order;
  return refuse({ code: "order-already-completed", orderStatus: order.value.status });
}

/** The order as something that can be paid: what can be edited, and a bill that is open again. */
export function payable(state: OrderState): Phase<Basket | Placed> {
  const order = alive(state);
  if (!order.ok || order.value.status === "NEW" || isTab(order.value) || totals(order.value).remaining > 0) return order;
  return refuse({ code: "order-already-completed", orderStatus: order.value.status });
}

/** Somebody is paying: for the order, or for some of its lines. */
export const beingPaid = ({ pendingPayments: [first] }: Order): Rejection | undefined =>
  first && { code: "order-being-paid", payment: first.id };

/** Somebody is paying for the order as a whole, or for a part of it. Who pays for lines by name has his share, whatever the whole costs. */
export function wholeBeingPaid({ pendingPayments }: Order): Rejection | undefined {
  const paying = pendingPayments.find(({ lines }) => lines === undefined);
  return paying && { code: "order-being-paid", payment: paying.id };
}

/** While somebody pays for a basket as a whole, it is the basket that was shown. */
export const heldByPayment = (order: Order): Rejection | undefined => (order.status === "NEW" ? wholeBeingPaid(order) : undefined);

/** A line that somebody has paid for, or is paying for, stays what it was. */
export function paidFor(order: Order, lines: readonly string[]): Rejection | undefined {
  const asked = new Set(lines);
  for (const payer of paymentsInForce(order)) {
    const line = linesPaidBy(payer).find((each) => asked.has(each));
    if (line !== undefined) return { code: "line-already-paid", line, payment: payer.id };
  }
  return undefined;
}

/** What keeps an order from being settled or ended: lines that may still come back. */
export const inTransit = ({ transfers: [first] }: Order): Rejection | undefined =>
  first && { code: "transfer-pending", transfer: first.id };

/** The order as something that the restaurant works on. */
export function placed(state: OrderState): Phase<Placed> {
  const order = alive(state);
  if (!order.ok) return order;
  return isPlaced(order.value)
    ? { ok: true, value: order.value }
    : refuse({ code: "order-not-completed", orderStatus: order.value.status });
}

/** The first of `ids` that the order has no line for. */
export function missingLine(order: Order, ids: readonly string[]): Rejection | undefined {
  const known = new Set(linesOf(order).map(({ id }) => id));
  const line = ids.find((id) => !known.has(id));
  return line === undefined ? undefined : { code: "line-not-found", line };
}
