// The order's own sockets (docs/live.md): the order, then each change; who else looks; commands. They end in the order's object and sleep with it.
import type { Order, OrderState } from "../../domain/order/state";
import type { Result } from "../../domain/result";
import type { OrderEvent } from "../../domain/order/events";
import {
  closing,
  type CommandAnswer,
  type CommandMessage,
  LIVE_PROTOCOL,
  MAX_MESSAGE_BYTES,
  type OrderMessage,
  TOKEN_WITHIN_MS,
  type Watcher,
} from "../../protocol/live";
import { problemOf } from "../../protocol/problem";
import type { EventLog } from "../lib/event-log";
import { Lane } from "../lib/lane";
import { give, type ReadMessage, readMessage, refusing } from "../lib/live-commands";
import { opening, type Telling } from "./live-messages";
import { another, close, type Ending, expired, late, tokenless, tooLong, tooSlow, type Viewer } from "../lib/viewer";
import { attached, type Attachment, deadlineOf, type Wish } from "./live-socket";
import { noSuchOrder } from "./viewer";

/**
 * What sockets need of their order. `admit`: who a token speaks for, if he may look; `origin`: of the page that asks. `attend`: the alarm must not ring later than `deadline` says.
 */
export type LiveOrder = {
  order(): OrderState;
  log: EventLog<OrderEvent>;
  admit(token: string, origin?: string): Promise<Result<Viewer, Ending>>;
  /** Why the viewer's sign-in does not allow one socket more. */
  letIn(socket: WebSocket, viewer: Viewer): Promise<Ending | undefined>;
  gone(socket: WebSocket): void;
  /** The answer to a command that needs nothing but itself; undefined for any other. */
  give(message: CommandMessage, viewer: Viewer): Promise<CommandAnswer> | undefined;
  attend(): void;
};

export const SLOW_BYTES = 1 << 20;
/** Nobody needs as many; each is shown every change. */
const MOST_SOCKETS = 500;
/** Anybody may knock without a token. */
const MOST_WAITING = 100;
const BURST = 60;
const PER_SECOND = 20;

const tooLarge: Ending = { code: closing.tooLarge, reason: `a message has at most ${MAX_MESSAGE_BYTES} bytes` };
const tooMany: Ending = { code: closing.tooMany, reason: "more messages than are taken at once" };

export class Live {
  readonly #ctx: DurableObjectState;
  readonly #of: LiveOrder;
  readonly #lanes = new WeakMap<WebSocket, Lane>();
  #deadline: number;

  constructor(ctx: DurableObjectState, of: LiveOrder) {
    this.#ctx = ctx;
    this.#of = of;
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
    this.#deadline = this.#nextDeadline();
  }

  /** When the next socket ends by itself, in epoch ms. */
  get deadline(): number | undefined {
    return this.#deadline === Infinity ? undefined : this.#deadline;
  }

