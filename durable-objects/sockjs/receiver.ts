// One HTTP answer that brings a session's frames to its client, a line each.
// It ends by itself when it has brought enough: browsers keep all of an answer until its end, so a client comes again for the rest.

/** `limit`: bytes of frames after which the answer ends. */
export type Manner = { prelude: string; limit: number };

/** Browsers show nothing of an answer before its first 2 KB. */
export const streaming: Manner = { prelude: `${"h".repeat(2048)}\n`, limit: 128 * 1024 };
/** One frame an answer. */
export const polling: Manner = { prelude: "", limit: 1 };

export class Receiver {
  readonly body: ReadableStream<Uint8Array>;
  #stream: ReadableStreamDefaultController<Uint8Array> | undefined;
  #left: number;
  #open = true;

  /** `gone`: called when the client has turned away from an answer that had not ended. */
  constructor({ prelude, limit }: Manner, gone: () => void) {
    this.#left = limit;
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => void (this.#stream = controller),
        pull: (controller) => (this.#open ? undefined : controller.close()),
        cancel: () => {
          if (!this.#open) return;
          this.#open = false;
          gone();
        },
      },
      { highWaterMark: 0, size: (chunk) => chunk.byteLength },
    );
    if (prelude !== "") this.#stream?.enqueue(encoder.encode(prelude));
  }

  /** Whether it takes more frames. */
  get open(): boolean {
    return this.#open;
  }

  /** Bytes that the client has not taken yet. */
  get unread(): number {
    return Math.max(0, -(this.#stream?.desiredSize ?? 0));
  }

  write(frame: string): void {
    if (!this.#open) return;
    const bytes = encoder.encode(`${frame}\n`);
    this.#stream?.enqueue(bytes);
    this.#left -= bytes.length;
    if (this.#left <= 0) this.end();
  }

  /** The stream closes when its client has taken everything: a closed one that is not taken could not be given up any more. */
  end(): void {
    if (!this.#open) return;
    this.#open = false;
    if (this.unread === 0) this.#stream?.close();
  }

  /** Ends it also for a client that takes nothing, who would keep what is unread in our memory. */
  drop(): void {
    this.#open = false;
    if (this.unread > 0) this.#stream?.error(new Error("the session has ended"));
  }
}

const encoder = new TextEncoder();
