// The sockets of many STOMP connections. Sleeps while nothing happens: what a socket is and wants lives in its attachment.
import { DurableObject } from "cloudflare:workers";
import { isOrderIdOf } from "../../protocol/order-seal";
import type { Seen, Showing } from "../../protocol/feed";
import { kindOf, SOCKETS_HEADER } from "../../protocol/gateways";
import { readKeys } from "../../protocol/keys";
import { reach } from "../../protocol/reach";
import { type ClientFrame, frame, FrameFault, FrameReader, MAX_FRAME_BYTES, tail } from "../../protocol/stomp";
import type { FeedObject } from "../feed/feed-object";
import { answerClose } from "../lib/answer-close";
import { Lane } from "../lib/lane";
import { migrate } from "../lib/migrate";
import { letIn, SessionSockets } from "../lib/session-sockets";
import { within } from "../lib/within";
import type { SessionObject } from "../session/session-object";
import { Unacknowledged } from "./acks";
import { type Connected, FRAME_WITHIN_MS, keep, read } from "./attachment";
import { Backlog } from "./backlog";
import { CatchingUp } from "./catching-up";
import { audible } from "./destinations";
import { close, deadline, type Ending, expired, tell, tooMuch, tooSlow } from "./ending";
import { FeedLinks } from "./feed-links";
import { framings } from "./framing";
import { greet, subprotocolFor, whoIs } from "./handshake";
import { type Listener, Listeners } from "./listeners";
import { acknowledge, type ReceiptsEnv } from "./receipts";
import { migrations } from "./schema";
import { Storms } from "./storms";
import { acknowledged, listenerOf, MAX_SUBSCRIPTIONS, notServed, subscription, TOKEN_DESTINATION, unsubscription } from "./subscriptions";

export type GatewayEnv = {
  KEYS: string;
  FEED: DurableObjectNamespace<FeedObject>;
  SESSION: DurableObjectNamespace<SessionObject>;
} & ReceiptsEnv;

/** Several frames may come in one message. */
const MAX_MESSAGE_BYTES = 4 * MAX_FRAME_BYTES;
/** Frames at once, enough for a screen that acknowledges a full board, and on and on. Heart-beats cost nothing. */
const BURST = 200;
const PER_SECOND = 20;
const CONNECT_WITHIN_MS = 10_000;
const JOIN_WITHIN_MS = 30_000;
/** What a client may leave unread before it is cut off; the published clients come back and ask for the newest state. */
const SLOW_BYTES = 1 << 20;

export class GatewayObject extends DurableObject<GatewayEnv> {
  readonly #framing = framings[kindOf(this.#name())];
  readonly #readers = new WeakMap<WebSocket, FrameReader>();
  readonly #lanes = new WeakMap<WebSocket, Lane>();
  readonly #storms = new Storms();
  readonly #backlog = new Backlog();
  readonly #listeners = new Listeners();
  readonly #unacknowledged: Unacknowledged;
  readonly #sessions: SessionSockets;
  readonly #links = new FeedLinks({
    wanted: (feed) => this.#listeners.of(feed).size > 0,
    listen: (feed, region) => within(JOIN_WITHIN_MS, reach(this.env.FEED, region, feed).listen(this.#name(), region)),
    unlisten: (feed, region) => reach(this.env.FEED, region, feed).unlisten(this.#name()),
  });
  /** Message ids: unique also after sleep. */
  readonly #waking = crypto.randomUUID().slice(0, 8);
  #messages = 0;
  #alarmAt = Infinity;

  constructor(ctx: DurableObjectState, env: GatewayEnv) {
    super(ctx, env);
    migrate(ctx.storage, migrations);
    this.#unacknowledged = new Unacknowledged(ctx.storage.sql);
    const connections: string[] = [];
    const { asked, answered } = this.#framing.beat;
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(asked, answered)); // heart-beats are answered without waking us
    for (const socket of ctx.getWebSockets()) {
      const attachment = read(socket);
      if (attachment.stage !== "connected") continue;
      connections.push(attachment.connection);
      for (const [id, wish] of attachment.subscriptions) {
        const found = audible(wish.destination, attachment.who);
        if (found) this.#listeners.add(listenerOf(this.#framing, socket, attachment, id, wish, found));
      }
    }
    this.#unacknowledged.keepOnly(connections);
    this.#sessions = new SessionSockets({
      ctx,
      sessions: env.SESSION,
      holder: () => ({ kind: "gateway", name: this.#name(), region: "global" }),
      read: (socket) => {
        const state = read(socket);
        return state.stage === "connected" ? state.who : undefined;
      },
      end: (socket, goodbye) => this.#refuse(socket, goodbye),
    });
    void ctx.blockConcurrencyWhile(async () => {
      this.#alarmAt = (await ctx.storage.getAlarm()) ?? Infinity;
      await this.#endOverdue(0); // the platform drops an alarm that failed too often; waking up is the second chance
    });
  }

