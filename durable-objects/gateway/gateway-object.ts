// The sockets of many STOMP connections. Sleeps while nothing happens: what a socket is and wants lives in its attachment.
import { DurableObject } from "cloudflare:workers";
import type { Showing } from "../../protocol/feed";
import { kindOf } from "../../protocol/gateways";
import { readKeys } from "../../protocol/keys";
import { reach } from "../../protocol/reach";
import { type ClientFrame, frame, FrameFault, FrameReader } from "../../protocol/stomp";
import type { FeedObject } from "../feed/feed-object";
import { answerClose } from "../lib/answer-close";
import { within } from "../lib/within";
import { type Connected, FRAME_WITHIN_MS, keep, read } from "./attachment";
import { audible } from "./destinations";
import { close, deadline, type Ending, expired, tell, tooSlow } from "./ending";
import { FeedLinks } from "./feed-links";
import { framings } from "./framing";
import { greet, subprotocolFor } from "./handshake";
import { type Listener, Listeners } from "./listeners";
import { listenerOf, MAX_SUBSCRIPTIONS, notServed, subscription, unsubscription } from "./subscriptions";

export type GatewayEnv = { KEYS: string; FEED: DurableObjectNamespace<FeedObject> };

const CONNECT_WITHIN_MS = 10_000;
const JOIN_WITHIN_MS = 30_000;
/** What a client may leave unread before it is cut off; the published clients come back and ask for the newest state. */
const SLOW_BYTES = 1 << 20;

