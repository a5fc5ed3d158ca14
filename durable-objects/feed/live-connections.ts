// The venue's own screens: their sockets, the sign-ins that these belong to, and what they say. Wires what stands beside it; rules are there.
import type { Region } from "../../domain/access/principal";
import type { Showing } from "../../protocol/feed";
import { readKeys } from "../../runtime/keys";
import { SocketProtocol, declining, switching } from "../lib/socket-protocol";
import { give } from "../lib/socket-commands";
import { registerSocket, ConnectionRegistry } from "../lib/connection-registry";
import { addressIn, ofSession, UnauthenticatedSockets } from "../lib/unauthenticated-sockets";
import { endingOf } from "../lib/close-reasons";
import type { Viewer } from "../lib/viewer";
import type { SessionObject } from "../session/session-object";
import { authorize } from "./authorize";
import { VenueSequence } from "./venue-sequence";
import { standing, VenueSockets, viewerOf, type Wish } from "./venue-sockets";

export type LiveConnectionsEnv = { KEYS: string; SESSION: DurableObjectNamespace<SessionObject> };

/**
 * `name`: `{tenant}/venue/{venue}`. `open`: orders that are open here, newest first. `ask`: an order as it is shown here now. `listen`: resolves when the open
 * orders show their changes here.
 */
export type ObservedFeed = {
  name(): string;
  open(): string[];
  ask(order: string): Promise<Showing | undefined>;
  listen(region: Region): Promise<void>;
};

/** More than any venue has screens. These are for who has shown a token. */
const MAX_SOCKETS = 2_000;
/** A restaurant's screens come back all at once, and bring their tokens after the upgrade. */
const AT_THE_DOOR = { ofOne: 100, inAll: 10_000 };
/** A screen that acknowledges and bumps a full board at once. */
const BURST = 200;
const PER_SECOND = 20;

export class LiveConnections {
  readonly #ctx: DurableObjectState;
  readonly #env: LiveConnectionsEnv;
  readonly #at: ObservedFeed;
  readonly #sequence: VenueSequence;
  readonly #sockets: VenueSockets;
  readonly #unauthenticated = new UnauthenticatedSockets(AT_THE_DOOR);
  readonly #sessions: ConnectionRegistry;
  readonly #protocol: SocketProtocol<Wish>;

  constructor(ctx: DurableObjectState, env: LiveConnectionsEnv, at: ObservedFeed) {
    this.#ctx = ctx;
    this.#env = env;
    this.#at = at;
    this.#sequence = new VenueSequence(ctx.storage.sql);
    this.#sockets = new VenueSockets({
      sockets: () => ctx.getWebSockets(),
      unadmitted: this.#unauthenticated,
      numbers: this.#sequence,
      open: () => at.open(),
      gone: (socket) => this.#sessions.left(socket),
      ask: (order) => at.ask(order),
    });
    this.#sessions = new ConnectionRegistry({
      ctx,
      sessions: env.SESSION,
      holder: ({ region }) => ({ kind: "feed", name: at.name(), region }),
      read: viewerOf,
      end: (socket, goodbye) => this.#sockets.end(socket, endingOf(goodbye)),
    });
    this.#protocol = new SocketProtocol<Wish>({
      burst: BURST,
      perSecond: PER_SECOND,
      standing,
      admit: (token, origin) => this.#admit(token, origin),
      join: (socket, viewer, wish) => this.#join(socket, viewer, wish),
      renew: (socket, viewer) => this.#sockets.renew(socket, viewer),
      give: (message, viewer) => give(undefined, viewer, message),
      answer: (socket, message) => this.#sockets.answer(socket, message),
      end: (socket, ending) => this.#sockets.end(socket, ending),
    });
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
    if (this.#sockets.waiting) ctx.waitUntil(this.#sockets.admit());
  }

  get isEmpty(): boolean {
    return this.#sockets.count === 0;
  }

  /** A screen's socket; `?after=number` resumes. Without a token it waits for one; who may not look is refused before there is a socket. */
  async fetch({ url, headers }: Request): Promise<Response> {
    const token = headers.get("authorization")?.replace(/^bearer\s+/i, "");
    const [after, origin] = [new URL(url).searchParams.get("after"), headers.get("origin")];
    const wish: Wish = {
      region: headers.get("x-brigade-region") === "eu" ? "eu" : "global",
      address: addressIn(headers),
      ...(after !== null && { after: Number(after) }),
      ...(origin !== null && { origin }),
    };
    const admitted = token === undefined ? undefined : await this.#admit(token, wish.origin);
    if (admitted && !admitted.ok) return declining(admitted.error);
    const from = admitted ? ofSession(admitted.value.session) : wish.address;
    if (this.#unauthenticated.isFull(from) || this.#sockets.admitted >= MAX_SOCKETS) return new Response(null, { status: 429 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server);
    this.#unauthenticated.add(server, from);
    if (admitted) await this.#join(server, admitted.value, wish);
    else this.#sockets.await(server, wish);
    return switching(client, headers.get("sec-websocket-protocol"));
  }

  hear(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    return this.#protocol.hear(socket, data);
  }

  left(socket: WebSocket): void {
    this.#sockets.forget(socket);
  }

  /** A sign-in has ended: so do its screens here. */
  end(session: string): void {
    this.#sessions.end(session);
  }

  holding(session: string): number {
    return this.#sessions.holding(session);
  }

  /** Changes of orders, with the venue's numbers. True when a screen has fallen behind, and is to be looked after. */
  show(showings: readonly Showing[]): boolean {
    return this.#sockets.show(showings);
  }

  /** Ends what has run out of time, and shows those the whole who have read what they were sent. Call it when the alarm rings. */
  async tend(now: number): Promise<void> {
    this.#sockets.tend(now);
    await this.#sockets.admit();
  }

  /** When there will be something to tend, in epoch ms. */
  nextTending(now: number): number | undefined {
    return this.#sockets.nextTending(now);
  }

  /** Nobody counts from now on. */
  lapse(): void {
    this.#sequence.lapse();
  }

  /** The one way in, when the viewer's sign-in allows one socket more. The screen is shown something as soon as the orders know. */
  async #join(socket: WebSocket, viewer: Viewer, { region, after }: Wish): Promise<void> {
    const refused = await registerSocket(this.#sessions, socket, viewer);
    if (refused) return this.#sockets.end(socket, refused);
    this.#sockets.join(socket, viewer, after);
    this.#ctx.waitUntil(this.#at.listen(region).then(() => this.#sockets.admit()));
  }

  #admit(token: string, origin?: string) {
    const [tenant = "", , venue = ""] = this.#at.name().split("/");
    return authorize(readKeys(this.#env.KEYS), token, { tenant, venue, origin });
  }
}
