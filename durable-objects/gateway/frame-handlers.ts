// What comes of a client's frames: a connection, subscriptions that go on from where they were, receipts of a kitchen, a fresh token.
// Answers why the connection ends, or nothing when all is well.
import type { Seen, Showing } from "../../protocol/feed";
import { closing } from "../../protocol/live";
import { readKeys } from "../../runtime/keys";
import { isOrderIdOf } from "../../runtime/signed-order-id";
import { objectStub } from "../../runtime/object-stub";
import { type ClientFrame, frame, type FrameReader } from "../../protocol/stomp";
import type { FeedObject } from "../feed/feed-object";
import type { Ending } from "../lib/close-reasons";
import { withTimeout } from "../../runtime/timeout";
import type { Connected } from "./attachment";
import { Resume } from "./resume";
import { audible } from "./authorize-destination";
import { broken, forbidden, tooManyRoles } from "./stomp-close-reasons";
import type { FeedRegistrations } from "./feed-registrations";
import { greet, whoIs } from "./handshake";
import type { MessagesDeps } from "./messages";
import { concerns, type Listener } from "./subscription-index";
import { acknowledge, type OrderAcknowledgementsEnv } from "./order-acknowledgements";
import { acknowledged, listenerOf, MAX_SUBSCRIPTIONS, notServed, subscription, TOKEN_DESTINATION, unsubscription } from "./subscriptions";
import { log } from "../../runtime/log";

/** A feed, an order, that takes longer does not answer. */
export const ANSWER_WITHIN_MS = 30_000;

export type FrameHandlersDeps = MessagesDeps & {
  env: { KEYS: string; FEED: DurableObjectNamespace<FeedObject> } & OrderAcknowledgementsEnv;
  registrations: FeedRegistrations;
  say: (socket: WebSocket, text: string) => void;
  show: (listener: Listener, showing: Showing, now: number) => void;
};

export class FrameHandlers {
  readonly #deps: FrameHandlersDeps;

  constructor(deps: FrameHandlersDeps) {
    this.#deps = deps;
  }

  /** What comes of a frame of a connection that is open; nothing more when all is well. */
  answer(socket: WebSocket, state: Connected, command: ClientFrame["command"], headers: ClientFrame["headers"]) {
    if (command === "SUBSCRIBE") return this.#subscribe(socket, state, headers);
    if (command === "UNSUBSCRIBE") return this.#unsubscribe(socket, state, headers);
    if (command === "ACK" || command === "NACK") return this.#acknowledge(state, command, headers);
    if (command === "SEND" && headers.get("destination") === TOKEN_DESTINATION) return this.#refresh(socket, state, headers);
    return command === "DISCONNECT" ? undefined : notServed(command);
  }