export class GatewayObject extends DurableObject<GatewayEnv> {
  readonly #framing = framings[kindOf(this.#name())];
  readonly #readers = new WeakMap<WebSocket, FrameReader>();
  readonly #listeners = new Listeners();
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
    const { asked, answered } = this.#framing.beat;
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(asked, answered)); // heart-beats are answered without waking us
    for (const socket of ctx.getWebSockets()) {
      const attachment = read(socket);
      if (attachment.stage !== "connected") continue;
      for (const [id, wish] of attachment.subscriptions) {
        const found = audible(wish.destination, attachment.who);
        if (found) this.#listeners.add(listenerOf(this.#framing, socket, attachment, id, wish, found));
      }
    }
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
    keep(server, { stage: "waiting", connectBy });
    await this.#arm(connectBy);
    if (this.#framing.opening !== undefined) server.send(this.#framing.opening);
    const chosen = subprotocolFor(request.headers.get("sec-websocket-protocol"));
    return new Response(null, { status: 101, webSocket: client, ...(chosen && { headers: { "sec-websocket-protocol": chosen } }) });
  }

  /** Called by a feed. One socket's trouble is its own. `listeners`: subscriptions that remain; a feed need not ask again while there are none. */
  deliver(feed: string, showings: Showing[]): { listeners: number } {
    const now = Date.now();
    const listeners = this.#listeners.of(feed);
    for (const { topic, body, venues = [] } of showings) {
      const tail = this.#framing.end(`message-id:${this.#waking}-${++this.#messages}\n\n${body}\0`); // made once, for any number of sockets
      for (const listener of listeners) {
        const concerned = listener.venue === undefined || venues.length === 0 || venues.includes(listener.venue);
        if (listener.topic === topic && concerned) this.#show(listener, tail, now);
      }
    }
    if (listeners.size === 0) this.ctx.storage.sql.exec("SELECT 1"); // an instance that has been replaced elsewhere cannot say that nobody listens
    return { listeners: listeners.size };
  }

  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    const { stage } = read(socket);
    if (stage === "left") return;
    try {
      const chunks = this.#framing.unwrap(data);
      if (!chunks.ok) return this.#refuse(socket, { code: 1002, message: chunks.error });
      const reader = this.#reader(socket);
      let frames = 0;
      for (const chunk of chunks.value) {
        for (const received of reader.read(chunk)) {
          frames++;
          const ending = await this.#serve(socket, received, reader);
          if (read(socket).stage === "left") return;
          if (ending) return this.#refuse(socket, ending, received);
        }
      }
      if (chunks.value.length > 0 && frames === 0 && !reader.unfinished) this.#say(socket, "\n"); // a heart-beat that the platform did not recognize
      await this.#expectEnd(socket, reader.unfinished, frames > 0);
    } catch (error) {
      // Whatever went wrong, the client hears of it: the platform would swallow the exception and leave it waiting.
      if (error instanceof FrameFault) return this.#refuse(socket, { code: 1002, message: error.message });
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
    if (state.who.exp * 1000 <= Date.now()) return expired;
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
    return command === "DISCONNECT" ? undefined : notServed(command);
  }

  async #connect(socket: WebSocket, headers: ClientFrame["headers"], reader: FrameReader): Promise<Ending | undefined> {
    const greeting = await greet(headers, readKeys(this.env.KEYS), Date.now());
    if (read(socket).stage !== "waiting") return undefined; // closed meanwhile
    if (!greeting.ok) return greeting.error;
    const { who, version, heartBeat } = greeting.value;
    if (!keep(socket, { stage: "connected", who, version, subscriptions: new Map() })) {
      return { code: 4403, message: "the token's venue roles are more than one connection can hold" };
    }
    reader.version = version;
    await this.#arm(who.exp * 1000);
    this.#say(socket, frame(version, "CONNECTED", { version, "heart-beat": heartBeat, session: crypto.randomUUID(), server: "brigade" }));
    return undefined;
  }

  async #subscribe(socket: WebSocket, state: Connected, headers: ClientFrame["headers"]): Promise<Ending | undefined> {
    const asked = subscription(state, headers);
    if (!asked.ok) return asked.error;
    const { id, wish, found } = asked.value;
    const subscriptions = new Map(state.subscriptions).set(id, wish);
    if (subscriptions.size > MAX_SUBSCRIPTIONS || !keep(socket, { ...state, subscriptions })) {
      return { code: 4403, message: `a connection holds ${MAX_SUBSCRIPTIONS} subscriptions, or fewer long ones; open another connection` };
    }
    this.#listeners.add(listenerOf(this.#framing, socket, state, id, wish, found));
    try {
      await this.#links.join(found.feed, state.who.region);
    } catch (error) {
      console.warn(JSON.stringify({ gateway: this.#name(), feed: found.feed, unheard: String(error) }));
      return { code: 1013, message: "the destination does not answer; try again" };
    }
    return undefined;
  }

  #unsubscribe(socket: WebSocket, state: Connected, headers: ClientFrame["headers"]): Ending | undefined {
    const asked = unsubscription(state, headers);
    if (!asked.ok) return asked.error;
    const subscriptions = new Map(state.subscriptions);
    subscriptions.delete(asked.value);
    keep(socket, { ...state, subscriptions });
    this.#release(this.#listeners.remove(socket, asked.value));
    return undefined;
  }

  /** Everything but MESSAGEs, which are framed in two parts. */
  #say(socket: WebSocket, text: string): void {
    socket.send(this.#framing.begin(text) + this.#framing.end(""));
  }

  #show({ socket, exp, head: start }: Listener, tail: string, now: number): void {
    try {
      if (exp <= now) this.#leave(socket, expired);
      else if ("bufferedAmount" in socket && Number(socket.bufferedAmount) > SLOW_BYTES) this.#leave(socket, tooSlow);
      else socket.send(start + tail);
    } catch (error) {
      console.warn(JSON.stringify({ gateway: this.#name(), unsent: String(error) }));
      this.#forget(socket);
    }
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

  #refuse(socket: WebSocket, ending: Ending, refused?: ClientFrame): void {
    tell(socket, this.#framing, ending, refused);
    this.#leave(socket, ending);
  }

  #leave(socket: WebSocket, ending: Ending): void {
    this.#forget(socket);
    close(socket, this.#framing, ending);
  }

  #forget(socket: WebSocket): void {
    keep(socket, { stage: "left" });
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
