// What may be asked of one order by those who may see it, and by what serves it.
import type { Principal } from "../../domain/access/principal";
import { type Audience, eventFor, forAudience, orderFor } from "../../domain/order/audience";
import { type DiscountBasket, basketOf } from "../../domain/order/discount-basket";
import type { OrderEvent } from "../../domain/order/events";
import { evolve } from "../../domain/order/evolve";
import { type FiscalData, fiscalData } from "../../domain/order/fiscal-data";
import { type HistoryEntry, historyEntry } from "../../domain/order/history";
import { mayRead } from "../../domain/order/command-permissions";
import { explain, type PriceBreakdown } from "../../domain/order/price-breakdown";
import type { Rejection } from "../../domain/order/rejections";
import { byLine, byPerson, inParts, type Share } from "../../domain/order/split-bill";
import { initial, type Order, type OrderState } from "../../domain/order/state";
import { totals } from "../../domain/order/totals";
import { view } from "../../domain/order/view";
import type { Currency, Minor } from "../../domain/pricing/money";
import { err, ok, type Result } from "../../domain/result";
import type { EventLog } from "../lib/event-log";

export type Who = Pick<Principal, "user" | "roles">;
export type Division = { by: "person" | "line" } | { by: "parts"; parts: number };

type Reading<T> = Result<T, Rejection>;
type Text = { seq: number; body: string };

export class OrderQueries {
  readonly #current: () => OrderState;
  readonly #log: EventLog<OrderEvent>;
  /** Texts of the newest order, as staff and as guests see it. */
  readonly #bodies = new Map<Audience, { of: Order; text: string }>();

  /** `current`: the order as it is now, which an instance that has been replaced elsewhere cannot say. */
  constructor(current: () => OrderState, log: EventLog<OrderEvent>) {
    this.#current = current;
    this.#log = log;
  }

  view(who: Who): Reading<Text> {
    return this.#read(who, (order) => ({ seq: order.seq, body: this.body(order) }));
  }

  viewAt(who: Who, seq: number): Reading<Text> {
    const then = this.#read(who, (now) => {
      const order = this.#orderAt(seq);
      return order && forAudience(now.shownTo ?? "staff", order);
    });
    if (!then.ok) return then;
    return then.value ? ok({ seq: then.value.seq, body: JSON.stringify(view(then.value)) }) : err({ code: "order-not-found" });
  }

  asOf(seq: number): string {
    const then = this.#orderAt(seq);
    if (!then) throw new Error(`nothing had happened at event ${seq}`);
    return seq >= this.#log.head ? this.body(then) : JSON.stringify(view(then));
  }

  erasedBody(): string | undefined {
    const order = this.#current();
    return order.status !== "ABSENT" && order.erased !== undefined ? this.body(order) : undefined;
  }

  history(who: Who, { after, limit }: { after: number; limit: number }): Reading<{ head: number; entries: HistoryEntry[] }> {
    return this.#read(who, (order) => ({
      head: this.#log.head,
      entries: this.#log.after(after, limit).map(({ seq, event }) => historyEntry({ seq, event: eventIn(order, event) }, order)),
    }));
  }

  explain(who: Who): Reading<PriceBreakdown> {
    return this.#read(who, explain);
  }

  shares(who: Who, how: Division): Reading<{ currency: Currency; shares: Share[]; remaining: Minor }> {
    return this.#read(who, (order) => ({
      currency: order.currency,
      shares: how.by === "parts" ? inParts(order, how.parts) : how.by === "line" ? byLine(order) : byPerson(order),
      remaining: totals(order).remaining,
    }));
  }

  /** `tell`: what else is done with it. */
  fiscal(who: Who, tell: (order: Order, data: FiscalData) => void): Reading<FiscalData> {
    return this.#read(who, (order) => {
      const data = fiscalData(order, new Date().toISOString());
      tell(order, data);
      return data;
    });
  }

  export(who: Who): Reading<string> {
    return this.#read(who, (order) => {
      const events = this.#log.after(0, this.#log.head).map(({ seq, event }) => ({ seq, ...eventIn(order, event) }));
      return JSON.stringify({ order: view(order), events });
    });
  }

  basket(): DiscountBasket | null {
    const order = this.#current();
    return order.status === "ABSENT" ? null : basketOf(order);
  }

  /** The wire order as JSON text: made once for as long as the order stays as it is. */
  body(order: Order): string {
    const to = order.shownTo ?? "staff";
    let body = this.#bodies.get(to);
    if (body?.of !== order) this.#bodies.set(to, (body = { of: order, text: JSON.stringify(view(order)) }));
    return body.text;
  }

  /** The order, for those who may see it, as they may; to everybody else there is none. */
  #read<T>(who: Who, look: (order: Order) => T): Reading<T> {
    const state = this.#current();
    return state.status !== "ABSENT" && mayRead(who, state) ? ok(look(orderFor(who, state))) : err({ code: "order-not-found" });
  }

  /** The order at event `seq`, or as it is when that has not come yet. Undefined before the first. */
  #orderAt(seq: number): Order | undefined {
    const then = seq >= this.#log.head ? this.#current() : this.#log.fold(evolve, initial, 0, Math.max(0, seq));
    return then.status === "ABSENT" ? undefined : then;
  }
}

/** An event as the order is shown. */
const eventIn = (order: Order, event: OrderEvent): OrderEvent => eventFor(order.shownTo ?? "staff", event, order);
