// A client on the order's own socket: numbers go on without a gap, and patches make of what was shown what is shown.
import { applyPatch, type Operation } from "rfc6902";
import { LIVE_PROTOCOL } from "../../../protocol/live.ts";
import type { Dial, Subscriber, Heard, Sighting } from "./subscription-kinds.ts";

type Message = { seq?: number; snapshot?: unknown; events?: { seq: number }[]; patch?: Operation[] };

export class OrderSubscriber implements Subscriber {
  readonly beat = { say: "ping", answer: "pong" };
  readonly views = new Map<string, Omit<Sighting, "order">>();
  readonly #token: string;
  readonly #order: string;

  constructor(token: string, order: string) {
    this.#token = token;
    this.#order = order;
  }

  dial(): Dial {
    const { seq } = this.views.get(this.#order) ?? {};
    const path = `/ordering-api/api/order/${this.#order}/live${seq === undefined ? "" : `?after=${seq}`}`;
    return { path, protocols: [LIVE_PROTOCOL, `bearer.${this.#token}`], greeting: [] };
  }

  hear(text: string): Heard {
    const { seq, snapshot, events, patch }: Message = JSON.parse(text);
    if (seq === undefined) return { sightings: [] }; // about who watches, or an answer
    const before = this.views.get(this.#order);
    if (snapshot !== undefined) {
      return before ? { sightings: [], fault: `a snapshot instead of what came after ${before.seq}` } : this.#show(seq, snapshot);
    }
    if (!before || !events || !patch) return { sightings: [], fault: `a change without anything to change: ${text.slice(0, 200)}` };
    const numbers = events.map((event) => event.seq);
    const isNext = numbers.every((number, index) => number === before.seq + index + 1) && seq === before.seq + numbers.length;
    if (!isNext) return { sightings: [], fault: `events ${numbers.join(", ")} and number ${seq} after ${before.seq}` };
    const body = structuredClone(before.body);
    const failed = applyPatch(body, patch).find((error) => error !== null);
    return failed ? { sightings: [], fault: `a patch does not fit: ${failed.message}` } : this.#show(seq, body);
  }

  #show(seq: number, body: unknown): Heard {
    this.views.set(this.#order, { seq, body });
    return { sightings: [{ order: this.#order, seq, body }], ready: true };
  }
}
