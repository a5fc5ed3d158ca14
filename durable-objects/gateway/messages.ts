// MESSAGEs: what feeds show goes to the subscriptions that it concerns. What is the same for all of them is made once.
import type { Showing } from "../../protocol/feed";
import { tail } from "../../protocol/stomp";
import { log } from "../../runtime/log";
import { type LiveConnections, SLOW_BYTES, unread } from "../lib/live-connections";
import type { Attachment } from "./attachment";
import { expiredQuietly, slowQuietly } from "./stomp-close-reasons";
import type { Framing } from "./framing";
import { concerns, type Listener, type SubscriptionIndex } from "./subscription-index";
import type { UnacknowledgedMessages } from "./unacknowledged";

export type MessagesDeps = {
  framing: Framing;
  connections: LiveConnections<Attachment>;
  subscriptions: SubscriptionIndex;
  unacknowledged: UnacknowledgedMessages;
  name: () => string;
};

/** From the lines on that are the same for everybody. */
type Message = { id: string; tail: string };

export class Messages {
  readonly #deps: MessagesDeps;
  /** Message ids: unique also after sleep. */
  readonly #waking = crypto.randomUUID().slice(0, 8);
  #messages = 0;

  constructor(deps: MessagesDeps) {
    this.#deps = deps;
  }

  /** To all that listen to the feed. How many subscriptions it has here. */
  deliver(feed: string, showings: readonly Showing[]): number {
    const now = Date.now();
    const listeners = this.#deps.subscriptions.of(feed);
    for (const showing of showings) {
      const message = this.#message(showing); // made once, for any number of sockets
      for (const listener of listeners) {
        if (!concerns(listener, showing)) continue;
        if (listener.catchingUp?.passes(showing, now) ?? true) this.#show(listener, message, showing, now);
      }
    }
    return listeners.size;
  }

  show(listener: Listener, showing: Showing, now: number): void {
    this.#show(listener, this.#message(showing), showing, now);
  }

  #message({ body, of }: Showing): Message {
    const id = `${this.#waking}-${++this.#messages}`;
    const about = of ? `order:${of.order}\nseq:${of.seq}\n` : "";
    return { id, tail: this.#deps.framing.end(`${about}message-id:${id}\n${tail(body)}`) };
  }

  #show({ socket, id, exp, head: start, topic, acks }: Listener, message: Message, { of }: Showing, now: number): void {
    const { connections, unacknowledged, framing, name } = this.#deps;
    try {
      if (exp <= now) return connections.end(socket, expiredQuietly);
      if (unread(socket) > SLOW_BYTES) return connections.end(socket, slowQuietly);
      if (!acks) return socket.send(start + message.tail);
      const sent = { connection: acks.connection, subscription: id, message: message.id, ...(topic === "kds" && of && { of }) };
      const ack = `ack:${unacknowledged.add(sent)}\n`;
      socket.send(framing.begin(start + (acks.header ? ack : "")) + message.tail);
    } catch (error) {
      log("warn", "frame.send_failed", { gateway: name(), error });
      connections.leave(socket);
    }
  }
}
