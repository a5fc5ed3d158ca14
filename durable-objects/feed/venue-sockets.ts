// The venue's own screens: sockets that end in the venue's feed and sleep with it.
// First a snapshot of what is open with the venue's number, or what has changed since the number that the screen names;
// then each change with the next number (protocol/live.ts, docs/live.md).
import type { Region } from "../../domain/access/principal";
import { may } from "../../domain/access/roles";
import { ok, type Result } from "../../domain/result";
import type { Showing } from "../../protocol/feed";
import { closing } from "../../protocol/live";
import { readKeys } from "../../runtime/keys";
import { log } from "../../runtime/log";
import { authorize } from "../lib/authorize";
import { type Ending, tooSlow } from "../lib/close-reasons";
import { SLOW_BYTES, unread } from "../lib/live-connections";
import { LiveSockets, type Upgrade, upgradeIn } from "../lib/live-sockets";
import { give } from "../lib/socket-commands";
import { type Viewer, viewerWith } from "../lib/viewer";
import type { SessionObject } from "../session/session-object";
import { VenueSequence } from "./venue-sequence";
import { VenueStates } from "./venue-states";

export type VenueSocketsEnv = { KEYS: string; SESSION: DurableObjectNamespace<SessionObject> };

/**
 * `name`: `{tenant}/venue/{venue}`. `open`: orders that are open here, newest first. `ask`: an order as it is shown here now.
 * `listen`: resolves when the open orders show their changes here. `reschedule`: something is to be tended by then, epoch ms.
 */
export type ObservedFeed = {
  name(): string;
  open(): string[];
  ask(order: string): Promise<Showing | undefined>;
  listen(region: Region): Promise<void>;
  reschedule(at: number): void;
};

/** `region`: where the venue's orders live. */
type VenueUpgrade = Upgrade & { region: Region };

/**
 * `joining`: admitted, and not shown anything yet. `behind`: since when (epoch ms) it has not read what it was sent.
 */
type Screen = { stage: "joining"; viewer: Viewer; after?: number } | { stage: "live"; viewer: Viewer; behind?: number };

/**
 * More sockets than any venue has screens. A restaurant's screens come back all at once, and bring their tokens after the upgrade;
 * one that acknowledges and bumps a full board does it at once.
 */
const LIMITS = { sockets: 2_000, room: { ofOne: 100, inAll: 10_000 }, burst: 200, perSecond: 20 };
/** How little must be left of what a screen has not read before it gets the whole again. */
const DRAINED_BYTES = 1 << 16;
const BEHIND_MS = 30_000;
const LOOK_MS = 1_000;
/** A venue goes on counting so long after its last screen has gone: most come back from a bad connection. */
const LINGER_MS = 2 * 60_000;

const away: Ending = { code: closing.slow, reason: "the venue does not answer; connect again" };
const stranger: Ending = { code: closing.forbidden, reason: "this socket is for staff of the venue" };

export class VenueSockets {
  readonly #live: LiveSockets<VenueUpgrade, Screen>;
  readonly #ctx: DurableObjectState;
  readonly #env: VenueSocketsEnv;
  readonly #at: ObservedFeed;
  readonly #sequence: VenueSequence;
  readonly #states: VenueStates;
  /** Since when all screens have gone (epoch ms); counted anew after sleep. */
  #emptySince: number | undefined;

