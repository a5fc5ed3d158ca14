// The sockets of many STOMP connections. Sleeps while nothing happens: what a socket is and wants lives in its attachment.
// This class only wires.
import { DurableObject } from "cloudflare:workers";
import type { Showing } from "../../protocol/feed";
import type { ClientFrame } from "../../protocol/stomp";
import { kindOf, SOCKETS_HEADER } from "../../runtime/gateway-names";
import { objectStub } from "../../runtime/object-stub";
import { withTimeout } from "../../runtime/timeout";
import type { FeedObject } from "../feed/feed-object";
import { Alarm } from "../lib/alarm";
import { close, type Ending } from "../lib/close-reasons";
import { type Left, LiveConnections } from "../lib/live-connections";
import { migrate } from "../lib/migrate";
import { addressIn } from "../lib/unauthenticated-sockets";
import type { SessionObject } from "../session/session-object";
import { addressOf, type Attachment, deadlineOf, ownerOf } from "./attachment";
import { errorFrame } from "./stomp-close-reasons";
import { FeedRegistrations } from "./feed-registrations";
import { ANSWER_WITHIN_MS, FrameHandlers } from "./frame-handlers";
import { framings } from "./framing";
import { subprotocolFor } from "./handshake";
import { InboundFrames } from "./inbound-frames";
import { Messages } from "./messages";
import type { OrderAcknowledgementsEnv } from "./order-acknowledgements";
import { ReconnectBackoff } from "./reconnect-backoff";
import { migrations } from "./schema";
import { SubscriptionIndex } from "./subscription-index";
import { listenersOf } from "./subscriptions";
import { UnacknowledgedMessages } from "./unacknowledged";

export type GatewayEnv = {
  KEYS: string;
  FEED: DurableObjectNamespace<FeedObject>;
  SESSION: DurableObjectNamespace<SessionObject>;
} & OrderAcknowledgementsEnv;

const CONNECT_WITHIN_MS = 10_000;
/** A restaurant's guests come back all at once, from one address. */
const ROOM = { ofOne: 500, inAll: 10_000 };