  /** A socket for a websocket upgrade, in the newest STOMP subprotocol that is offered. */
  override async fetch(request: Request): Promise<Response> {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    const connectBy = Date.now() + CONNECT_WITHIN_MS;
    const origin = request.headers.get("origin");
    keep(server, { stage: "waiting", connectBy, ...(origin !== null && { origin }) });
    await this.#arm(connectBy);
    if (this.#framing.opening !== undefined) server.send(this.#framing.opening);
    const chosen = subprotocolFor(request.headers.get("sec-websocket-protocol"));
    const headers = { [SOCKETS_HEADER]: String(this.ctx.getWebSockets().length), ...(chosen && { "sec-websocket-protocol": chosen }) };
    return new Response(null, { status: 101, webSocket: client, headers });
  }

  /** Called by a feed. One socket's trouble is its own. `listeners`: subscriptions that remain; a feed need not ask again while there are none. */
  deliver(feed: string, showings: Showing[]): { listeners: number } {
    const now = Date.now();
    const listeners = this.#listeners.of(feed);
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

  /** One socket's messages are dealt with in the order in which they came: the platform hands over the next while one is still awaiting something. */
  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    const bytes = typeof data === "string" ? data.length : data.byteLength;
    if (!this.#backlog.admits(socket, bytes)) {
      if (read(socket).stage !== "left") this.#refuse(socket, tooMuch);
      return;
    }
    const heard = this.#lane(socket).run(() => this.#hear(socket, data, bytes));
    await heard.finally(() => this.#backlog.heard(socket, bytes));
  }

  async #hear(socket: WebSocket, data: string | ArrayBuffer, bytes: number): Promise<void> {
    const { stage } = read(socket);
    if (stage === "left") return;
    try {
      if (bytes > MAX_MESSAGE_BYTES) throw new FrameFault(`a message may have ${MAX_MESSAGE_BYTES} bytes`);
      const chunks = this.#framing.unwrap(data);
      if (!chunks.ok) return await this.#turnAway(socket, { code: 1002, message: chunks.error });
      const reader = this.#reader(socket);
      let frames = 0;
      for (const chunk of chunks.value) {
        for (const received of reader.read(chunk)) {
          frames++;
          const ending = await this.#serve(socket, received, reader);
          if (read(socket).stage === "left") return;
          if (ending) return await this.#turnAway(socket, ending, received);
        }
      }
      if (chunks.value.length > 0 && frames === 0 && !reader.unfinished) this.#say(socket, "\n"); // a heart-beat that the platform did not recognize
      await this.#expectEnd(socket, reader.unfinished, frames > 0);
    } catch (error) {
      // Whatever went wrong, the client hears of it: the platform would swallow the exception and leave it waiting.
      if (error instanceof FrameFault) return this.#turnAway(socket, { code: 1002, message: error.message }, error);
      console.error(JSON.stringify({ gateway: this.#name(), frame: String(error) }));
      this.#refuse(socket, { code: 1011, message: "something went wrong on our side; connect again" });
    }
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#forget(socket);
    answerClose(socket, code);
  }

  override webSocketError(socket: WebSocket): void {
    this.#forget(socket);
  }

  /** Ends what has run out of time, and rings again for the next one. */
  override async alarm(): Promise<void> {
    this.#alarmAt = Infinity;
    await this.#endOverdue(Date.now());
  }

  async #serve(socket: WebSocket, { command, headers }: ClientFrame, reader: FrameReader): Promise<Ending | undefined> {
    const state = read(socket);
    if (state.stage === "left") return undefined;
    if (state.stage === "waiting") {
      if (command === "CONNECT" || command === "STOMP") return this.#connect(socket, headers, reader);
      return { code: 1002, message: `${command} before CONNECT` };
    }
    const now = Date.now();
    if (state.who.exp * 1000 <= now) return expired;
    if (this.#lane(socket).room(now) > 0)
      return { code: 4429, message: `too many frames; a connection may send ${PER_SECOND} in a second` };
    const ending = await this.#answer(socket, state, command, headers);
    if (ending || read(socket).stage === "left") return ending;
    const receipt = headers.get("receipt");
    if (receipt !== undefined) this.#say(socket, frame(state.version, "RECEIPT", { "receipt-id": receipt }));
    if (command === "DISCONNECT") this.#leave(socket, { code: 1000, message: "bye" });
    return undefined;
  }

  #answer(socket: WebSocket, state: Connected, command: ClientFrame["command"], headers: ClientFrame["headers"]) {
    if (command === "SUBSCRIBE") return this.#subscribe(socket, state, headers);
    if (command === "UNSUBSCRIBE") return this.#unsubscribe(socket, state, headers);
    if (command === "ACK" || command === "NACK") return this.#acknowledge(state, command, headers);
    if (command === "SEND" && headers.get("destination") === TOKEN_DESTINATION) return this.#refresh(socket, state, headers);
    return command === "DISCONNECT" ? undefined : notServed(command);
  }

  async #connect(socket: WebSocket, headers: ClientFrame["headers"], reader: FrameReader): Promise<Ending | undefined> {
    const state = read(socket);
    if (state.stage !== "waiting") return undefined;
    const greeting = await greet(headers, state.origin, readKeys(this.env.KEYS), Date.now());
    if (!greeting.ok) return greeting.error;
    const { who, version, heartBeat } = greeting.value;
    const refused = await letIn(this.#sessions, socket, who);
    if (read(socket).stage !== "waiting") return undefined; // closed meanwhile
    if (refused) return { code: refused.code, message: refused.reason };
    const connection = crypto.randomUUID();
    if (!keep(socket, { stage: "connected", who, version, connection, subscriptions: new Map() })) {
      return { code: 4403, message: "the token's venue roles are more than one connection can hold" };
    }
    reader.version = version;
    await this.#arm(who.exp * 1000);
    this.#say(socket, frame(version, "CONNECTED", { version, "heart-beat": heartBeat, session: connection, server: "brigade" }));
    return undefined;
  }

  async #subscribe(socket: WebSocket, state: Connected, headers: ClientFrame["headers"]): Promise<Ending | undefined> {
    const asked = subscription(state, headers);
    if (!asked.ok) return asked.error;
    const { id, wish, found, seen } = asked.value;
    const subscriptions = new Map(state.subscriptions).set(id, wish);
    if (subscriptions.size > MAX_SUBSCRIPTIONS || !keep(socket, { ...state, subscriptions })) {
      return { code: 4403, message: `a connection holds ${MAX_SUBSCRIPTIONS} subscriptions, or fewer long ones; open another connection` };
    }
    const listener = listenerOf(this.#framing, socket, state, id, wish, found);
    if (seen !== undefined) listener.catchingUp = new CatchingUp();
    this.#listeners.add(listener);
    try {
      await this.#links.join(found.feed, state.who.region);
      if (seen !== undefined) await this.#catchUp(listener, state, seen);
    } catch (error) {
      console.warn(JSON.stringify({ gateway: this.#name(), feed: found.feed, unheard: String(error) }));
      return { code: 1013, message: "the destination does not answer; try again" };
    }
    return undefined;
  }

  /** Orders that this platform never made for the tenant are asked nothing. */
  async #catchUp(listener: Listener, { who: { tenant, region } }: Connected, seen: Seen): Promise<void> {
    const { ids } = readKeys(this.env.KEYS);
    const genuine = typeof seen === "number" ? seen : new Map([...seen].filter(([order]) => isOrderIdOf(ids, tenant, order)));
    const { asked, showings } = await within(JOIN_WITHIN_MS, reach(this.env.FEED, region, listener.feed).missed(genuine));
    const now = Date.now();
    const mine = showings.filter((showing) => concerns(listener, showing));
    for (const showing of listener.catchingUp?.done(asked, mine, now) ?? []) this.#show(listener, this.#message(showing), showing, now);
  }

  /** A token of the same person, so that the connection outlives the one it began with. What it may not hear any more ends the connection. */
  async #refresh(socket: WebSocket, state: Connected, headers: ClientFrame["headers"]): Promise<Ending | undefined> {
    const fresh = await whoIs(headers, undefined, readKeys(this.env.KEYS), Date.now());
    if (!fresh.ok) return fresh.error;
    const who = fresh.value;
    if (who.tenant !== state.who.tenant || who.user !== state.who.user || who.session !== state.who.session) {
      return { code: 4403, message: "the token is another person's, or of another sign-in" };
    }
    const lost = [...state.subscriptions.values()].find(({ destination }) => !audible(destination, who));
    if (lost) return { code: 4403, message: `${lost.destination} is not yours to hear any more` };
    if (read(socket).stage !== "connected") return undefined; // closed meanwhile
    if (!keep(socket, { ...state, who })) return { code: 4403, message: "the token's venue roles are more than one connection can hold" };
    this.#listeners.prolong(socket, who.exp * 1000);
    await this.#arm(who.exp * 1000);
    return undefined;
  }

  /** What a screen has shown is the order's receipt; what it could not show (NACK) is none. */
  async #acknowledge(state: Connected, command: "ACK" | "NACK", headers: ClientFrame["headers"]): Promise<Ending | undefined> {
    const named = acknowledged(state, headers);
    if (!named.ok) return named.error;
    const waiting = this.#unacknowledged.find(state.connection, named.value);
    const wish = waiting && state.subscriptions.get(waiting.subscription);
    if (!waiting || !wish?.ack) return { code: 1002, message: "no message waits for an acknowledgement under this id" };
    const { orders } = this.#unacknowledged.take(state.connection, waiting, wish.ack);
    const heard = audible(wish.destination, state.who);
    if (command === "NACK" || heard?.topic !== "kds") return undefined;
    try {
      await within(
        JOIN_WITHIN_MS,
        acknowledge(this.env, state.who, { config: wish.config ?? state.who.user, venue: heard.subject }, orders),
      );
    } catch (error) {
      console.warn(JSON.stringify({ gateway: this.#name(), unreceipted: String(error) }));
      return { code: 1013, message: "the order does not answer; connect again and acknowledge what you are shown" };
    }
    return undefined;
  }

  #unsubscribe(socket: WebSocket, state: Connected, headers: ClientFrame["headers"]): Ending | undefined {
    const asked = unsubscription(state, headers);
    if (!asked.ok) return asked.error;
    const subscriptions = new Map(state.subscriptions);
    subscriptions.delete(asked.value);
    keep(socket, { ...state, subscriptions });
    this.#unacknowledged.forget(state.connection, asked.value);
    this.#release(this.#listeners.remove(socket, asked.value));
    return undefined;
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
      console.warn(JSON.stringify({ gateway: this.#name(), unsent: String(error) }));
      this.#forget(socket);
    }
  }

  #lane(socket: WebSocket): Lane {
    let lane = this.#lanes.get(socket);
    if (!lane) this.#lanes.set(socket, (lane = new Lane(BURST, PER_SECOND, 0)));
    return lane;
  }

  #reader(socket: WebSocket): FrameReader {
    let reader = this.#readers.get(socket);
    if (reader) return reader;
    const state = read(socket);
    if (state.stage !== "left" && state.unfinishedBy !== undefined) throw new FrameFault("a pause cut the frame in two; send it whole");
    reader = new FrameReader(state.stage === "connected" ? state.version : undefined);
    this.#readers.set(socket, reader);
    return reader;
  }

  /** A frame that has begun gets its time to end, counted from its beginning. */
  async #expectEnd(socket: WebSocket, unfinished: boolean, anew: boolean): Promise<void> {
    const state = read(socket);
    if (state.stage === "left") return;
    const { unfinishedBy, ...rest } = state;
    if (unfinished && (anew || unfinishedBy === undefined)) {
      const by = Date.now() + FRAME_WITHIN_MS;
      keep(socket, { ...rest, unfinishedBy: by });
      await this.#arm(by);
    } else if (!unfinished && unfinishedBy !== undefined) keep(socket, rest);
  }

  /** Refuses what a client has sent, later and later when it does not stop coming back. Who it is, is known by its sign-in or by the token it brings. */
  async #turnAway(socket: WebSocket, ending: Ending, refused?: Pick<ClientFrame, "headers">): Promise<void> {
    const state = read(socket);
    const client = state.stage === "connected" ? state.who.session : refused?.headers.get("login");
    if (client) await scheduler.wait(this.#storms.patience(client, Date.now()));
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

  #forget(socket: WebSocket): void {
    const state = read(socket);
    if (state.stage === "connected") this.#unacknowledged.forget(state.connection);
    keep(socket, { stage: "left" });
    this.#sessions.left(socket);
    this.#release(this.#listeners.remove(socket));
  }

  #release(last: Listener[]): void {
    for (const { feed, region } of last) {
      const left = this.#links.leave(feed, region);
      // A feed that does not hear of it will learn it from our answer to its next delivery.
      this.ctx.waitUntil(
        left.catch((error: unknown) => console.warn(JSON.stringify({ gateway: this.#name(), feed, unsaid: String(error) }))),
      );
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

const concerns = ({ topic, venue }: Listener, showing: Showing): boolean =>
  showing.topic === topic && (venue === undefined || !showing.venues?.length || showing.venues.includes(venue));
