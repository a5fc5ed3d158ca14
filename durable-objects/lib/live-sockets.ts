// Sockets at which somebody looks at something live (docs/live.md), of an order and of a venue alike: a token with the upgrade or in the
// first message, and fresh ones, commands and their answers. What is shown is the object's (`LiveView`).
import type { Result } from "../../domain/result";
import { type CommandAnswer, type CommandMessage, TOKEN_WITHIN_MS } from "../../protocol/live";
import type { Holder } from "../../protocol/session";
import type { ObjectNamespace } from "../../runtime/object-stub";
import { close, type Ending, expired, late, tooLong, tooSlow } from "./close-reasons";
import type { SessionWord, SocketOwner } from "./connection-registry";
import { type Left, LiveConnections, unread } from "./live-connections";
import { declining, SocketProtocol, type SocketStage, switching } from "./socket-protocol";
import { addressIn, ofSession, type Room } from "./unauthenticated-sockets";
import type { Viewer } from "./viewer";

/**
 * What a client asks for with the upgrade. `after`: the newest number that it has. `origin`: of the page that asks. `address`: from where.
 */
export type Upgrade = { address: string; origin?: string; after?: number };

/** `tokenBy`: epoch ms by which the first message must bring the token. */
type Waiting<U> = { stage: "waiting"; tokenBy: number; wish: U };

/** What is kept of a socket that is in: what its viewer is shown. */
export type Admitted = { stage: string; viewer: Viewer };

/** `sockets`: as many are in, at most. `burst`: messages of one socket at once; `perSecond`: on and on. */
export type SocketLimits = { sockets: number; room: Room; burst: number; perSecond: number };

export type LiveView<U extends Upgrade, In extends Admitted, S extends object = never> = {
  limits: SocketLimits;
  holder: (owner: SocketOwner) => Holder;
  /** Who a token speaks for, if he may look. */
  authorize: (token: string, origin?: string) => Promise<Result<Viewer, Ending>>;
  /** Takes in who may look, and shows it to him in the same turn or later. */
  join: (socket: WebSocket, viewer: Viewer, upgrade: U) => void;
  give: (message: CommandMessage, viewer: Viewer) => Promise<CommandAnswer>;
  answer: (socket: WebSocket, it: In, text: string) => void;
  gone?: (it: In) => void;
  reschedule: (at: number) => void;
  endStream?: (stream: S, ending: Ending) => void;
};

const HEARTBEAT = { asked: "ping", answered: "pong" };

export class LiveSockets<U extends Upgrade, In extends Admitted, S extends object = never> {
  readonly connections: LiveConnections<Waiting<U> | In, S>;
  readonly #view: LiveView<U, In, S>;
  readonly #protocol: SocketProtocol<U>;

  constructor(ctx: DurableObjectState, sessions: ObjectNamespace<SessionWord>, view: LiveView<U, In, S>) {
    const { limits, holder, authorize, give, reschedule, endStream } = view;
    this.#view = view;
    this.connections = new LiveConnections<Waiting<U> | In, S>({
      ctx,
      sessions,
      holder,
      room: limits.room,
      heartbeat: HEARTBEAT,
      ownerOf: (it) => (isIn(it) ? it.viewer : undefined),
      addressOf: (it) => (isIn(it) ? undefined : it.wish.address),
      deadlineOf: (it) => (isIn(it) ? { at: it.viewer.exp * 1000, ending: expired } : { at: it.tokenBy, ending: late }),
      hangUp: (socket, ending) => close(socket, ending),
      gone: (_, was) => (isIn(was) ? view.gone?.(was) : undefined),
      reschedule,
      ...(endStream && { endStream }),
    });
    this.#protocol = new SocketProtocol<U>({
      burst: limits.burst,
      perSecond: limits.perSecond,
      stageOf: (socket) => this.#stageOf(socket),
      authorize,
      join: (socket, viewer, upgrade) => this.#join(socket, viewer, upgrade),
      renew: (socket, viewer) => this.#renew(socket, viewer),
      give,
      answer: (socket, message) => {
        const it = this.admitted(socket);
        if (it) view.answer(socket, it, JSON.stringify(message));
      },
      end: (socket, ending) => this.connections.end(socket, ending),
    });
  }

  /** A socket for an upgrade. Without a token it waits for one; who may not look is refused before there is a socket. */
  async open({ headers }: Request, upgrade: U): Promise<Response> {
    const token = tokenIn(headers);
    const admitted = token === undefined ? undefined : await this.#view.authorize(token, upgrade.origin);
    if (admitted && !admitted.ok) return declining(admitted.error);
    const from = admitted ? ofSession(admitted.value.session) : upgrade.address;
    if (this.connections.isFull(from) || this.connections.admitted >= this.#view.limits.sockets) return new Response(null, { status: 429 });
    const { client, server } = this.connections.accept(from);
    if (admitted) await this.#join(server, admitted.value, upgrade);
    else this.connections.keep(server, { stage: "waiting", tokenBy: Date.now() + TOKEN_WITHIN_MS, wish: upgrade });
    return switching(client, headers.get("sec-websocket-protocol"));
  }

  hear(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    return this.#protocol.hear(socket, data);
  }

  /** What is kept of who is in; undefined for who waits or has left. */
  admitted(socket: WebSocket): In | undefined {
    const it = this.connections.read(socket);
    return isIn(it) ? it : undefined;
  }

  /** What a socket is shown from now on that is in, or comes in. It ends when its token is more than it can keep. */
  keep(socket: WebSocket, it: In): boolean {
    const isKept = this.connections.keep(socket, it);
    if (!isKept) this.connections.end(socket, tooLong);
    return isKept;
  }

  /** False when the socket has ended instead. `maxUnread`: how many bytes may wait for it. */
  send(socket: WebSocket, { exp }: Viewer, text: string, maxUnread = Infinity): boolean {
    if (exp * 1000 > Date.now() && unread(socket) <= maxUnread) return this.connections.send(socket, text);
    this.connections.end(socket, exp * 1000 <= Date.now() ? expired : tooSlow("connect again with ?after="));
    return false;
  }

  /** The one way in, when the viewer's sign-in allows one socket more. */
  async #join(socket: WebSocket, viewer: Viewer, upgrade: U): Promise<void> {
    const refused = await this.connections.register(socket, viewer);
    if (refused) return this.connections.end(socket, refused);
    this.#view.join(socket, viewer, upgrade);
  }

  /** A viewer who is in, with a fresh token. False when a socket cannot keep it. */
  #renew(socket: WebSocket, viewer: Viewer): boolean {
    const it = this.admitted(socket);
    if (!it) return false;
    const { address } = it.viewer;
    return this.connections.keep(socket, { ...it, viewer: { ...viewer, ...(address !== undefined && { address }) } });
  }

  #stageOf(socket: WebSocket): SocketStage<U> {
    const it = this.connections.read(socket);
    if (isIn(it)) return { stage: "in", viewer: it.viewer };
    return it.stage === "left" ? it : { stage: "waiting", tokenBy: it.tokenBy, upgrade: it.wish };
  }
}

const isIn = <U, In extends Admitted>(it: Waiting<U> | In | Left): it is In => "viewer" in it;

export const tokenIn = (headers: Headers): string | undefined => headers.get("authorization")?.replace(/^bearer\s+/i, "");

/** `after`: as the client says it. */
export const upgradeIn = (headers: Headers, after: string | null): Upgrade => {
  const origin = headers.get("origin");
  return { address: addressIn(headers), ...(origin !== null && { origin }), ...(after !== null && { after: Number(after) }) };
};
