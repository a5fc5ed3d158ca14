// The order's own sockets: a snapshot with `seq`, then `{seq, events, patch}` per change (docs/architecture.md, "Live"). They end in the order's object
// and sleep with it.
import { createPatch } from "rfc6902";
import { evolve } from "../../domain/order/evolve";
import type { OrderEvent } from "../../domain/order/events";
import { initial, type Order, type OrderState } from "../../domain/order/state";
import { view } from "../../domain/order/view";
import type { EventLog } from "../lib/event-log";

/** What survives sleep, per socket. `exp`: epoch seconds; nothing leaves after it. */
type Attachment = { user: string; exp: number };

const SLOW_BYTES = 1 << 20;
/** Close codes 4000–4999 are ours: 4401 says what HTTP's 401 does. */
const EXPIRED = 4401;

export class Live {
  readonly #ctx: DurableObjectState;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /**
   * Takes a socket in and shows it the order in the same turn, so that nothing falls between. `after`: the newest `seq` that the client has; it gets
   * what came since as one change, or a snapshot when it has nothing or claims what has not happened.
   */
  join(order: Order, log: EventLog<OrderEvent>, attachment: Attachment, after: number | undefined, protocol: string | undefined): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server);
    server.serializeAttachment(attachment);
    server.send(JSON.stringify(after === undefined || after < 1 || after > order.seq ? snapshot(order) : since(after, order, log)));
    return new Response(null, { status: 101, webSocket: client, ...(protocol && { headers: { "sec-websocket-protocol": protocol } }) });
  }

  /** Call it in the turn that commits: the platform holds the messages back until the events are stored. */
  show(before: OrderState, events: readonly OrderEvent[], after: OrderState): void {
    const sockets = this.#ctx.getWebSockets();
    if (sockets.length === 0 || before.status === "ABSENT" || after.status === "ABSENT") return;
    const numbered = events.map((event, index) => ({ seq: before.seq + index + 1, event }));
    const message = JSON.stringify(change(before, numbered, after));
    for (const socket of sockets) tell(socket, message);
  }
}

/** A socket's trouble is its own: the platform also lists those that are closing, and they throw. */
function tell(socket: WebSocket, message: string): void {
  const { exp }: Attachment = socket.deserializeAttachment();
  try {
    if (exp * 1000 <= Date.now()) socket.close(EXPIRED, "the access token has expired");
    else if ("bufferedAmount" in socket && Number(socket.bufferedAmount) > SLOW_BYTES)
      socket.close(1013, "too slow; connect again with ?after=");
    else socket.send(message);
  } catch {
    // it has gone already
  }
}

type Numbered = { seq: number; event: OrderEvent };

const snapshot = (order: Order) => ({ seq: order.seq, snapshot: view(order) });

/** `patch`: JSON Patch (RFC 6902) from the order as it was shown last to the order as it is at `seq`. */
const change = (before: Order, numbered: readonly Numbered[], after: Order) => ({
  seq: after.seq,
  events: numbered.map(({ seq, event: { type, at, by, cid } }) => ({ seq, type, at, by, correlationId: cid })),
  patch: createPatch(view(before), view(after)),
});

function since(after: number, order: Order, log: EventLog<OrderEvent>) {
  const before = log.fold(evolve, initial, 0, after);
  if (before.status === "ABSENT") return snapshot(order);
  return change(before, log.after(after, order.seq - after), order);
}
