// The venue's own screens: sockets that end in the venue's feed. First a snapshot of what is open with the venue's number, or what has changed since the
// number that the screen names; then each change with the next number (protocol/live.ts, docs/live.md). They sleep with the feed.
import type { Showing } from "../../protocol/feed";
import { closing, LIVE_PROTOCOL } from "../../protocol/live";
import { inLanes } from "../lib/lanes";
import type { VenueNumbers } from "./venue-numbers";

/** `joining`: admitted, and not shown anything yet. `behind`: since when (epoch ms) it has not read what it was sent. `exp`: epoch seconds. */
export type Screen = { stage: "joining" | "live"; user: string; exp: number; after?: number; behind?: number } | { stage: "left" };

export type ScreensDeps = {
  sockets: () => WebSocket[];
  numbers: VenueNumbers;
  /** Orders that are open here, newest first. */
  open: () => string[];
  /** An order as it is shown here now; undefined when it is not (any more). */
  ask: (order: string) => Promise<Showing | undefined>;
};

type State = { seq: number; body: string };

/** What a screen may leave unread before it gets no more changes, and how little must be left of it before it gets the whole again. */
const SLOW_BYTES = 1 << 20;
const DRAINED_BYTES = 1 << 16;
const BEHIND_MS = 30_000;
const LOOK_MS = 1_000;
const LANES = 32;

export const read = (socket: WebSocket): Screen => socket.deserializeAttachment() ?? { stage: "left" };

const expired = { code: closing.unauthorized, reason: "the access token has expired" };
const tooSlow = { code: closing.slow, reason: "too slow; connect again with ?after=" };

export class VenueScreens {
  readonly #deps: ScreensDeps;
  /** Open orders as they were shown last. In memory only: who is missing is asked. */
  readonly #states = new Map<string, State>();
  #whole: { number: number; text: string } | undefined;

  constructor(deps: ScreensDeps) {
    this.#deps = deps;
  }

  /** Sockets that are open. */
  get count(): number {
    return this.#deps.sockets().filter((socket) => read(socket).stage !== "left").length;
  }

  /** Numbers what is new and shows it. What comes twice is shown once. True when a screen has fallen behind, and is to be looked after. */
  show(showings: readonly Showing[]): boolean {
    const fresh = showings.flatMap(({ topic, body, of }) => (topic === "kds" && of ? [{ ...of, body }] : []));
    const changes = fresh.filter(({ order, seq, open }) => this.#deps.numbers.take({ order, seq, gone: !open }));
    if (changes.length === 0) return false;
    for (const { order, seq, open, body } of changes) {
      if (open) this.#states.set(order, { seq, body });
      else this.#states.delete(order);
    }
    const text = changesText(
      this.#deps.numbers.number,
      changes.map(({ open, ...change }) => ({ ...change, gone: !open })),
    );
    const now = Date.now();
    let isBehind = false;
    for (const socket of this.#deps.sockets()) isBehind = this.#tell(socket, text, now) || isBehind;
    return isBehind;
  }

  /** Shows those who have come what they come for. Call it again after sleep: who was being admitted then still waits. Never rejects. */
  async admit(): Promise<void> {
    try {
      await this.#catchUp();
    } catch (error) {
      console.warn(JSON.stringify({ screens: "not shown anything yet", error: String(error) }));
      for (const socket of this.#joining()) this.#end(socket, { code: closing.slow, reason: "the venue does not answer; connect again" });
    }
  }

  /** Ends what has run out of time; who has read all that was sent is to be shown the whole again, by `admit`. */
  tend(now: number): void {
    for (const socket of this.#deps.sockets()) {
      const screen = read(socket);
      if (screen.stage === "left") continue;
      if (screen.exp * 1000 <= now) this.#end(socket, expired);
      else if (screen.behind !== undefined && unread(socket) <= DRAINED_BYTES) {
        socket.serializeAttachment({ stage: "joining", user: screen.user, exp: screen.exp } satisfies Screen);
      } else if (screen.behind !== undefined && now - screen.behind > BEHIND_MS) this.#end(socket, tooSlow);
    }
  }

  /** When there will be something to tend, in epoch ms. */
  nextTending(now: number): number | undefined {
    const due = this.#deps.sockets().flatMap((socket) => {
      const screen = read(socket);
      if (screen.stage === "left") return [];
      return screen.behind === undefined ? [screen.exp * 1000] : [now + LOOK_MS];
    });
    return due.length === 0 ? undefined : Math.min(...due);
  }

  forget(socket: WebSocket): void {
    socket.serializeAttachment({ stage: "left" } satisfies Screen);
  }

  /** Somebody waits to be shown something. */
  get waiting(): boolean {
    return this.#joining().length > 0;
  }

  async #catchUp(): Promise<void> {
    const joining = this.#joining();
    if (joining.length === 0) return;
    await this.#fill(this.#deps.open());
    const gone = new Map<string, State>();
    for (const socket of joining) await this.#fillGone(socket, gone);
    // One turn from here: no change falls between what is shown and what follows.
    for (const socket of joining) {
      const screen = read(socket);
      if (screen.stage !== "joining") continue;
      const { after, ...rest } = screen;
      const text = after !== undefined && this.#deps.numbers.reaches(after) ? this.#sinceText(after, gone) : this.#wholeText();
      socket.serializeAttachment({ ...rest, stage: "live" } satisfies Screen);
      this.#send(socket, text);
    }
  }