  /** CONNECT. */
  async connect(socket: WebSocket, headers: ClientFrame["headers"], reader: FrameReader): Promise<Ending | undefined> {
    const { connections } = this.#deps;
    const state = connections.read(socket);
    if (state.stage !== "waiting") return undefined;
    const greeting = await greet(headers, state.origin, readKeys(this.#deps.env.KEYS));
    if (!greeting.ok) return greeting.error;
    const { who, version, heartBeat } = greeting.value;
    const refused = await connections.register(socket, who);
    if (connections.read(socket).stage !== "waiting") return undefined; // closed meanwhile
    if (refused) return refused;
    const connection = crypto.randomUUID();
    if (!connections.keep(socket, { stage: "connected", who, version, connection, subscriptions: new Map() })) return tooManyRoles;
    reader.version = version;
    this.#deps.say(socket, frame(version, "CONNECTED", { version, "heart-beat": heartBeat, session: connection, server: "brigade" }));
    return undefined;
  }

  async #subscribe(socket: WebSocket, state: Connected, headers: ClientFrame["headers"]): Promise<Ending | undefined> {
    const read = subscription(state, headers);
    if (!read.ok) return read.error;
    const { id, asked, found, seen } = read.value;
    const subscriptions = new Map(state.subscriptions).set(id, asked);
    if (subscriptions.size > MAX_SUBSCRIPTIONS || !this.#deps.connections.keep(socket, { ...state, subscriptions })) {
      return forbidden(`a connection holds ${MAX_SUBSCRIPTIONS} subscriptions, or fewer long ones; open another connection`);
    }
    const listener = listenerOf(this.#deps.framing, socket, state, id, asked, found);
    if (seen !== undefined) listener.catchingUp = new Resume();
    this.#deps.subscriptions.add(listener);
    try {
      await this.#deps.registrations.join(found.feed, state.who.region);
      if (seen !== undefined) await this.#catchUp(listener, state, seen);
    } catch (error) {
      log("warn", "feed.subscribe_failed", { gateway: this.#deps.name(), feed: found.feed, error });
      return { code: closing.slow, reason: "the destination does not answer; try again" };
    }
    return undefined;
  }

  /** Orders that this platform never made for the tenant are asked nothing. */
  async #catchUp(listener: Listener, { who: { tenant, region } }: Connected, seen: Seen): Promise<void> {
    const { ids } = readKeys(this.#deps.env.KEYS);
    const genuine = typeof seen === "number" ? seen : new Map([...seen].filter(([order]) => isOrderIdOf(ids, tenant, order)));
    const { asked, showings } = await withTimeout(ANSWER_WITHIN_MS, objectStub(this.#deps.env.FEED, region, listener.feed).missed(genuine));
    const now = Date.now();
    const mine = showings.filter((showing) => concerns(listener, showing));
    for (const showing of listener.catchingUp?.done(asked, mine, now) ?? []) this.#deps.show(listener, showing, now);
  }

  /**
   * A token of the same person, so that the connection outlives the one it began with. What it may not hear any more ends the connection.
   */
  async #refresh(socket: WebSocket, state: Connected, headers: ClientFrame["headers"]): Promise<Ending | undefined> {
    const fresh = await whoIs(headers, undefined, readKeys(this.#deps.env.KEYS));
    if (!fresh.ok) return fresh.error;
    const who = fresh.value;
    if (who.tenant !== state.who.tenant || who.user !== state.who.user || who.session !== state.who.session) {
      return forbidden("the token is another person's, or of another sign-in");
    }
    const lost = [...state.subscriptions.values()].find(({ destination }) => !audible(destination, who));
    if (lost) return forbidden(`${lost.destination} is not yours to hear any more`);
    const { connections, subscriptions } = this.#deps;
    if (connections.read(socket).stage !== "connected") return undefined; // closed meanwhile
    if (!connections.keep(socket, { ...state, who })) return tooManyRoles;
    subscriptions.prolong(socket, who.exp * 1000);
    return undefined;
  }

  /** What a screen has shown is the order's receipt; what it could not show (NACK) is none. */
  async #acknowledge(state: Connected, command: "ACK" | "NACK", headers: ClientFrame["headers"]): Promise<Ending | undefined> {
    const named = acknowledged(state, headers);
    if (!named.ok) return named.error;
    const waiting = this.#deps.unacknowledged.find(state.connection, named.value);
    const kept = waiting && state.subscriptions.get(waiting.subscription);
    if (!waiting || !kept?.ack) return broken("no message waits for an acknowledgement under this id");
    const orders = this.#deps.unacknowledged.take(state.connection, waiting, kept.ack);
    const heard = audible(kept.destination, state.who);
    if (command === "NACK" || heard?.topic !== "kds") return undefined;
    try {
      await withTimeout(
        ANSWER_WITHIN_MS,
        acknowledge(this.#deps.env, state.who, { config: kept.config ?? state.who.user, venue: heard.subject }, orders),
      );
    } catch (error) {
      log("warn", "acknowledgement.send_failed", { gateway: this.#deps.name(), error });
      return { code: closing.slow, reason: "the order does not answer; connect again and acknowledge what you are shown" };
    }
    return undefined;
  }

  #unsubscribe(socket: WebSocket, state: Connected, headers: ClientFrame["headers"]): Ending | undefined {
    const asked = unsubscription(state, headers);
    if (!asked.ok) return asked.error;
    const subscriptions = new Map(state.subscriptions);
    subscriptions.delete(asked.value);
    this.#deps.connections.keep(socket, { ...state, subscriptions });
    this.#deps.unacknowledged.forget(state.connection, asked.value);
    this.#deps.registrations.release(this.#deps.subscriptions.remove(socket, asked.value));
    return undefined;
  }
}
