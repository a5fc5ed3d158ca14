// An order's server-sent events as a socket that only tells, for networks that let no websocket through. `EventSource` cannot say who asks;
// `fetch` can.
import { createParser } from "eventsource-parser";
import type { Socket, Environment } from "./environment";

type Listener = (event: { data: unknown; code: number; reason: string }) => void;

/** The code of a socket that was cut. */
const CUT = 1006;

export class StreamSocket implements Socket {
  readonly #listeners = new Map<string, Listener[]>();
  readonly #over = new AbortController();

  constructor(url: string, token: string, around: Pick<Environment, "fetch">) {
    void this.#read(url, token, around);
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  /** Nobody listens: what keeps a stream alive comes by itself. */
  send(): void {}

  close(): void {
    this.#over.abort();
  }

  async #read(url: string, token: string, around: Pick<Environment, "fetch">): Promise<void> {
    try {
      const headers = { authorization: `Bearer ${token}` };
      const { status, body } = await around.fetch(url, { method: "GET", headers, signal: this.#over.signal });
      if (status === 200 && body) await this.#hear(body);
    } catch {
      // cut, or closed
    }
    this.#over.abort();
    this.#emit("close", { code: CUT });
  }

  async #hear(body: ReadableStream<Uint8Array>): Promise<void> {
    this.#emit("open", {});
    const parser = createParser({
      onEvent: ({ data }) => this.#emit("message", { data }),
      onComment: () => this.#emit("message", { data: "pong" }),
    });
    const decoder = new TextDecoder();
    const reader = body.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) parser.feed(decoder.decode(next.value, { stream: true }));
  }

  #emit(type: string, { data, code = 0 }: { data?: unknown; code?: number }): void {
    for (const listener of this.#listeners.get(type) ?? []) listener({ data, code, reason: "" });
  }
}
