// What the order's own sockets and streams say: the order as it is, then each change (protocol/live.ts).
import { createPatch } from "rfc6902";
import type { OrderEvent } from "../../domain/order/events";
import { evolve } from "../../domain/order/evolve";
import { initial, type Order } from "../../domain/order/state";
import { type Audience, audienceOf, eventFor, forAudience } from "../../domain/order/audience";
import { view } from "../../domain/order/view";
import type { EventSummary, OrderMessage, WholeEvent } from "../../protocol/live";
import type { EventLog, Numbered } from "../lib/event-log";
import type { Viewer } from "../lib/viewer";

/** For whom it is said. `whole`: for clients that fold events themselves. */
export type Listener = { whole: boolean; audience: Audience };
export type Telling = { kind: "snapshot" | "change"; seq: number; text(to: Listener): string };

/** Who has joined is told no whole events: the state that they are folded into says more than its view. */
export function listenerFor(viewer: Viewer, whole: boolean, order: Order): Listener {
  const audience = audienceOf(viewer, order);
  return { whole: whole && audience !== "joined", audience };
}

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
  telling("snapshot", order.seq, ({ whole, audience }) => {
    const shown = forAudience(audience, order);
    return { seq: order.seq, snapshot: view(shown), ...(whole && { state: shown }) };
  });

function change(before: Order, numbered: readonly Numbered<OrderEvent>[], after: Order): Telling {
  return telling("change", after.seq, ({ whole, audience }) => ({
    seq: after.seq,
    events: numbered.map(({ seq, event }) => told(seq, eventFor(audience, event, after), whole)),
    patch: createPatch(view(forAudience(audience, before)), view(forAudience(audience, after))),
  }));
}

function told(seq: number, event: OrderEvent, whole: boolean): EventSummary | WholeEvent {
  const { type, at, by, cid } = event;
  const summary = { seq, type, at, by, correlationId: cid };
  return whole ? { ...summary, event } : summary;
}

function telling(kind: Telling["kind"], seq: number, message: (to: Listener) => OrderMessage): Telling {
  const texts = new Map<string, string>();
  const text = (to: Listener) => {
    const key = `${to.whole} ${to.audience}`;
    let found = texts.get(key);
    if (found === undefined) texts.set(key, (found = JSON.stringify(message(to))));
    return found;
  };
  return { kind, seq, text };
}