  /** A socket for an upgrade. Without a token it waits for one; who may not look is refused before there is a socket. */
  async open(token: string | undefined, wish: Wish, offered: string | null): Promise<Response> {
    if (this.#full(token === undefined)) return new Response(null, { status: 429 });
    const admitted = token === undefined ? undefined : await this.#of.admit(token, wish.origin);
    if (admitted && !admitted.ok) return new Response(admitted.error.reason, { status: admitted.error.code - 4000 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server);
    if (admitted) await this.#join(server, admitted.value, wish);
    else this.#await(server, wish);
    const spoken = offered?.split(",").some((name) => name.trim() === LIVE_PROTOCOL);
    return new Response(null, { status: 101, webSocket: client, ...(spoken && { headers: { "sec-websocket-protocol": LIVE_PROTOCOL } }) });
  }

  /** One socket's messages are answered in the order in which they came. What is too much is refused before it waits. */
  async hear(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    const { stage } = attached.read(socket);
    if (stage === "left") return;
    if ((typeof data === "string" ? Buffer.byteLength(data) : data.byteLength) > MAX_MESSAGE_BYTES) return this.#end(socket, tooLarge);
    const now = Date.now();
    const lane = this.#lane(socket, now);
    const message = readMessage(data);
    const retryAfterSeconds = lane.room(now);
    if (retryAfterSeconds > 0 && stage === "waiting") return this.#end(socket, tooMany);
    if (retryAfterSeconds > 0) return this.#answer(socket, refusing(message, { code: "too-many-requests", retryAfterSeconds }));
    try {
      await lane.run(() => this.#serve(socket, message));
    } catch (error) {
      // The platform would swallow it and leave the client waiting.
      const correlationId = crypto.randomUUID();
      console.error(
        JSON.stringify({ correlationId, socket: this.#ctx.id.name, error: error instanceof Error ? error.stack : String(error) }),
      );
      this.#answer(socket, refusing(message, { code: "internal-error", correlationId }));
    }
  }

  /** Call it in the turn that commits: the platform holds the messages back until the events are stored. */
  show(before: Order, change: Telling, after: Order): void {
    const gone = this.#toAll(({ whole }) => change.text(whole));
    const moved = before.people !== after.people && JSON.stringify(this.#watchers(before)) !== JSON.stringify(this.#watchers(after));
    if (gone || moved) this.#announce(after);
  }

  /** The client has gone. */
  left(socket: WebSocket): void {
    const it = attached.read(socket);
    this.#leave(socket);
    if (it.stage === "open" && !this.#isHere(it.viewer.user)) this.#announce();
  }

  /** Ends whose time is over. Call it when the alarm rings. */
  endOverdue(now: number): void {
    for (const socket of this.#ctx.getWebSockets()) {
      const it = attached.read(socket);
      const at = deadlineOf(it);
      if (at !== undefined && at <= now) this.#end(socket, it.stage === "waiting" ? late : expired);
    }
    this.#deadline = this.#nextDeadline();
  }

  #await(socket: WebSocket, wish: Wish): void {
    const tokenBy = Date.now() + TOKEN_WITHIN_MS;
    attached.keep(socket, { stage: "waiting", tokenBy, wish });
    this.#mind(tokenBy);
  }

  async #serve(socket: WebSocket, message: ReadMessage): Promise<void> {
    const it = attached.read(socket);
    if (it.stage === "left") return;
    if (it.stage === "waiting") return this.#greet(socket, it, message);
    const { viewer } = it;
    if (viewer.exp * 1000 <= Date.now()) return this.#end(socket, expired);
    if (!message.ok) return this.#answer(socket, refusing(message, message.error));
    if ("token" in message.value) return this.#renew(socket, message.value.token);
    const order = this.#of.order();
    if (order.status === "ABSENT") return this.#end(socket, noSuchOrder);
    const own = this.#of.give(message.value, viewer);
    this.#answer(socket, await (own ?? give(order.order, viewer.token, message.value)));
  }

  /** The first message of who came without a token. What there is and what there is not end alike for whoever may not see it. */
  async #greet(socket: WebSocket, { tokenBy, wish }: Extract<Attachment, { stage: "waiting" }>, message: ReadMessage): Promise<void> {
    if (tokenBy <= Date.now()) return this.#end(socket, late);
    if (!message.ok || !("token" in message.value)) return this.#end(socket, tokenless);
    const admitted = await this.#of.admit(message.value.token, wish.origin);
    if (attached.read(socket).stage !== "waiting") return; // closed meanwhile
    if (admitted.ok) await this.#join(socket, admitted.value, wish);
    else this.#end(socket, admitted.error);
  }

  /**
   * The one way in: when the viewer's sign-in allows one socket more, it is taken among those that are shown the order, and shown it in the same turn, so
   * that nothing falls between.
   */
  async #join(socket: WebSocket, viewer: Viewer, { after, whole }: Wish): Promise<void> {
    const refused = await this.#of.letIn(socket, viewer);
    if (refused) return this.#end(socket, refused);
    const order = this.#of.order();
    if (order.status === "ABSENT") return this.#end(socket, noSuchOrder);
    const wasHere = this.#isHere(viewer.user);
    if (!attached.keep(socket, { stage: "open", viewer, whole })) return this.#end(socket, tooLong);
    this.#mind(viewer.exp * 1000);
    this.#send(socket, viewer, opening(order, this.#of.log, after).text(whole));
    if (wasHere) this.#send(socket, viewer, presence(this.#watchers(order)));
    else this.#announce();
  }

  /** The one way out, whoever hangs up: from here on the socket is nobody's. */
  #leave(socket: WebSocket): void {
    attached.keep(socket, { stage: "left" });
    this.#of.gone(socket);
  }

  /** A fresh token of the same person and sign-in; one that does not hold leaves the socket as it was. */
  async #renew(socket: WebSocket, token: string): Promise<void> {
    const admitted = await this.#of.admit(token);
    const it = attached.read(socket);
    if (it.stage !== "open") return;
    if (!admitted.ok && admitted.error.code === closing.unauthorized) {
      return this.#answer(socket, { problem: problemOf({ code: "unauthorized", reason: admitted.error.reason }) });
    }
    if (!admitted.ok) return this.#end(socket, another);
    const { value: viewer } = admitted;
    if (viewer.user !== it.viewer.user || viewer.session !== it.viewer.session) return this.#end(socket, another);
    if (!attached.keep(socket, { ...it, viewer })) return this.#end(socket, tooLong);
    this.#mind(viewer.exp * 1000);
    this.#answer(socket, { token: { exp: viewer.exp } });
  }

  #answer(socket: WebSocket, message: OrderMessage): void {
    const it = attached.read(socket);
    if (it.stage === "open" && !this.#send(socket, it.viewer, JSON.stringify(message)) && !this.#isHere(it.viewer.user)) this.#announce();
  }

  /** False when the socket has ended instead. One socket's trouble is its own. */
  #send(socket: WebSocket, { exp }: Viewer, text: string): boolean {
    const ending =
      exp * 1000 <= Date.now() ? expired : "bufferedAmount" in socket && Number(socket.bufferedAmount) > SLOW_BYTES ? tooSlow : undefined;
    if (!ending) {
      try {
        socket.send(text);
        return true;
      } catch {
        // it has gone already
      }
    }
    this.#leave(socket);
    if (ending) close(socket, ending);
    return false;
  }

