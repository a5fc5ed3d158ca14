// The sockets of many STOMP connections. Sleeps while nothing happens: what a socket is and wants lives in its attachment.
import { DurableObject } from "cloudflare:workers";
import type { Showing } from "../../protocol/feed";
import { kindOf, SOCKETS_HEADER } from "../../runtime/gateway-names";
import { objectStub } from "../../runtime/object-stub";
import { type ClientFrame, tail } from "../../protocol/stomp";
import type { FeedObject } from "../feed/feed-object";
import { answerClose } from "../lib/close-handshake";
import { migrate } from "../lib/migrate";
import { ConnectionRegistry } from "../lib/connection-registry";
import { addressIn, UnauthenticatedSockets } from "../lib/unauthenticated-sockets";
import { withTimeout } from "../../runtime/timeout";
import type { SessionObject } from "../session/session-object";
import { UnacknowledgedMessages } from "./unacknowledged";
import { ANSWER_WITHIN_MS, FrameHandlers } from "./frame-handlers";
import { fromWhere, keep, read } from "./attachment";
import { audible } from "./authorize-destination";
import { close, deadline, type Ending, expired, tell, tooSlow } from "./close-reasons";
import { FeedRegistrations } from "./feed-registrations";
import { framings } from "./framing";
import { subprotocolFor } from "./handshake";
import { InboundFrames } from "./inbound-frames";
import { concerns, type Listener, SubscriptionIndex } from "./subscription-index";
import type { OrderAcknowledgementsEnv } from "./order-acknowledgements";
import { migrations } from "./schema";
import { ReconnectBackoff } from "./reconnect-backoff";
import { listenerOf } from "./subscriptions";
import { log } from "../../runtime/log";

export type GatewayEnv = {
  KEYS: string;
  FEED: DurableObjectNamespace<FeedObject>;
  SESSION: DurableObjectNamespace<SessionObject>;
} & OrderAcknowledgementsEnv;

const CONNECT_WITHIN_MS = 10_000;
/** A restaurant's guests come back all at once, from one address. */
const AT_THE_DOOR = { ofOne: 500, inAll: 10_000 };
/** What a client may leave unread before it is cut off; the published clients come back and ask for the newest state. */
const SLOW_BYTES = 1 << 20;

