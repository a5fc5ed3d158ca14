// What the order's own sockets and streams say: the order as it is, then each change (protocol/live.ts).
import { createPatch } from "rfc6902";
import type { OrderEvent } from "../../domain/order/events";
import { evolve } from "../../domain/order/evolve";
import { eventForGuests, forGuests } from "../../domain/order/guest-view";
import { initial, type Order } from "../../domain/order/state";
import { view } from "../../domain/order/view";
import type { EventSummary, OrderMessage, WholeEvent } from "../../protocol/live";
import type { EventLog, Numbered } from "../lib/event-log";

/** `whole`: for clients that fold events themselves. `guests`: without what is for staff (domain/order/guest-view.ts). */
export type Audience = { whole: boolean; guests: boolean };
export type Telling = { kind: "snapshot" | "change"; seq: number; text(to: Audience): string };

/** For who begins to look: what came after `after`, or all of it for who has nothing or claims what has not happened. */
export function opening(order: Order, log: EventLog<OrderEvent>, after: number | undefined): Telling {
  if (after === undefined || after < 1 || after > order.seq) return snapshot(order);
  const before = log.fold(evolve, initial, 0, after);
  return before.status === "ABSENT" ? snapshot(order) : change(before, log.after(after, order.seq - after), order);
}

/** What one commit has changed. The text is made when somebody is there to read it, and once. */
export const committed = (before: Order, events: readonly OrderEvent[], after: Order): Telling =>
  change(
    before,
    events.map((event, index) => ({ seq: before.seq + index + 1, event })),
    after,
  );

const snapshot = (order: Order): Telling =>
  telling("snapshot", order.seq, ({ whole, guests }) => {
    const shown = guests ? forGuests(order) : order;
    return { seq: order.seq, snapshot: view(shown), ...(whole && { state: shown }) };
  });

function change(before: Order, numbered: readonly Numbered<OrderEvent>[], after: Order): Telling {
  return telling("change", after.seq, ({ whole, guests }) => {
    const [from, to] = guests ? [forGuests(before), forGuests(after)] : [before, after];
    return {
      seq: after.seq,
      events: numbered.map(({ seq, event }) => told(seq, guests ? eventForGuests(event, after) : event, whole)),
      patch: createPatch(view(from), view(to)),
    };
  });
}

function told(seq: number, event: OrderEvent, whole: boolean): EventSummary | WholeEvent {
  const { type, at, by, cid } = event;
  const summary = { seq, type, at, by, correlationId: cid };
  return whole ? { ...summary, event } : summary;
}

function telling(kind: Telling["kind"], seq: number, message: (to: Audience) => OrderMessage): Telling {
  const texts = new Map<string, string>();
  const text = (to: Audience) => {
    const key = `${to.whole} ${to.guests}`;
    let found = texts.get(key);
    if (found === undefined) texts.set(key, (found = JSON.stringify(message(to))));
    return found;
  };
  return { kind, seq, text };
}
