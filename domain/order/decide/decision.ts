import type { CompiledMenu } from "../../menu/compiled";
import { err, type Result } from "../../result";
import type { CommandEnvelope } from "../commands";
import type { OrderEvent } from "../events";
import type { Rejection } from "../rejections";
import type { Basket, Order, OrderState, Placed } from "../state";
import { isEnded, isPlaced, linesOf } from "../state";

export type Decision = Result<OrderEvent[], Rejection>;

/** What a decision may look at besides the order: the envelope, and the venue's compiled menu where the command needs one. */
export type Circumstances = { envelope: CommandEnvelope; menu?: CompiledMenu | undefined };

/** The stamp of every event that this command causes. */
export function stampOf({ at, actor, correlationId }: CommandEnvelope) {
  return { v: 1, at: new Date(at).toISOString(), by: actor.kind === "user" ? actor.user : actor.service, cid: correlationId } as const;
}

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