export class GatewayObject extends DurableObject<GatewayEnv> {
  readonly #framing = framings[kindOf(this.#name())];
  readonly #backoff = new ReconnectBackoff();
  readonly #subscriptions = new SubscriptionIndex();
  readonly #unacknowledged: UnacknowledgedMessages;
  readonly #unauthenticated = new UnauthenticatedSockets(AT_THE_DOOR);
  readonly #sessions: ConnectionRegistry;
  readonly #inbound: InboundFrames;
  readonly #registrations = new FeedRegistrations({
    wanted: (feed) => this.#subscriptions.of(feed).size > 0,
    listen: (feed, region) => withTimeout(ANSWER_WITHIN_MS, objectStub(this.env.FEED, region, feed).listen(this.#name(), region)),
    unlisten: (feed, region) => objectStub(this.env.FEED, region, feed).unlisten(this.#name()),
  });
  /** Message ids: unique also after sleep. */
  readonly #waking = crypto.randomUUID().slice(0, 8);
  #messages = 0;
  #alarmAt = Infinity;

  constructor(ctx: DurableObjectState, env: GatewayEnv) {
    super(ctx, env);
    migrate(ctx.storage, migrations);
    this.#unacknowledged = new UnacknowledgedMessages(ctx.storage.sql);
    const connections: string[] = [];
    const { asked, answered } = this.#framing.beat;
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(asked, answered)); // heart-beats are answered without waking us
    for (const socket of ctx.getWebSockets()) {
      const attachment = read(socket);
      const from = attachment.stage === "connected" ? undefined : fromWhere(attachment);
      if (from !== undefined) this.#unauthenticated.add(socket, from);
      if (attachment.stage !== "connected") continue;
      connections.push(attachment.connection);
      for (const [id, wish] of attachment.subscriptions) {
        const found = audible(wish.destination, attachment.who);
        if (found) this.#subscriptions.add(listenerOf(this.#framing, socket, attachment, id, wish, found));
      }
    }
    this.#unacknowledged.keepOnly(connections);
    this.#sessions = new ConnectionRegistry({
      ctx,
      sessions: env.SESSION,
      holder: () => ({ kind: "gateway", name: this.#name(), region: "global" }),
      read: (socket) => {
        const state = read(socket);
        return state.stage === "connected" ? state.who : undefined;
      },
      end: (socket, goodbye) => this.#refuse(socket, goodbye),
    });
    const [say, arm] = [(socket: WebSocket, text: string) => this.#say(socket, text), (at: number) => this.#arm(at)];
    const answers = new FrameHandlers({
      env,
      framing: this.#framing,
      listeners: this.#subscriptions,
      links: this.#registrations,
      sessions: this.#sessions,
      unacknowledged: this.#unacknowledged,
      name: () => this.#name(),
      say,
      show: (listener, showing, now) => this.#show(listener, this.#message(showing), showing, now),
      admitted: (socket) => this.#unauthenticated.delete(socket),
      release: (last) => this.#release(last),
      arm,
    });
    this.#inbound = new InboundFrames({
      framing: this.#framing,
      answers,
      name: () => this.#name(),
      say,
      refuse: (socket, ending) => this.#refuse(socket, ending),
      turnAway: (socket, ending, refused) => this.#turnAway(socket, ending, refused),
      leave: (socket, ending) => this.#leave(socket, ending),
      arm,
    });
    void ctx.blockConcurrencyWhile(async () => {
      this.#alarmAt = (await ctx.storage.getAlarm()) ?? Infinity;
      await this.#endOverdue(0); // the platform drops an alarm that failed too often; waking up is the second chance
    });
  }

  /** A socket for a websocket upgrade, in the newest STOMP subprotocol that is offered. */
  override async fetch(request: Request): Promise<Response> {
    const address = addressIn(request.headers);
    if (this.#unauthenticated.isFull(address)) return new Response(null, { status: 429 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    const connectBy = Date.now() + CONNECT_WITHIN_MS;
    const origin = request.headers.get("origin");
    this.#unauthenticated.add(server, address);
    keep(server, { stage: "waiting", connectBy, address, ...(origin !== null && { origin }) });
    await this.#arm(connectBy);
    if (this.#framing.opening !== undefined) server.send(this.#framing.opening);
    const chosen = subprotocolFor(request.headers.get("sec-websocket-protocol"));
    const headers = { [SOCKETS_HEADER]: String(this.ctx.getWebSockets().length), ...(chosen && { "sec-websocket-protocol": chosen }) };
    return new Response(null, { status: 101, webSocket: client, headers });
  }

  /** Called by a feed. One socket's trouble is its own. `listeners`: subscriptions that remain; a feed need not ask again while there are none. */
  deliver(feed: string, showings: Showing[]): { listeners: number } {
    const now = Date.now();
    const listeners = this.#subscriptions.of(feed);
    for (const showing of showings) {
      const message = this.#message(showing); // made once, for any number of sockets
      for (const listener of listeners) {
        if (!concerns(listener, showing)) continue;
        if (listener.catchingUp?.passes(showing, now) ?? true) this.#show(listener, message, showing, now);
      }
    }
    if (listeners.size === 0) this.ctx.storage.sql.exec("SELECT 1"); // an instance that has been replaced elsewhere cannot say that nobody listens
    return { listeners: listeners.size };
  }

  /** A sign-in has ended: so do its connections here. */
  end(session: string): void {
    this.#sessions.end(session);
  }

  holding(session: string): number {
    return this.#sessions.holding(session);
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    return this.#inbound.hear(socket, data);
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#gone(socket);
    answerClose(socket, code);
  }

  override webSocketError(socket: WebSocket): void {
    this.#gone(socket);
  }

  /** Ends what has run out of time, and rings again for the next one. */
  override async alarm(): Promise<void> {
    this.#alarmAt = Infinity;
    await this.#endOverdue(Date.now());
  }

  /** Everything but MESSAGEs, which are framed in two parts. */
  #say(socket: WebSocket, text: string): void {
    socket.send(this.#framing.begin(text) + this.#framing.end(""));
  }

  #message({ body, of }: Showing): Message {
    const id = `${this.#waking}-${++this.#messages}`;
    const about = of ? `order:${of.order}\nseq:${of.seq}\n` : "";
    return { id, tail: this.#framing.end(`${about}message-id:${id}\n${tail(body)}`) };
  }

  #show({ socket, id, exp, head: start, topic, acks }: Listener, message: Message, { of }: Showing, now: number): void {
    try {
      if (exp <= now) return this.#leave(socket, expired);
      if ("bufferedAmount" in socket && Number(socket.bufferedAmount) > SLOW_BYTES) return this.#leave(socket, tooSlow);
      if (!acks) return socket.send(start + message.tail);
      const sent = { connection: acks.connection, subscription: id, message: message.id, ...(topic === "kds" && of && { of }) };
      const ack = `ack:${this.#unacknowledged.add(sent)}\n`;
      socket.send(this.#framing.begin(start + (acks.header ? ack : "")) + message.tail);
    } catch (error) {
      log("warn", "frame.send_failed", { gateway: this.#name(), error });
      this.#forget(socket);
    }
  }

  /** Refuses what a client has sent, later and later when it does not stop coming back. Who it is, is known by its sign-in or by the token it brings. */
  async #turnAway(socket: WebSocket, ending: Ending, refused?: Pick<ClientFrame, "headers">): Promise<void> {
    const state = read(socket);
    const client = state.stage === "connected" ? state.who.session : refused?.headers.get("login");
    if (client) await scheduler.wait(this.#backoff.patience(client, Date.now()));
    if (read(socket).stage !== "left") this.#refuse(socket, ending, refused);
  }

  #refuse(socket: WebSocket, ending: Ending, refused?: Pick<ClientFrame, "headers">): void {
    tell(socket, this.#framing, ending, refused);
    this.#leave(socket, ending);
  }

  #leave(socket: WebSocket, ending: Ending): void {
    this.#forget(socket);
    close(socket, this.#framing, ending);
  }

  /** The socket has closed. */
  #gone(socket: WebSocket): void {
    this.#forget(socket);
    keep(socket, { stage: "left" });
    this.#unauthenticated.delete(socket);
  }

  /** From here on the socket is nobody's. It takes a place until its client has answered. */
  #forget(socket: WebSocket): void {
    const state = read(socket);
    if (state.stage === "connected") this.#unacknowledged.forget(state.connection);
    const from = fromWhere(state);
    keep(socket, { stage: "left", ...(from !== undefined && { from }) });
    if (from !== undefined) this.#unauthenticated.add(socket, from);
    this.#sessions.left(socket);
    this.#release(this.#subscriptions.remove(socket));
  }

  #release(last: Listener[]): void {
    for (const { feed, region } of last) {
      const left = this.#registrations.leave(feed, region);
      // A feed that does not hear of it will learn it from our answer to its next delivery.
      this.ctx.waitUntil(left.catch((error: unknown) => log("warn", "feed.unsubscribe_failed", { gateway: this.#name(), feed, error })));
    }
  }

  async #endOverdue(now: number): Promise<void> {
    let next = Infinity;
    for (const socket of this.ctx.getWebSockets()) {
      const due = deadline(read(socket));
      if (!due) continue;
      if (due.at > now) next = Math.min(next, due.at);
      else if (due.quiet) this.#leave(socket, due.ending);
      else this.#refuse(socket, due.ending);
    }
    await this.#arm(next);
  }

  async #arm(at: number): Promise<void> {
    if (at >= this.#alarmAt) return;
    this.#alarmAt = at;
    await this.ctx.storage.setAlarm(at);
  }

  #name(): string {
    const { name } = this.ctx.id;
    if (name === undefined) throw new Error("a gateway is reached by its name");
    return name;
  }
}

/** A MESSAGE from the lines on that are the same for everybody. */
type Message = { id: string; tail: string };
