// One socket, kept up: it comes back after whatever cuts it, resumes where it was, renews its token while open,
// and is found out when it is open in name only.
import { closing, LIVE_PROTOCOL } from "../protocol/live";
import { fullJitter } from "./backoff";
import type { Socket, Environment } from "./environment";
import { bearerOf, SignedOut, type TokenProvider } from "./token";

export type Ending = "closed" | "unauthorized" | "forbidden" | "not-found";

/**
 * `failures`: attempts that came to nothing since the last one that did not. `until`, `heard`: epoch milliseconds; when something came
 * last, if anything has. `why`: nothing will be tried any more.
 */
export type ConnectionState =
  | { is: "connecting"; failures: number; heard?: number }
  | { is: "live" }
  | { is: "waiting"; failures: number; until: number; heard?: number }
  | { is: "closed"; why: Ending };

export type ConnectionOptions = {
  /** Where to dial, with the last `seq` in it: asked anew each time. */
  url: () => string;
  /** A plain GET that is refused as the socket would be: browsers do not say why a socket was refused. */
  probe: string;
  token: TokenProvider;
  /** What only tells, for networks that let no socket through: opened instead where that is so. */
  stream?: (token: string) => Socket;
  heard(message: unknown): void;
  changed(state: ConnectionState): void;
  /** A token that will be used from now on. */
  bearing?(token: string): void;
  /** The server has hung up over what it was told. */
  refusedWords?(): void;
};

/** Nobody said why. */
const CUT = 1006;
const OPENS_WITHIN_MS = 10_000;
/** Together, how long a dead socket goes unnoticed: 25 s. */
const SILENCE_MS = 15_000;
const PONG_WITHIN_MS = 10_000;
/** Of who comes back from sleep we know that the socket may be dead. */
const PONG_AFTER_WAKING_MS = 4_000;
/** So many sockets in a row that came to nothing while HTTP got through: something on the way lets none pass. */
const BLOCKED_AFTER = 2;
/** A socket that lived shorter than this counts as one more failure. */
const STEADY_MS = 5_000;
/** Two refusals of tokens within this time: a new token does not help. */
const REFUSED_TWICE_MS = 30_000;
const RENEW_BEFORE_MS = 60_000;
const RENEW_AGAIN_MS = 10_000;