  /** To every open socket its text. True when somebody has gone with it. */
  #toAll(textFor: (it: Extract<Attachment, { stage: "open" }>) => string): boolean {
    const gone = new Set<string>();
    for (const socket of this.#ctx.getWebSockets()) {
      const it = attached.read(socket);
      if (it.stage === "open" && !this.#send(socket, it.viewer, textFor(it))) gone.add(it.viewer.user);
    }
    return [...gone].some((user) => !this.#isHere(user));
  }

  /** Says why and hangs up. */
  end(socket: WebSocket, ending: Ending): void {
    this.#end(socket, ending);
  }

  #end(socket: WebSocket, ending: Ending): void {
    this.left(socket);
    close(socket, ending);
  }

  /** Tells everybody who looks; who cannot be told has gone, and that is told again. */
  #announce(order: OrderState = this.#of.order()): void {
    if (order.status === "ABSENT") return;
    let again = true;
    while (again) {
      const text = presence(this.#watchers(order));
      again = this.#toAll(() => text);
    }
  }

  /** One for each person, however many screens. */
  #watchers(order: Order): Watcher[] {
    const own = new Set(order.people.map(({ user }) => user));
    return [...new Set(this.#viewers())].toSorted().map((user) => ({ user, as: own.has(user) ? "guest" : "staff" }));
  }

  #viewers(): string[] {
    return this.#ctx.getWebSockets().flatMap((socket) => {
      const it = attached.read(socket);
      return it.stage === "open" ? [it.viewer.user] : [];
    });
  }

  #isHere(user: string): boolean {
    return this.#ctx.getWebSockets().some((socket) => {
      const it = attached.read(socket);
      return it.stage === "open" && it.viewer.user === user;
    });
  }

  #full(waiting: boolean): boolean {
    const sockets = this.#ctx.getWebSockets().filter((socket) => attached.read(socket).stage !== "left");
    return (
      sockets.length >= MOST_SOCKETS ||
      (waiting && sockets.filter((socket) => attached.read(socket).stage === "waiting").length >= MOST_WAITING)
    );
  }

  #lane(socket: WebSocket, now: number): Lane {
    let lane = this.#lanes.get(socket);
    if (!lane) this.#lanes.set(socket, (lane = new Lane(BURST, PER_SECOND, now)));
    return lane;
  }

  #mind(at: number): void {
    this.#deadline = Math.min(this.#deadline, at);
    this.#of.attend();
  }

  #nextDeadline(): number {
    return this.#ctx.getWebSockets().reduce((next, socket) => Math.min(next, deadlineOf(attached.read(socket)) ?? Infinity), Infinity);
  }
}

const presence = (watchers: Watcher[]): string => JSON.stringify({ presence: watchers } satisfies OrderMessage);
