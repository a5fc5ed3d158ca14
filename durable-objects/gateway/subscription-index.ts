// The gateway's index: which subscriptions hear which feed. In memory only; the attachments are the truth that it is rebuilt from.
import type { Region } from "../../domain/access/principal";
import type { Showing, Topic } from "../../protocol/feed";
import type { Resume } from "./resume";

/**
 * One subscription. `head`: its MESSAGE frame, framed, up to the lines that are the same for everybody; not framed where it `acks`,
 * because each of its messages has a line of its own. `exp`: epoch ms. `acks`: its messages are acknowledged, in that
 * connection, by an `ack` header if its version has one. `catchingUp`: it goes on from where it was.
 */
export type Listener = {
  socket: WebSocket;
  id: string;
  feed: string;
  topic: Topic;
  region: Region;
  venue?: string;
  exp: number;
  head: string;
  acks?: { connection: string; header: boolean };
  catchingUp?: Resume;
};

export class SubscriptionIndex {
  readonly #byFeed = new Map<string, Set<Listener>>();
  readonly #bySocket = new Map<WebSocket, Map<string, Listener>>();

  add(listener: Listener): void {
    const { feed, socket, id } = listener;
    const there = this.#byFeed.get(feed);
    if (there) there.add(listener);
    else this.#byFeed.set(feed, new Set([listener]));
    const own = this.#bySocket.get(socket);
    if (own) own.set(id, listener);
    else this.#bySocket.set(socket, new Map([[id, listener]]));
  }

  /** Takes one subscription out, or all of the socket's. Returns those that were the last of their feed. */
  remove(socket: WebSocket, id?: string): Listener[] {
    const own = this.#bySocket.get(socket);
    const gone = [...(own?.values() ?? [])].filter((listener) => id === undefined || listener.id === id);
    for (const listener of gone) own?.delete(listener.id);
    if (own?.size === 0) this.#bySocket.delete(socket);
    return gone.filter((listener) => this.#removeFromFeed(listener));
  }

  /** The token of the socket's owner was renewed: until `exp` (epoch ms). */
  prolong(socket: WebSocket, exp: number): void {
    for (const listener of this.#bySocket.get(socket)?.values() ?? []) listener.exp = exp;
  }

  of(feed: string): ReadonlySet<Listener> {
    return this.#byFeed.get(feed) ?? nobody;
  }

  #removeFromFeed(listener: Listener): boolean {
    const there = this.#byFeed.get(listener.feed);
    there?.delete(listener);
    return there?.size === 0 && this.#byFeed.delete(listener.feed);
  }
}

const nobody: ReadonlySet<Listener> = new Set();

export const concerns = ({ topic, venue }: Listener, showing: Showing): boolean =>
  showing.topic === topic && (venue === undefined || !showing.venues?.length || showing.venues.includes(venue));