  /** What has left is in no list of open orders, so how it ended is asked for. */
  async #fillGone(socket: WebSocket, gone: Map<string, State>): Promise<void> {
    const screen = read(socket);
    if (screen.stage !== "joining" || screen.after === undefined || !this.#deps.numbers.reaches(screen.after)) return;
    const left = this.#deps.numbers.since(screen.after).filter(({ order, gone: ended }) => ended && !gone.has(order));
    await inLanes(LANES, left, async ({ order }) => {
      const shown = await this.#deps.ask(order);
      if (shown?.of) gone.set(order, { seq: shown.of.seq, body: shown.body });
    });
  }

  async #fill(open: readonly string[]): Promise<void> {
    const missing = open.filter((order) => !this.#states.has(order));
    await inLanes(LANES, missing, async (order) => {
      const shown = await this.#deps.ask(order);
      if (!shown?.of?.open) return;
      const known = this.#states.get(order);
      if (!known || known.seq < shown.of.seq) this.#states.set(order, { seq: shown.of.seq, body: shown.body });
    });
  }

  #sinceText(after: number, gone: ReadonlyMap<string, State>): string {
    const changes = this.#deps.numbers.since(after).flatMap(({ order, gone: ended }) => {
      const state = (ended ? gone : this.#states).get(order);
      return state ? [{ order, ...state, gone: ended }] : [];
    });
    return changesText(this.#deps.numbers.number, changes);
  }

  /** Made once for as many as come before the next change: a whole restaurant comes back at once after a deploy. */
  #wholeText(): string {
    const { number } = this.#deps.numbers;
    const bodies = this.#deps.open().flatMap((order) => this.#states.get(order)?.body ?? []);
    if (this.#whole?.number !== number) this.#whole = { number, text: `{"seq":${number},"snapshot":[${bodies.join(",")}]}` };
    return this.#whole.text;
  }

  #joining(): WebSocket[] {
    return this.#deps.sockets().filter((socket) => read(socket).stage === "joining");
  }

  /** True when the socket does not read what it is sent. */
  #tell(socket: WebSocket, text: string, now: number): boolean {
    const screen = read(socket);
    if (screen.stage !== "live" || screen.behind !== undefined) return false;
    if (screen.exp * 1000 <= now) this.#end(socket, expired);
    else if (unread(socket) > SLOW_BYTES) {
      socket.serializeAttachment({ ...screen, behind: now } satisfies Screen);
      return true;
    } else this.#send(socket, text);
    return false;
  }

  #send(socket: WebSocket, text: string): void {
    try {
      socket.send(text);
    } catch {
      // it has gone already
    }
  }

  #end(socket: WebSocket, { code, reason }: { code: number; reason: string }): void {
    this.forget(socket);
    try {
      socket.close(code, reason);
    } catch {
      // it has gone already
    }
  }
}

/** A socket for the upgrade; `screen` is what is known of who comes. */
export function accept(ctx: DurableObjectState, screen: Screen, offered: boolean): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  ctx.acceptWebSocket(server);
  server.serializeAttachment(screen);
  return new Response(null, { status: 101, webSocket: client, ...(offered && { headers: { "sec-websocket-protocol": LIVE_PROTOCOL } }) });
}

const unread = (socket: WebSocket): number => ("bufferedAmount" in socket ? Number(socket.bufferedAmount) : 0);

const changesText = (number: number, changes: readonly { order: string; seq: number; body: string; gone: boolean }[]): string =>
  `{"seq":${number},"changes":[${changes.map(({ order, seq, body, gone }) => `{"order":"${order}","seq":${seq},"body":${body}${gone ? ',"gone":true' : ""}}`).join(",")}]}`;
