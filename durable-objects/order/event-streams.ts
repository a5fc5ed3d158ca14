// The order as server-sent events, for networks that let no websocket through. A stream keeps the object awake as long as somebody reads
// it: that is the price of the fallback, and why sockets come first (docs/live.md).
import type { Order } from "../../domain/order/state";
import type { OrderEvent } from "../../domain/order/events";
import type { EventLog } from "../lib/event-log";
import { SLOW_BYTES } from "../lib/live-connections";
import { type Listener, listenerFor, opening, type Telling } from "./live-messages";
import type { OrderUpgrade } from "./order-sockets";
import { declining } from "../lib/socket-protocol";
import type { Ending } from "../lib/close-reasons";
import type { Viewer } from "../lib/viewer";

/** Proxies cut what is silent; and only by writing does anybody learn that the reader has gone. */
const BEAT_MS = 15_000;
const MAX_STREAMS = 100;
/** Of one person: who has joined does not take the others' places. */
const MAX_OF_ONE = 20;

/**
 * `seq`: the newest that was told. `queued`: what its reader has not taken yet, `bytes` of it. `timer`: the next beat, or the end.
 * `wake`: its reader waits.
 */
export type Stream = {
  viewer: Viewer;
  listener: Listener;
  seq: number;
  queued: Uint8Array[];
  bytes: number;
  timer: ReturnType<typeof setTimeout> | undefined;
  wake: () => void;
};

export type EventStreamsDeps = {
  storage: Pick<DurableObjectStorage, "sync">;
  register: (stream: Stream) => Promise<Ending | undefined>;
  gone: (stream: Stream) => void;
};

const HEADERS = { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" };
const encoder = new TextEncoder();

export class EventStreams {
  readonly #deps: EventStreamsDeps;
  readonly #open = new Set<Stream>();
  #telling: Promise<void> = Promise.resolve();

  /** `deps.register`: why the viewer's sign-in does not allow one stream more. */
  constructor(deps: EventStreamsDeps) {
    this.#deps = deps;
  }

  get isIdle(): boolean {
    return this.#open.size === 0;
  }

  /** Shows the order, or what came since, in the same turn that takes the stream in. */
  async open(viewer: Viewer, order: () => Order, log: EventLog<OrderEvent>, { after, whole }: OrderUpgrade): Promise<Response> {
    const own = [...this.#open].filter((other) => other.viewer.user === viewer.user);
    if (this.#open.size >= MAX_STREAMS || own.length >= MAX_OF_ONE) return new Response(null, { status: 429 });
    const listener = listenerFor(viewer, whole, order());
    const stream: Stream = { viewer, listener, seq: 0, queued: [], bytes: 0, timer: undefined, wake: () => {} };
    const refused = await this.#deps.register(stream);
    if (refused) return declining(refused);
    this.#open.add(stream);
    this.#tell(stream, opening(order(), log, after));
    this.#keepAlive(stream);
    const body = new ReadableStream<Uint8Array>(
      { pull: (out) => this.#handOver(stream, out), cancel: () => this.#end(stream) },
      new CountQueuingStrategy({ highWaterMark: 0 }),
    );
    return new Response(body, { headers: HEADERS });
  }

  /**
   * Call it in the turn that commits. The platform holds messages of sockets back until the events are stored;
   * for streams we wait ourselves.
   */
  show(change: Telling): void {
    if (this.isIdle) return;
    this.#telling = this.#telling
      .then(() => this.#deps.storage.sync())
      .then(() => {
        for (const stream of this.#open) if (stream.seq < change.seq) this.#tell(stream, change);
      })
      .catch(() => this.#open.forEach((stream) => this.#end(stream))); // the order starts again from what is stored
  }

  #tell(stream: Stream, telling: Telling): void {
    stream.seq = telling.seq;
    this.#write(stream, `event: ${telling.kind}\nid: ${telling.seq}\ndata: ${telling.text(stream.listener)}\n\n`);
  }

  #keepAlive(stream: Stream): void {
    const left = stream.viewer.exp * 1000 - Date.now();
    stream.timer = setTimeout(
      () => {
        this.#write(stream, ":\n\n");
        if (this.#open.has(stream)) this.#keepAlive(stream);
      },
      Math.max(0, Math.min(BEAT_MS, left)),
    );
  }

  /** What waits for a reader is bounded: he who is too slow is cut off, and comes back with the number that he has. */
  #write(stream: Stream, text: string): void {
    if (stream.viewer.exp * 1000 <= Date.now() || stream.bytes > SLOW_BYTES) return this.#end(stream);
    const bytes = encoder.encode(text);
    stream.queued.push(bytes);
    stream.bytes += bytes.length;
    stream.wake();
  }

  /** The reader takes one event after the other, and the end as soon as there is one. */
  async #handOver(stream: Stream, out: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    if (stream.queued.length === 0 && this.#open.has(stream)) await new Promise<void>((wake) => (stream.wake = wake));
    const next = stream.queued.shift();
    if (!next) return out.close();
    stream.bytes -= next.length;
    out.enqueue(next);
  }

  /** What is still queued goes as well: nothing is said after the end. */
  end(stream: Stream): void {
    this.#end(stream);
  }

  #end(stream: Stream): void {
    this.#deps.gone(stream);
    clearTimeout(stream.timer);
    this.#open.delete(stream);
    stream.queued = [];
    stream.bytes = 0;
    stream.wake();
  }
}
