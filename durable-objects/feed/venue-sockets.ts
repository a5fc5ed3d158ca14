// The venue's own screens: sockets that end in the venue's feed. First a snapshot of what is open with the venue's number, or what has changed since the
// number that the screen names; then each change with the next number (protocol/live.ts, docs/live.md). They sleep with the feed.
import type { Region } from "../../domain/access/principal";
import type { Showing } from "../../protocol/feed";
import { TOKEN_WITHIN_MS, type VenueMessage } from "../../protocol/live";
import { SocketAttachment } from "../lib/socket-attachment";
import type { Standing } from "../lib/socket-protocol";
import pMap from "p-map";
import { ofSession, type UnauthenticatedSockets } from "../lib/unauthenticated-sockets";
import { close, type Ending, expired, late, tooLong, tooSlow } from "../lib/close-reasons";
import type { Viewer } from "../lib/viewer";
import type { VenueSequence } from "./venue-sequence";
import { log } from "../../runtime/log";

/** What a screen asks for with the upgrade. `after`: the number that it goes on from. `region`: where the venue's orders live. `origin`: of the page that asks. `address`: from where. */
export type Wish = { region: Region; address: string; after?: number; origin?: string };

/**
 * `waiting`: for a token, until `tokenBy` (epoch ms). `joining`: admitted, and not shown anything yet. `behind`: since when (epoch ms) it has not read what
 * it was sent. `left`: it is nobody's any more; `from`: whose it was, while it has not answered that it is to go.
 */
export type Screen =
  | { stage: "waiting"; tokenBy: number; wish: Wish }
  | { stage: "joining"; viewer: Viewer; after?: number }
  | { stage: "live"; viewer: Viewer; behind?: number }
  | { stage: "left"; from?: string };

const screens = new SocketAttachment<Screen>({ stage: "left" });

/** Who is in; undefined for who waits or has left. */
export function viewerOf(socket: WebSocket): Viewer | undefined {
  const screen = screens.read(socket);
  return screen.stage === "joining" || screen.stage === "live" ? screen.viewer : undefined;
}

/** As its conversation knows it. */
export function standing(socket: WebSocket): Standing<Wish> {
  const screen = screens.read(socket);
  return screen.stage === "joining" || screen.stage === "live" ? { stage: "in", viewer: screen.viewer } : screen;
}

/** As whose a socket counts that is not in; undefined for one that is nobody's any more. */
function fromWhere(socket: WebSocket): string | undefined {
  const screen = screens.read(socket);
  if (screen.stage === "left") return screen.from;
  return screen.stage === "waiting" ? screen.wish.address : ofSession(screen.viewer.session);
}

