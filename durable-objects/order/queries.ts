// What may be asked of one order by those who may see it, besides how it is now.
import type { Principal } from "../../domain/access/principal";
import { byLine, byPerson, inParts, type Share } from "../../domain/order/split-bill";
import type { OrderEvent } from "../../domain/order/events";
import { evolve } from "../../domain/order/evolve";
import { eventFor, orderFor } from "../../domain/order/audience";
import { type HistoryEntry, historyEntry } from "../../domain/order/history";
import { mayRead } from "../../domain/order/policy";
import type { Rejection } from "../../domain/order/rejections";
import { initial, type Order, type OrderState } from "../../domain/order/state";
import { totals } from "../../domain/order/totals";
import { view } from "../../domain/order/view";
import type { Currency, Minor } from "../../domain/pricing/money";
import { err, ok, type Result } from "../../domain/result";
import type { EventLog } from "../lib/event-log";

export type Who = Pick<Principal, "user" | "roles">;
export type Division = { by: "person" | "line" } | { by: "parts"; parts: number };

type Reading<T> = Result<T, Rejection>;

/** The order, for those who may see it, as they may; to everybody else there is none. */
export function seenBy(who: Who, state: OrderState): Reading<Order> {
  return state.status !== "ABSENT" && mayRead(who, state) ? ok(orderFor(who, state)) : err({ code: "order-not-found" });
}

/** The order at event `seq`, or as it is when that has not come yet. Undefined before the first. */
export function orderAt(log: EventLog<OrderEvent>, now: OrderState, seq: number): Order | undefined {
  const then = seq >= log.head ? now : log.fold(evolve, initial, 0, Math.max(0, seq));
  return then.status === "ABSENT" ? undefined : then;
}

export const historyOf = (
  order: Order,
  log: EventLog<OrderEvent>,
  after: number,
  limit: number,
): { head: number; entries: HistoryEntry[] } => ({
  head: log.head,
  entries: log.after(after, limit).map(({ seq, event }) => historyEntry({ seq, event: eventIn(order, event) }, order)),
});

export function sharesOf(order: Order, how: Division): { currency: Currency; shares: Share[]; remaining: Minor } {
  const shares = how.by === "parts" ? inParts(order, how.parts) : how.by === "line" ? byLine(order) : byPerson(order);
  return { currency: order.currency, shares, remaining: totals(order).remaining };
}

/** The whole of it, to take away, as JSON text: the order as it is seen, and every event. */
export const exportOf = (order: Order, log: EventLog<OrderEvent>): string =>
  JSON.stringify({ order: view(order), events: log.after(0, log.head).map(({ seq, event }) => ({ seq, ...eventIn(order, event) })) });

/** An event as the order is shown. */
const eventIn = (order: Order, event: OrderEvent): OrderEvent => eventFor(order.shownTo ?? "staff", event, order);
