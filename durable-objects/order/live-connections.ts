// Everybody who looks at one order live: sockets and streams, the sign-ins that they belong to, and what they say. Wires what stands beside it; rules are there.
import type { CommandEnvelope } from "../../domain/order/commands";
import type { OrderEvent } from "../../domain/order/events";
import type { Order, OrderState } from "../../domain/order/state";
import { readKeys } from "../../runtime/keys";
import type { CommandMessage } from "../../protocol/live";
import { SocketProtocol, declining, switching } from "../lib/socket-protocol";
import type { EventLog } from "../lib/event-log";
import { give as giveByApi } from "../lib/socket-commands";
import { registerSocket, ConnectionRegistry } from "../lib/connection-registry";
import { addressIn, ofSession } from "../lib/unauthenticated-sockets";
import { endingOf } from "../lib/close-reasons";
import type { Viewer } from "../lib/viewer";
import type { SessionObject } from "../session/session-object";
import { authorize } from "./authorize";
import { OrderSockets } from "./order-sockets";
import { committed } from "./live-messages";
import { standing, viewerOf, type Wish } from "./attachment";
import { EventStreams, type Stream } from "./event-streams";
import type { Answer } from "./command-handler";
import { give } from "./local-commands";

export type LiveConnectionsEnv = { KEYS: string; SESSION: DurableObjectNamespace<SessionObject> };

/** `order`: reads storage, so that an instance which has been replaced elsewhere lets nobody in. `attend`: the alarm must not ring later than `deadline` says. */
export type ObservedOrder = {
  name: string;
  order(): OrderState;
  log: EventLog<OrderEvent>;
  execute(envelope: CommandEnvelope): Answer | Promise<Answer>;
  attend(): void;
};

const BURST = 60;
const PER_SECOND = 20;

export class LiveConnections {
  readonly #ctx: DurableObjectState;
  readonly #env: LiveConnectionsEnv;
  readonly #at: ObservedOrder;
  readonly #sockets: OrderSockets;
  readonly #streams: EventStreams;
  readonly #sessions: ConnectionRegistry<WebSocket | Stream>;
  readonly #protocol: SocketProtocol<Wish>;

  constructor(ctx: DurableObjectState, env: LiveConnectionsEnv, at: ObservedOrder) {
    this.#ctx = ctx;
    this.#env = env;
    this.#at = at;
    this.#sessions = new ConnectionRegistry<WebSocket | Stream>({
      ctx,
      sessions: env.SESSION,
      holder: ({ region }) => ({ kind: "order", name: at.name, region }),
      read: (one) => ("viewer" in one ? one.viewer : viewerOf(one)),
      end: (one, goodbye) => ("viewer" in one ? this.#streams.end(one) : this.#sockets.end(one, endingOf(goodbye))),
    });
    this.#streams = new EventStreams({
      storage: ctx.storage,
      letIn: (stream) => registerSocket(this.#sessions, stream, stream.viewer),
      gone: (stream) => this.#sessions.left(stream),
    });
    this.#sockets = new OrderSockets(ctx, {
      order: () => at.order(),
      log: at.log,
      letIn: (socket, viewer) => registerSocket(this.#sessions, socket, viewer),
      gone: (socket) => this.#sessions.left(socket),
      attend: () => at.attend(),
    });
    this.#protocol = new SocketProtocol<Wish>({
      burst: BURST,
      perSecond: PER_SECOND,
      standing,
      admit: (token, origin) => this.#admit(token, origin),
      join: (socket, viewer, wish) => this.#sockets.join(socket, viewer, wish),
      renew: (socket, viewer) => this.#sockets.renew(socket, viewer),
      give: (message, viewer) => this.#give(message, viewer),
      answer: (socket, message) => this.#sockets.answer(socket, message),
      end: (socket, ending) => this.#sockets.end(socket, ending),
    });
  }

  /** When the next socket ends by itself, in epoch ms. */
  get deadline(): number | undefined {
    return this.#sockets.deadline;
  }

  /** A socket, or at `…/events` a stream. `?after=` and `last-event-id` resume; `?state=1` is for who folds events himself. */
  async fetch({ url, headers }: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(url);
    const token = headers.get("authorization")?.replace(/^bearer\s+/i, "");
    const [after, origin] = [headers.get("last-event-id") ?? searchParams.get("after"), headers.get("origin")];
    const wish: Wish = {
      address: addressIn(headers),
      ...(origin !== null && { origin }),
      ...(after !== null && { after: Number(after) }),
      whole: searchParams.get("state") === "1",
    };
    return pathname.endsWith("/events")
      ? this.#stream(token ?? "", wish)
      : this.#socket(token, wish, headers.get("sec-websocket-protocol"));
  }

  hear(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    return this.#protocol.hear(socket, data);
  }

  left(socket: WebSocket): void {
    this.#sockets.left(socket);
  }

  /** A sign-in has ended: so does all of it that is open here. */
  end(session: string): void {
    this.#sessions.end(session);
  }

  holding(session: string): number {
    return this.#sessions.holding(session);
  }

  endOverdue(now: number): void {
    this.#sockets.endOverdue(now);
  }

  /** Call it in the turn that commits. */
  show(before: OrderState, events: readonly OrderEvent[], after: OrderState): void {
    if (before.status === "ABSENT" || after.status === "ABSENT") return;
    const change = committed(before, events, after);
    this.#sockets.show(before, change, after);
    this.#streams.show(change);
  }

  /** Without a token a socket waits for one; who may not look is refused before there is a socket. */
  async #socket(token: string | undefined, wish: Wish, offered: string | null): Promise<Response> {
    const admitted = token === undefined ? undefined : await this.#admit(token, wish.origin);
    if (admitted && !admitted.ok) return declining(admitted.error);
    const from = admitted ? ofSession(admitted.value.session) : wish.address;
    if (this.#sockets.isFull(from)) return new Response(null, { status: 429 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server);
    this.#sockets.arrives(server, from);
    if (admitted) await this.#sockets.join(server, admitted.value, wish);
    else this.#sockets.await(server, wish);
    return switching(client, offered);
  }

  async #stream(token: string, wish: Wish): Promise<Response> {
    const admitted = await this.#admit(token, wish.origin);
    return admitted.ok ? this.#streams.open(admitted.value, () => this.#existing(), this.#at.log, wish) : declining(admitted.error);
  }

  /** Who may look, as the order knows it to be now. */
  #admit(token: string, origin?: string) {
    return authorize(readKeys(this.#env.KEYS), token, origin, () => this.#at.order());
  }

  #give(message: CommandMessage, viewer: Viewer) {
    const order = () => this.#existing();
    const own = give(message, viewer, { order, execute: (envelope) => this.#at.execute(envelope) });
    return own ?? giveByApi(order().order, viewer, message);
  }

  /** Nobody is let in before there is an order, and no order goes. */
  #existing(): Order {
    const order = this.#at.order();
    if (order.status === "ABSENT") throw new Error("nothing has happened to this order");
    return order;
  }
}