export type VenueSocketsDeps = {
  sockets: () => WebSocket[];
  unadmitted: UnauthenticatedSockets;
  /** Called when a screen has gone, whoever hung up. */
  gone: (socket: WebSocket) => void;
  numbers: VenueSequence;
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
const ASKED_AT_ONCE = 32;

const away: Ending = { code: 1013, reason: "the venue does not answer; connect again" };

export class VenueSockets {
  readonly #deps: VenueSocketsDeps;
  /** Open orders as they were shown last. In memory only: who is missing is asked. */
  readonly #states = new Map<string, State>();
  #whole: { number: number; text: string } | undefined;

  constructor(deps: VenueSocketsDeps) {
    this.#deps = deps;
    for (const socket of deps.sockets()) {
      const from = viewerOf(socket) ? undefined : fromWhere(socket);
      if (from !== undefined) deps.unadmitted.add(socket, from);
    }
  }

  /** Sockets that are in. */
  get admitted(): number {
    return this.#deps.sockets().filter((socket) => viewerOf(socket) !== undefined).length;
  }

  /** Sockets that are open. */
  get count(): number {
    return this.#deps.sockets().filter((socket) => screens.read(socket).stage !== "left").length;
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
      log("warn", "venue_screen.snapshot_failed", { error });
      for (const socket of this.#joining()) this.end(socket, away);
    }
  }

  /** Takes in who has come without a token, to bring it in the first message. */
  await(socket: WebSocket, wish: Wish): void {
    screens.keep(socket, { stage: "waiting", tokenBy: Date.now() + TOKEN_WITHIN_MS, wish });
  }

  /** Takes in who may look; `admit` shows him something. */
  join(socket: WebSocket, viewer: Viewer, after: number | undefined): void {
    if (!screens.keep(socket, { stage: "joining", viewer, ...(after !== undefined && { after }) })) return this.end(socket, tooLong);
    this.#deps.unadmitted.delete(socket);
  }

  /** Ends what has run out of time; who has read all that was sent is to be shown the whole again, by `admit`. */
  tend(now: number): void {
    for (const socket of this.#deps.sockets()) {
      const screen = screens.read(socket);
      if (screen.stage === "left") continue;
      if (screen.stage === "waiting") {
        if (screen.tokenBy <= now) this.end(socket, late);
      } else if (screen.viewer.exp * 1000 <= now) this.end(socket, expired);
      else if (screen.stage === "joining" || screen.behind === undefined) continue;
      else if (unread(socket) <= DRAINED_BYTES) screens.keep(socket, { stage: "joining", viewer: screen.viewer });
      else if (now - screen.behind > BEHIND_MS) this.end(socket, tooSlow);
    }
  }

  /** When there will be something to tend, in epoch ms. */
  nextTending(now: number): number | undefined {
    const due = this.#deps.sockets().flatMap((socket) => {
      const screen = screens.read(socket);
      if (screen.stage === "left") return [];
      if (screen.stage === "waiting") return [screen.tokenBy];
      return screen.stage === "live" && screen.behind !== undefined ? [now + LOOK_MS] : [screen.viewer.exp * 1000];
    });
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** An answer to what the screen has asked. */
  answer(socket: WebSocket, message: VenueMessage): void {
    const screen = screens.read(socket);
    if (screen.stage === "left" || screen.stage === "waiting") return;
    if (screen.viewer.exp * 1000 <= Date.now()) this.end(socket, expired);
    else this.#send(socket, JSON.stringify(message));
  }

  /** A viewer who is in, with a fresh token. False when a socket cannot keep it. */
  renew(socket: WebSocket, viewer: Viewer): boolean {
    const screen = screens.read(socket);
    return (screen.stage === "joining" || screen.stage === "live") && screens.keep(socket, { ...screen, viewer });
  }

  /** The socket has closed. */
  forget(socket: WebSocket): void {
    screens.keep(socket, { stage: "left" });
    this.#deps.unadmitted.delete(socket);
    this.#deps.gone(socket);
  }

  /** Says goodbye. The socket takes a place until its client has answered. */
  end(socket: WebSocket, ending: Ending): void {
    const from = fromWhere(socket);
    screens.keep(socket, { stage: "left", ...(from !== undefined && { from }) });
    if (from !== undefined) this.#deps.unadmitted.add(socket, from);
    this.#deps.gone(socket);
    close(socket, ending);
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
      const screen = screens.read(socket);
      if (screen.stage !== "joining") continue;
      const { after, viewer } = screen;
      const text = after !== undefined && this.#deps.numbers.reaches(after) ? this.#sinceText(after, gone) : this.#wholeText();
      screens.keep(socket, { stage: "live", viewer });
      this.#send(socket, text);
    }
  }

  /** What has left is in no list of open orders, so how it ended is asked for. */
  async #fillGone(socket: WebSocket, gone: Map<string, State>): Promise<void> {
    const screen = screens.read(socket);
    if (screen.stage !== "joining" || screen.after === undefined || !this.#deps.numbers.reaches(screen.after)) return;
    const left = this.#deps.numbers.since(screen.after).filter(({ order, gone: ended }) => ended && !gone.has(order));
    const ask = async ({ order }: { order: string }) => {
      const shown = await this.#deps.ask(order);
      if (shown?.of) gone.set(order, { seq: shown.of.seq, body: shown.body });
    };
    await pMap(left, ask, { concurrency: ASKED_AT_ONCE });
  }

  async #fill(open: readonly string[]): Promise<void> {
    const missing = open.filter((order) => !this.#states.has(order));
    const ask = async (order: string) => {
      const shown = await this.#deps.ask(order);
      if (!shown?.of?.open) return;
      const known = this.#states.get(order);
      if (!known || known.seq < shown.of.seq) this.#states.set(order, { seq: shown.of.seq, body: shown.body });
    };
    await pMap(missing, ask, { concurrency: ASKED_AT_ONCE });
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
    return this.#deps.sockets().filter((socket) => screens.read(socket).stage === "joining");
  }

  /** True when the socket does not read what it is sent. */
  #tell(socket: WebSocket, text: string, now: number): boolean {
    const screen = screens.read(socket);
    if (screen.stage !== "live" || screen.behind !== undefined) return false;
    if (screen.viewer.exp * 1000 <= now) this.end(socket, expired);
    else if (unread(socket) > SLOW_BYTES) {
      screens.keep(socket, { ...screen, behind: now });
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
}

const unread = (socket: WebSocket): number => ("bufferedAmount" in socket ? Number(socket.bufferedAmount) : 0);

const changesText = (number: number, changes: readonly { order: string; seq: number; body: string; gone: boolean }[]): string =>
  `{"seq":${number},"changes":[${changes.map(({ order, seq, body, gone }) => `{"order":"${order}","seq":${seq},"body":${body}${gone ? ',"gone":true' : ""}}`).join(",")}]}`;
