// A client on a venue's socket: the venue's number only grows, as each order's does, and a resumed connection says what has changed since.
import { LIVE_PROTOCOL, type VenueChange, type VenueMessage } from "../../../protocol/live.ts";
import type { Dial, Subscriber, Heard, Sighting } from "./subscription-kinds.ts";

export class VenueSubscriber implements Subscriber {
  readonly beat = { say: "ping", answer: "pong" };
  readonly views = new Map<string, Omit<Sighting, "order">>();
  wholes = 0;
  readonly #token: string;
  readonly #venue: string;
  #seq: number | undefined;

  constructor(token: string, venue: string) {
    this.#token = token;
    this.#venue = venue;
  }

  dial(): Dial {
    const path = `/ordering-api/api/venue/${this.#venue}/live${this.#seq === undefined ? "" : `?after=${this.#seq}`}`;
    return { path, protocols: [LIVE_PROTOCOL, `bearer.${this.#token}`], greeting: [] };
  }

  hear(text: string): Heard {
    const message: VenueMessage = JSON.parse(text);
    if (!("seq" in message)) return { sightings: [] };
    const before = this.#seq ?? 0;
    this.#seq = message.seq;
    if (message.seq < before) return { sightings: [], fault: `the venue's number ${message.seq} after ${before}` };
    if ("snapshot" in message) {
      this.wholes++;
      this.views.clear();
      return this.#show(message.snapshot.map(changeOf));
    }
    if (message.seq === before && message.changes.length > 0) return { sightings: [], fault: `changes under the number ${before}, twice` };
    return this.#show(message.changes);
  }

  #show(changes: readonly VenueChange[]): Heard {
    const back = changes.find(({ order, seq }) => (this.views.get(order)?.seq ?? 0) > seq);
    for (const change of changes) {
      const { order, seq, body } = change;
      if ("gone" in change) this.views.delete(order);
      else this.views.set(order, { seq, body });
    }
    const sightings = changes.map(({ order, seq, body }) => ({ order, seq, body }));
    return { sightings, ready: true, ...(back && { fault: `${back.order} at ${back.seq} after more` }) };
  }
}

/** A snapshot holds whole orders, which know their numbers. */
function changeOf(entry: unknown): VenueChange {
  const { id = "", seq = 0 }: { id?: string; seq?: number } = Object(entry);
  return { order: id, seq, body: entry };
}
