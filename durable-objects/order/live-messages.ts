// What the order's own sockets and streams say: the order as it is, then each change (protocol/live.ts).
import { createPatch } from "rfc6902";
import type { OrderEvent } from "../../domain/order/events";
import { evolve } from "../../domain/order/evolve";
import { initial, type Order } from "../../domain/order/state";
import { forJoined, hasJoined } from "../../domain/order/joined";
import { view } from "../../domain/order/view";
import type { OrderMessage } from "../../protocol/live";
import type { EventLog, Numbered } from "../lib/event-log";
import type { Viewer } from "../lib/viewer";

/** For whom it is said. `whole`: for clients that fold events themselves. `joined`: who has joined the order sees less of it, and no whole events. */
export type Audience = { whole: boolean; joined: boolean };
export type Telling = { kind: "snapshot" | "change"; seq: number; text(to: Audience): string };

export const audienceOf = (viewer: Viewer, whole: boolean, order: Order): Audience => {
  const joined = hasJoined(viewer, order);
  return { whole: whole && !joined, joined };
};

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
  telling("snapshot", order.seq, ({ whole, joined }) => ({
    seq: order.seq,
    snapshot: view(joined ? forJoined(order) : order),
    ...(whole && { state: order }),
  }));

function change(before: Order, numbered: readonly Numbered<OrderEvent>[], after: Order): Telling {
  return telling("change", after.seq, ({ whole, joined }) => ({
    seq: after.seq,
    events: numbered.map(({ seq, event }) => {
      const { type, at, by, cid } = event;
      const summary = { seq, type, at, by, correlationId: cid };
      return whole ? { ...summary, event } : summary;
    }),
    patch: joined ? createPatch(view(forJoined(before)), view(forJoined(after))) : createPatch(view(before), view(after)),
  }));
}

function telling(kind: Telling["kind"], seq: number, message: (to: Audience) => OrderMessage): Telling {
  const texts = new Map<string, string>();
  const text = (to: Audience) => {
    const key = `${to.whole} ${to.joined}`;
    let found = texts.get(key);
    if (found === undefined) texts.set(key, (found = JSON.stringify(message(to))));
    return found;
  };
  return { kind, seq, text };
}
