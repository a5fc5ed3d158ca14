// What the client needs of the place that it runs in: sockets, a clock, dice, and word that the device has woken or come online.
// Browsers, Node 22 and workers have all of it or do without; tests bring their own.

/** The part of a `WebSocket` that is used. */
export type Socket = {
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: "open" | "error", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { code: number; reason: string }) => void): void;
};

export type Environment = {
  dial(url: string, protocols: string[]): Socket;
  fetch(
    url: string,
    request: { method: string; headers: Record<string, string>; body?: string; signal?: AbortSignal },
  ): Promise<Pick<Response, "status" | "text" | "body">>;
  /** Epoch milliseconds. */
  now(): number;
  /** Runs once, `ms` from now, unless it is called off by what it gives back. */
  after(ms: number, run: () => void): () => void;
  /** From 0 to 1. */
  random(): number;
  /** Tells when waiting on may be a waste of time: the device is online again, or somebody looks. Ends with what it gives back. */
  wakes(listener: () => void): () => void;
};

/** The place that this program runs in. */
export const defaultEnvironment: Environment = {
  dial: (url, protocols) => new WebSocket(url, protocols),
  fetch: (url, request) => fetch(url, request),
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, Math.min(ms, LONGEST_MS));
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  wakes: (listener) => {
    const seen = () => {
      if (Reflect.get(Object(Reflect.get(globalThis, "document")), "visibilityState") === "visible") listener();
    };
    const ends = [
      listen("window", "online", listener),
      listen("window", "pageshow", listener),
      listen("document", "visibilitychange", seen),
    ];
    return () => ends.forEach((end) => end());
  },
};

/** Timers of more than 24 days ring at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** There is no window in Node, nor in a worker. */
function listen(where: "window" | "document", type: string, listener: () => void): () => void {
  const target: unknown = Reflect.get(globalThis, where);
  if (!(target instanceof EventTarget)) return () => {};
  target.addEventListener(type, listener);
  return () => target.removeEventListener(type, listener);
}
