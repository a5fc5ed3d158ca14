// The order's own sockets (docs/live.md): the order, then each change; who else looks; commands. They end in the order's object and sleep with it.
import { SOMEBODY } from "../../domain/order/guest-view";
import type { Order, OrderState } from "../../domain/order/state";
import type { OrderEvent } from "../../domain/order/events";
import { type OrderMessage, TOKEN_WITHIN_MS, type Watcher } from "../../protocol/live";
import type { EventLog } from "../lib/event-log";
import { type Listener, listenerFor, opening, type Telling } from "./live-messages";
import { UnauthenticatedSockets } from "../lib/unauthenticated-sockets";
import { close, type Ending, expired, late, tooLong, tooSlow } from "../lib/close-reasons";
import type { Viewer } from "../lib/viewer";
import { attached, type Attachment, deadlineOf, fromWhere, listenerOf, viewerOf, type Wish } from "./attachment";
import { noSuchOrder } from "./authorize";

/** What sockets need of their order. `letIn`: why the viewer's sign-in does not allow one socket more. `attend`: the alarm must not ring later than `deadline` says. */
export type LiveOrder = {
  order(): OrderState;
  log: EventLog<OrderEvent>;
  letIn(socket: WebSocket, viewer: Viewer): Promise<Ending | undefined>;
  gone(socket: WebSocket): void;
  attend(): void;
};

export const SLOW_BYTES = 1 << 20;
/** Nobody needs as many; each is shown every change. These are for who has shown a token. */
const MAX_SOCKETS = 500;
/** Anybody may knock without a token: a table's phones do it at once, from one address. */
const AT_THE_DOOR = { ofOne: 50, inAll: 5_000 };

export class OrderSockets {
  readonly #ctx: DurableObjectState;
  readonly #of: LiveOrder;
  readonly #unauthenticated = new UnauthenticatedSockets(AT_THE_DOOR);
  #deadline: number;

  constructor(ctx: DurableObjectState, of: LiveOrder) {
    this.#ctx = ctx;
    this.#of = of;
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
    this.#deadline = this.#nextDeadline();
    for (const socket of ctx.getWebSockets()) {
      const from = viewerOf(socket) ? undefined : fromWhere(socket);
      if (from !== undefined) this.#unauthenticated.add(socket, from);
    }
  }

  /** When the next socket ends by itself, in epoch ms. */
  get deadline(): number | undefined {
    return this.#deadline === Infinity ? undefined : this.#deadline;
  }

  /** The order has as many sockets as it takes, or as many that are nobody's `from` there: an address, or a sign-in (`ofSession`). */
  isFull(from: string): boolean {
    return this.#unauthenticated.isFull(from) || this.#ctx.getWebSockets().filter((socket) => viewerOf(socket)).length >= MAX_SOCKETS;
  }

  /** Call it in the turn that commits: the platform holds the messages back until the events are stored. */
  show(before: Order, change: Telling, after: Order): void {
    const gone = this.#toAll((it) => change.text(listenerOf(it)));
    const moved = before.people !== after.people && JSON.stringify(this.#watchers(before)) !== JSON.stringify(this.#watchers(after));
    if (gone || moved) this.#announce(after);
  }

  /** The client has gone. */
  left(socket: WebSocket): void {
    const it = attached.read(socket);
    this.#leave(socket);
    this.#unauthenticated.delete(socket);
    attached.keep(socket, { stage: "left" });
    if (it.stage === "open" && !this.#isHere(it.viewer.user)) this.#announce();
  }

  /** Ends whose time is over. Call it when the alarm rings. */
  endOverdue(now: number): void {
    for (const socket of this.#ctx.getWebSockets()) {
      const it = attached.read(socket);
      const at = deadlineOf(it);
      if (at !== undefined && at <= now) this.end(socket, it.stage === "waiting" ? late : expired);
    }
    this.#deadline = this.#nextDeadline();
  }

  /** A new socket, which takes a place at the door until it is let in. `from`: as for `isFull`. */
  arrives(socket: WebSocket, from: string): void {
    this.#unauthenticated.add(socket, from);
  }

  /** Takes in who has come without a token, to bring it in the first message. */
  await(socket: WebSocket, wish: Wish): void {
    const tokenBy = Date.now() + TOKEN_WITHIN_MS;
    attached.keep(socket, { stage: "waiting", tokenBy, wish });
    this.#mind(tokenBy);
  }

  /**
   * The one way in: when the viewer's sign-in allows one socket more, it is taken among those that are shown the order, and shown it in the same turn, so
   * that nothing falls between.
   */
  async join(socket: WebSocket, admitted: Viewer, { after, whole, address }: Wish): Promise<void> {
    const viewer = { ...admitted, address };
    const refused = await this.#of.letIn(socket, viewer);
    if (refused) return this.end(socket, refused);
    const order = this.#of.order();
    if (order.status === "ABSENT") return this.end(socket, noSuchOrder);
    const wasHere = this.#isHere(viewer.user);
    const listener = listenerFor(viewer, whole, order);
    if (!attached.keep(socket, { stage: "open", viewer, ...listener })) return this.end(socket, tooLong);
    this.#unauthenticated.delete(socket);
    this.#mind(viewer.exp * 1000);
    this.#send(socket, viewer, opening(order, this.#of.log, after).text(listener));
    if (wasHere) this.#send(socket, viewer, presence(this.#watchers(order), listener));
    else this.#announce();
  }

  /** The one way out, whoever hangs up: from here on the socket is nobody's. It takes a place until its client has answered. */
  #leave(socket: WebSocket): void {
    const from = fromWhere(socket);
    attached.keep(socket, { stage: "left", ...(from !== undefined && { from }) });
    if (from !== undefined) this.#unauthenticated.add(socket, from);
    this.#of.gone(socket);
  }

  /** A viewer who is in, with a fresh token. False when a socket cannot keep it. */
  renew(socket: WebSocket, viewer: Viewer): boolean {
    const it = attached.read(socket);
    if (it.stage !== "open" || !attached.keep(socket, { ...it, viewer: { ...viewer, ...addressOf(it.viewer) } })) return false;
    this.#mind(viewer.exp * 1000);
    return true;
  }

  answer(socket: WebSocket, message: OrderMessage): void {
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
    const it = attached.read(socket);
    this.#leave(socket);
    if (it.stage === "open" && !this.#isHere(it.viewer.user)) this.#announce();
    close(socket, ending);
  }

  /** Tells everybody who looks; who cannot be told has gone, and that is told again. */
  #announce(order: OrderState = this.#of.order()): void {
    if (order.status === "ABSENT") return;
    let again = true;
    while (again) {
      const watchers = this.#watchers(order);
      again = this.#toAll((it) => presence(watchers, listenerOf(it)));
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

  #mind(at: number): void {
    this.#deadline = Math.min(this.#deadline, at);
    this.#of.attend();
  }

  #nextDeadline(): number {
    return this.#ctx.getWebSockets().reduce((next, socket) => Math.min(next, deadlineOf(attached.read(socket)) ?? Infinity), Infinity);
  }
}

/** To guests all staff who look are one, and nobody in particular. */
function presence(watchers: Watcher[], { audience }: Pick<Listener, "audience">): string {
  const guests = watchers.filter(({ as }) => as === "guest");
  const staff: Watcher[] = guests.length < watchers.length ? [{ user: SOMEBODY, as: "staff" }] : [];
  return JSON.stringify({ presence: audience === "staff" ? watchers : [...guests, ...staff] } satisfies OrderMessage);
}

const addressOf = ({ address }: Viewer) => (address === undefined ? {} : { address });
