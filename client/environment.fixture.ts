// A place for tests: time passes when the test says so, dice fall as told, and sockets lead to a server in the same program.
import type { Socket, Environment } from "./environment";

type Listener = (event: { data: unknown; code: number; reason: string }) => void;

/** Both ends of a socket. What one end does reaches the other in the next microtask. */
export class TestSocket implements Socket {
  readonly url: URL;
  readonly protocols: string[];
  /** What the server hears; a half-open socket has nobody there. */
  heard: (text: string) => void = () => {};
  /** The client has closed it. */
  closedByClient = false;
  readonly #listeners = new Map<string, Listener[]>();
  #over = false;

  constructor(url: string, protocols: string[]) {
    this.url = new URL(url);
    this.protocols = protocols;
  }

  get token(): string {
    return this.protocols.find((name) => name.startsWith("bearer."))?.slice("bearer.".length) ?? "";
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  send(text: string): void {
    queueMicrotask(() => this.heard(text));
  }

  close(): void {
    this.closedByClient = true;
    this.cut(1000);
  }

  open(): void {
    this.#emit("open", {});
  }

  say(message: unknown): void {
    const data = typeof message === "string" ? message : JSON.stringify(message);
    queueMicrotask(() => !this.#over && this.#emit("message", { data }));
  }

  /** The server, or the way to it, ends it. */
  cut(code = 1006): void {
    queueMicrotask(() => {
      if (this.#over) return;
      this.#over = true;
      this.heard = () => {};
      this.#emit("close", { code });
    });
  }

  #emit(type: string, { data, code = 0 }: { data?: unknown; code?: number }): void {
    for (const listener of this.#listeners.get(type) ?? []) listener({ data, code, reason: "" });
  }
}

type Timer = { at: number; run: () => void };
type Ask = Parameters<Environment["fetch"]>[1] & { url: string };

export class TestEnvironment implements Environment {
  time = Date.parse("2026-11-22T12:00:00Z");
  dice = 1;
  readonly sockets: TestSocket[] = [];
  /** Takes a new socket; without one nobody answers the door. */
  door: ((socket: TestSocket) => void) | undefined;
  /** Takes a new stream, which is a socket that hears nothing; without one there are none. */
  streamDoor: ((stream: TestSocket) => void) | undefined;
  readonly streams: TestSocket[] = [];
  /** Answers HTTP; undefined is no network. */
  answer: (ask: Ask) => { status: number; body?: unknown } | undefined = () => undefined;
  readonly #timers = new Set<Timer>();
  readonly #wakers = new Set<() => void>();

  dial(url: string, protocols: string[]): Socket {
    const socket = new TestSocket(url, protocols);
    this.sockets.push(socket);
    const { door } = this;
    queueMicrotask(() => (door ? door(socket) : socket.cut()));
    return socket;
  }

  async fetch(url: string, request: Parameters<Environment["fetch"]>[1]) {
    if (this.streamDoor && new URL(url).pathname.endsWith("/events")) return this.#stream(url, request, this.streamDoor);
    const answer = this.answer({ ...request, url });
    if (!answer) throw new TypeError("fetch failed");
    return { status: answer.status, body: null, text: async () => (answer.body === undefined ? "" : JSON.stringify(answer.body)) };
  }

  /** What the server says comes in pieces that end anywhere. */
  async #stream(url: string, { headers, signal }: Parameters<Environment["fetch"]>[1], door: (stream: TestSocket) => void) {
    const stream = new TestSocket(url, [`bearer.${headers.authorization?.slice("Bearer ".length)}`]);
    this.streams.push(stream);
    signal?.addEventListener("abort", () => stream.close());
    const opened = Promise.withResolvers<number>();
    const body = new ReadableStream<Uint8Array>({
      start: (out) => {
        stream.addEventListener("open", () => opened.resolve(200));
        stream.addEventListener("message", ({ data }) => {
          const bytes = new TextEncoder().encode(data === "" ? ":\n\n" : `event: any\ndata: ${String(data)}\n\n`);
          const half = Math.floor(bytes.length / 2);
          out.enqueue(bytes.subarray(0, half));
          out.enqueue(bytes.subarray(half));
        });
        stream.addEventListener("close", () => {
          opened.resolve(429);
          if (!stream.closedByClient) out.close();
        });
      },
    });
    queueMicrotask(() => door(stream));
    return { status: await opened.promise, body, text: async () => "" };
  }

  now(): number {
    return this.time;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.time + ms, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  random(): number {
    return this.dice;
  }

  wakes(listener: () => void): () => void {
    this.#wakers.add(listener);
    return () => void this.#wakers.delete(listener);
  }

  /** The device comes online, or somebody looks at the page. */
  wake(): Promise<void> {
    for (const waker of this.#wakers) waker();
    return settled();
  }

  /** Everything that is due within `ms` happens, each at its time. */
  async pass(ms: number): Promise<void> {
    const until = this.time + ms;
    await settled();
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers.delete(next);
      this.time = Math.max(this.time, next.at);
      next.run();
      await settled();
    }
    this.time = until;
  }

  get last(): TestSocket {
    const last = this.sockets.at(-1);
    if (!last) throw new Error("nobody has dialled");
    return last;
  }
}

/** What follows by itself has followed. */
export async function settled(): Promise<void> {
  for (let round = 0; round < 3; round++) await new Promise((resolve) => setImmediate(resolve));
}

/** A token as the client reads it; nobody here verifies one. `lives`: seconds from `now` (epoch milliseconds). */
export function tokenOf(user: string, roles: string[], now: number, lives: number, mark = ""): string {
  const claims = { UUID: user, authorities: roles, exp: Math.floor(now / 1000) + lives, jti: mark };
  return `head.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.sign`;
}