  constructor(ctx: DurableObjectState, env: VenueSocketsEnv, at: ObservedFeed) {
    this.#ctx = ctx;
    this.#env = env;
    this.#at = at;
    this.#sequence = new VenueSequence(ctx.storage.sql);
    this.#states = new VenueStates({ numbers: this.#sequence, open: () => at.open(), ask: (order) => at.ask(order) });
    this.#live = new LiveSockets<VenueUpgrade, Screen>(ctx, env.SESSION, {
      limits: LIMITS,
      holder: ({ region }) => ({ kind: "feed", name: at.name(), region }),
      authorize: (token, origin) => this.#authorize(token, origin),
      join: (socket, viewer, upgrade) => this.#join(socket, viewer, upgrade),
      give: (message, viewer) => give(undefined, viewer, message),
      answer: (socket, { viewer }, text) => void this.#live.send(socket, viewer, text),
      reschedule: (when) => at.reschedule(when),
    });
    if (this.#joining().length > 0) ctx.waitUntil(this.#showJoining());
  }

  get connections() {
    return this.#live.connections;
  }

  hear(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    return this.#live.hear(socket, data);
  }

  /** A screen's socket; `?after=number` resumes. */
  fetch(request: Request): Promise<Response> {
    const { headers, url } = request;
    const region: Region = headers.get("x-brigade-region") === "eu" ? "eu" : "global";
    return this.#live.open(request, { ...upgradeIn(headers, new URL(url).searchParams.get("after")), region });
  }

  /** Changes of orders, with the venue's numbers. */
  show(showings: readonly Showing[]): void {
    const text = this.#states.take(showings);
    if (text === undefined) return;
    const now = Date.now();
    for (const socket of this.#ctx.getWebSockets()) this.#tell(socket, text, now);
  }

  /** Ends what has run out of time, and shows those the whole who have read what they were sent. Call it when the alarm rings. */
  async tend(now: number): Promise<void> {
    this.connections.endOverdue(now);
    for (const socket of this.#ctx.getWebSockets()) {
      const screen = this.#live.admitted(socket);
      if (screen?.stage !== "live" || screen.behind === undefined) continue;
      if (unread(socket) <= DRAINED_BYTES) this.connections.keep(socket, { stage: "joining", viewer: screen.viewer });
      else if (now - screen.behind > BEHIND_MS) this.connections.end(socket, tooSlow("connect again with ?after="));
    }
    await this.#showJoining();
  }

  /** When there will be something to tend, or earlier; epoch ms. */
  nextTending(now: number): number {
    const isBehind = this.#ctx.getWebSockets().some((socket) => {
      const screen = this.#live.admitted(socket);
      return screen?.stage === "live" && screen.behind !== undefined;
    });
    return Math.min(this.connections.deadline ?? Infinity, isBehind ? now + LOOK_MS : Infinity);
  }

  /** True when the screens have all gone for long: nobody counts from now on. Call it when the alarm rings. */
  lapses(now: number): boolean {
    this.#emptySince = this.#isEmpty ? (this.#emptySince ?? now) : undefined;
    if (this.#emptySince === undefined || now - this.#emptySince < LINGER_MS) return false;
    this.#sequence.lapse();
    return true;
  }

  /** When they will have, epoch ms. */
  nextLapse(now: number): number {
    return this.#isEmpty ? (this.#emptySince ?? now) + LINGER_MS : Infinity;
  }

  get #isEmpty(): boolean {
    return this.connections.count === 0;
  }

  /** The screen is shown something as soon as the orders know. */
  #join(socket: WebSocket, viewer: Viewer, { region, after }: VenueUpgrade): void {
    if (!this.#live.keep(socket, { stage: "joining", viewer, ...(after !== undefined && { after }) })) return;
    this.#ctx.waitUntil(this.#at.listen(region).then(() => this.#showJoining()));
  }

  /** Shows those who have come what they come for; after sleep, who was being admitted then still waits. Never rejects. */
  async #showJoining(): Promise<void> {
    try {
      await this.#catchUp();
    } catch (error) {
      log("warn", "venue_screen.snapshot_failed", { error });
      for (const { socket } of this.#joining()) this.connections.end(socket, away);
    }
  }

  async #catchUp(): Promise<void> {
    const joining = this.#joining();
    if (joining.length === 0) return;
    const textAfter = await this.#states.catchUp(joining.map(({ screen }) => screen.after));
    for (const { socket } of joining) {
      const screen = this.#live.admitted(socket);
      if (screen?.stage !== "joining") continue;
      const { after, viewer } = screen;
      const text = textAfter(after);
      this.connections.keep(socket, { stage: "live", viewer });
      this.connections.send(socket, text);
    }
  }

  #joining() {
    return this.#ctx.getWebSockets().flatMap((socket) => {
      const screen = this.#live.admitted(socket);
      return screen?.stage === "joining" ? [{ socket, screen }] : [];
    });
  }

  /** Who does not read what he is sent gets no more until he has, and then the whole. */
  #tell(socket: WebSocket, text: string, now: number): void {
    const screen = this.#live.admitted(socket);
    if (screen?.stage !== "live" || screen.behind !== undefined) return;
    if (screen.viewer.exp * 1000 <= now || unread(socket) <= SLOW_BYTES) return void this.#live.send(socket, screen.viewer, text);
    this.connections.keep(socket, { ...screen, behind: now });
    this.#at.reschedule(now + LOOK_MS);
  }

  /** Who may look at the venue's orders. Another chain's token and one without a role there look the same. */
  async #authorize(token: string, origin?: string): Promise<Result<Viewer, Ending>> {
    const [tenant = "", , venue = ""] = this.#at.name().split("/");
    const caller = await authorize(readKeys(this.#env.KEYS), token, origin, (asks) =>
      asks.tenant === tenant && may(asks, "orders.watch", venue) ? undefined : stranger,
    );
    return caller.ok ? ok(viewerWith(token, caller.value)) : caller;
  }
}