type Timer = "dial" | "silence" | "renew";

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #around: Environment;
  readonly #timers = new Map<Timer, () => void>();
  readonly #stopWaking: () => void;
  #state: ConnectionState = { is: "connecting", failures: 0 };
  /** Which attempt this is: what belongs to an earlier one is not heard any more. */
  #turn = 0;
  #socket: Socket | undefined;
  #token = "";
  /** A token that the server has refused. */
  #stale: string | undefined;
  #refusedAt = -Infinity;
  /** A fresh token has been sent, and not been answered yet. */
  #renewing = false;
  #liveSince: number | undefined;
  /** When something came last, as states say it. */
  #heard: { heard?: number } = {};
  #failures = 0;
  /** Sockets in a row that came to nothing while HTTP got through. */
  #blocked = 0;
  #onlyTells = false;

  constructor(options: ConnectionOptions, around: Environment) {
    this.#options = options;
    this.#around = around;
    this.#stopWaking = around.wakes(() => this.#wake());
    void this.#dial();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** What is open hears nothing: it is a stream. */
  get onlyTells(): boolean {
    return this.#onlyTells;
  }

  /** False when there is nobody to tell. */
  say(message: unknown): boolean {
    if (!this.#socket || this.#onlyTells || this.#state.is !== "live") return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** What came does not continue what is known: dials again, with the last `seq` that is. */
  resume(): void {
    if (this.#state.is !== "closed") this.#lost();
  }

  close(): void {
    this.#end("closed");
  }

  async #dial(): Promise<void> {
    const turn = this.#begin();
    this.#become({ is: "connecting", failures: this.#failures, ...this.#heard });
    let socket: Socket;
    try {
      const token = await this.#options.token(this.#stale);
      if (turn !== this.#turn) return;
      this.#token = token;
      this.#options.bearing?.(token);
      socket = this.#reach(token);
    } catch (error) {
      if (turn !== this.#turn) return;
      return error instanceof SignedOut ? this.#end("unauthorized") : this.#lost();
    }
    let opened = false;
    const mine = (run: () => void) => () => {
      if (turn === this.#turn) run();
    };
    this.#set("silence", OPENS_WITHIN_MS, () => void this.#unheard(turn));
    this.#socket = socket;
    socket.addEventListener(
      "open",
      mine(() => {
        opened = true;
        this.#askForLife(PONG_WITHIN_MS);
        this.#renewInTime(bearerOf(this.#token)?.exp);
      }),
    );
    socket.addEventListener("message", ({ data }) => mine(() => this.#hear(data))());
    socket.addEventListener("close", ({ code }) => mine(() => (opened ? this.#closed(code) : void this.#unheard(turn)))());
    socket.addEventListener("error", () => {}); // `close` follows
  }

  /** The stream only where it must be: it keeps the order awake. */
  #reach(token: string): Socket {
    const { stream, url } = this.#options;
    this.#onlyTells = stream !== undefined && this.#blocked >= BLOCKED_AFTER;
    return stream && this.#onlyTells ? stream(token) : this.#around.dial(url(), [LIVE_PROTOCOL, `bearer.${token}`]);
  }

  /** What was before is over. */
  #begin(): number {
    for (const stop of this.#timers.values()) stop();
    this.#timers.clear();
    const before = this.#socket;
    this.#socket = undefined;
    const turn = ++this.#turn;
    this.#renewing = false;
    try {
      before?.close(1000);
    } catch {
      // it has gone already
    }
    return turn;
  }

  #hear(data: unknown): void {
    this.#listenOn();
    this.#heard = { heard: this.#around.now() };
    if (this.#state.is !== "live") {
      this.#liveSince = this.#around.now();
      this.#stale = undefined;
      if (!this.#onlyTells) this.#blocked = 0;
      this.#become({ is: "live" });
    }
    if (data === "pong") return;
    let message: unknown;
    try {
      message = JSON.parse(String(data));
    } catch {
      return this.#lost();
    }
    if (typeof message === "object" && message !== null && "token" in message) {
      const { token } = message;
      this.#renewing = false;
      if (typeof token === "object" && token !== null && "exp" in token) this.#renewInTime(Number(token.exp));
      return;
    }
    this.#options.heard(message);
  }

  /** A socket whose other side has gone may say nothing for hours; who is there answers a ping. */
  #listenOn(): void {
    this.#set("silence", SILENCE_MS, () => this.#askForLife(PONG_WITHIN_MS));
  }

  #askForLife(within: number): void {
    const turn = this.#turn;
    this.#set("silence", within, () => (this.#state.is === "live" ? this.#lost() : void this.#unheard(turn)));
    this.#socket?.send("ping");
  }

  #wake(): void {
    if (this.#state.is === "waiting") void this.#dial();
    else if (this.#state.is === "live" && !this.#onlyTells) this.#askForLife(PONG_AFTER_WAKING_MS);
  }

  #closed(code: number): void {
    if (code === closing.unauthorized) return this.#withAnotherToken();
    // A fresh token of another sign-in is no successor on this socket, and may be fine on the next.
    if (code === closing.forbidden && this.#renewing) return this.#lost();
    if (code === closing.forbidden) return this.#end("forbidden");
    if (code === closing.notFound) return this.#end("not-found");
    if (code === closing.refused) this.#options.refusedWords?.();
    if (this.#state.is === "live" || code !== CUT) this.#lost();
    else void this.#unheard(this.#turn);
  }

  /** Nothing was heard: HTTP says why, or that sockets do not get through. */
  async #unheard(turn: number): Promise<void> {
    this.#set("silence", OPENS_WITHIN_MS, () => this.#lost());
    const headers = { authorization: `Bearer ${this.#token}` };
    const answer = await this.#around.fetch(this.#options.probe, { method: "GET", headers }).catch(() => undefined);
    if (turn !== this.#turn || this.#state.is === "live") return;
    if (answer?.status === 401) return this.#closed(closing.unauthorized);
    if (answer?.status === 403) return this.#closed(closing.forbidden);
    if (answer?.status === 404) return this.#closed(closing.notFound);
    const getsThrough = answer !== undefined && answer.status < 300;
    if (getsThrough && !this.#onlyTells && ++this.#blocked >= BLOCKED_AFTER && this.#options.stream) return this.#dial();
    this.#lost();
  }

  /** At once, but once: whom the server refuses again with a fresh token it does not know any more. */
  #withAnotherToken(): void {
    const now = this.#around.now();
    if (now - this.#refusedAt < REFUSED_TWICE_MS) return this.#end("unauthorized");
    this.#refusedAt = now;
    this.#stale = this.#token;
    this.#liveSince = undefined;
    void this.#dial();
  }

  #lost(): void {
    const now = this.#around.now();
    if (this.#liveSince !== undefined && now - this.#liveSince >= STEADY_MS) this.#failures = 0;
    this.#liveSince = undefined;
    // Elsewhere sockets may get through: one is tried before the next stream.
    if (this.#onlyTells) this.#blocked = BLOCKED_AFTER - 1;
    this.#begin();
    const wait = fullJitter(this.#failures, this.#around.random());
    this.#failures++;
    this.#become({ is: "waiting", failures: this.#failures, until: now + wait, ...this.#heard });
    this.#set("dial", wait, () => void this.#dial());
  }

  #end(why: Ending): void {
    if (this.#state.is === "closed") return;
    this.#stopWaking();
    this.#begin();
    this.#become({ is: "closed", why });
  }

  /** Each at a moment of its own within half a minute: a shift's screens signed in together. `exp`: epoch seconds. */
  #renewInTime(exp: number | undefined): void {
    if (exp === undefined || !Number.isFinite(exp)) return;
    const left = exp * 1000 - this.#around.now();
    const early = left > 3 * RENEW_BEFORE_MS ? RENEW_BEFORE_MS + this.#around.random() * 30_000 : left / 2;
    this.#set("renew", Math.max(0, left - early), () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const turn = this.#turn;
    const token = await this.#options.token(this.#token).catch(() => undefined);
    if (turn !== this.#turn) return;
    this.#set("renew", RENEW_AGAIN_MS, () => void this.#renew());
    if (token === undefined || token === this.#token) return;
    if (this.#onlyTells) return this.#dial(); // nobody to tell: another stream goes on from here
    if (!this.say({ token })) return;
    this.#renewing = true;
    this.#token = token;
    this.#options.bearing?.(token);
  }

  #set(timer: Timer, ms: number, run: () => void): void {
    this.#timers.get(timer)?.();
    this.#timers.set(timer, this.#around.after(ms, run));
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    this.#options.changed(state);
  }
}