export class GatewayObject extends DurableObject<GatewayEnv> {
  readonly #framing = framings[kindOf(this.#name())];
  readonly #alarm = new Alarm(this.ctx.storage);
  readonly #backoff = new ReconnectBackoff();
  readonly #subscriptions = new SubscriptionIndex();
  readonly #unacknowledged: UnacknowledgedMessages;
  readonly #connections: LiveConnections<Attachment>;
  readonly #messages: Messages;
  readonly #inbound: InboundFrames;
  readonly #registrations = new FeedRegistrations({
    wanted: (feed) => this.#subscriptions.of(feed).size > 0,
    listen: (feed, region) => withTimeout(ANSWER_WITHIN_MS, objectStub(this.env.FEED, region, feed).listen(this.#name(), region)),
    unlisten: (feed, region) => objectStub(this.env.FEED, region, feed).unlisten(this.#name()),
  });

  constructor(ctx: DurableObjectState, env: GatewayEnv) {
    super(ctx, env);
    migrate(ctx.storage, migrations);
    this.#unacknowledged = new UnacknowledgedMessages(ctx.storage.sql);
    this.#connections = new LiveConnections<Attachment>({
      ctx,
      sessions: env.SESSION,
      holder: () => ({ kind: "gateway", name: this.#name(), region: "global" }),
      room: ROOM,
      heartbeat: this.#framing.beat,
      ownerOf,
      addressOf,
      deadlineOf,
      hangUp: (socket, ending, was) => this.#hangUp(socket, ending, was),
      gone: (socket, was) => this.#gone(socket, was),
      reschedule: (at) => this.#alarm.ringBy(at),
    });
    const common = {
      framing: this.#framing,
      connections: this.#connections,
      subscriptions: this.#subscriptions,
      unacknowledged: this.#unacknowledged,
      name: () => this.#name(),
    };
    this.#restore();
    this.#messages = new Messages(common);
    const answers = new FrameHandlers({
      ...common,
      env,
      registrations: this.#registrations,
      say: (socket, text) => this.#say(socket, text),
      show: (listener, showing, now) => this.#messages.show(listener, showing, now),
    });
    this.#inbound = new InboundFrames({
      ...common,
      answers,
      say: (socket, text) => this.#say(socket, text),
      turnAway: (socket, ending, refused) => this.#turnAway(socket, ending, refused),
    });
    void ctx.blockConcurrencyWhile(async () => {
      await this.#alarm.read();
      this.#alarm.ringBy(this.#connections.deadline); // the platform drops an alarm that failed too often; waking up is the second chance
    });
  }

  /** A socket for a websocket upgrade, in the newest STOMP subprotocol that is offered. */
  override fetch({ headers }: Request): Response {
    const [address, origin] = [addressIn(headers), headers.get("origin")];
    if (this.#connections.isFull(address)) return new Response(null, { status: 429 });
    const { client, server } = this.#connections.accept(address);
    this.#connections.keep(server, {
      stage: "waiting",
      connectBy: Date.now() + CONNECT_WITHIN_MS,
      address,
      ...(origin !== null && { origin }),
    });
    if (this.#framing.opening !== undefined) server.send(this.#framing.opening);
    const chosen = subprotocolFor(headers.get("sec-websocket-protocol"));
    const answered = { [SOCKETS_HEADER]: String(this.ctx.getWebSockets().length), ...(chosen && { "sec-websocket-protocol": chosen }) };
    return new Response(null, { status: 101, webSocket: client, headers: answered });
  }

  /**
   * Called by a feed. One socket's trouble is its own. `listeners`: subscriptions that remain;
   * a feed need not ask again while there are none.
   */
  deliver(feed: string, showings: Showing[]): { listeners: number } {
    const listeners = this.#messages.deliver(feed, showings);
    // an instance that has been replaced elsewhere cannot say that nobody listens
    if (listeners === 0) this.ctx.storage.sql.exec("SELECT 1");
    return { listeners };
  }

  /** A sign-in has ended: so do its connections here. */
  end(session: string): void {
    this.#connections.endSession(session);
  }

  holding(session: string): number {
    return this.#connections.holding(session);
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    return this.#inbound.hear(socket, data);
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#connections.closed(socket, code);
  }

  override webSocketError(socket: WebSocket): void {
    this.#connections.closed(socket);
  }

  /** Ends what has run out of time, and rings again for the next one. */
  override alarm(): void {
    this.#alarm.rang();
    this.#connections.endOverdue(Date.now());
    this.#alarm.ringBy(this.#connections.deadline);
  }

  /** What connections wanted before sleep; those that a deploy or a crash has cut off are no more. */
  #restore(): void {
    const connections: string[] = [];
    for (const socket of this.ctx.getWebSockets()) {
      const attachment = this.#connections.read(socket);
      if (attachment.stage !== "connected") continue;
      connections.push(attachment.connection);
      for (const listener of listenersOf(this.#framing, socket, attachment)) this.#subscriptions.add(listener);
    }
    this.#unacknowledged.keepOnly(connections);
  }

  /** Everything but MESSAGEs, which are framed in two parts. */
  #say(socket: WebSocket, text: string): void {
    socket.send(this.#framing.begin(text) + this.#framing.end(""));
  }

  /**
   * Refuses what a client has sent, later and later when it does not stop coming back.
   * Who it is, is known by its sign-in or by the token it brings.
   */
  async #turnAway(socket: WebSocket, ending: Ending, refused?: Pick<ClientFrame, "headers">): Promise<void> {
    const state = this.#connections.read(socket);
    const client = state.stage === "connected" ? state.who.session : refused?.headers.get("login");
    if (client) await scheduler.wait(this.#backoff.patience(client, Date.now()));
    if (this.#connections.read(socket).stage !== "left") this.#hangUp(socket, ending, this.#connections.leave(socket), refused);
  }

  #hangUp(socket: WebSocket, ending: Ending, was: Attachment | Left, refused?: Pick<ClientFrame, "headers">): void {
    try {
      if (!ending.quiet) this.#say(socket, errorFrame(was, ending, refused));
    } catch {
      // it has gone already
    }
    close(socket, ending, this.#framing.farewell);
  }

  #gone(socket: WebSocket, was: Attachment): void {
    if (was.stage === "connected") this.#unacknowledged.forget(was.connection);
    this.#registrations.release(this.#subscriptions.remove(socket));
  }

  #name(): string {
    const { name } = this.ctx.id;
    if (name === undefined) throw new Error("a gateway is reached by its name");
    return name;
  }
}
