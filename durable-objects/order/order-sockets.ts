// What the order's own sockets are shown (docs/live.md): the order, then each change, and who else looks.
import type { Audience } from "../../domain/order/audience";
import type { OrderEvent } from "../../domain/order/events";
import { SOMEBODY } from "../../domain/order/guest-view";
import type { Order, OrderState } from "../../domain/order/state";
import { closing, type OrderMessage, type Watcher } from "../../protocol/live";
import type { Ending } from "../lib/close-reasons";
import type { EventLog } from "../lib/event-log";
import { SLOW_BYTES } from "../lib/live-connections";
import type { LiveSockets, Upgrade } from "../lib/live-sockets";
import type { Viewer } from "../lib/viewer";
import type { Stream } from "./event-streams";
import { type Listener, listenerFor, opening, type Telling } from "./live-messages";

/** `whole`: the client folds events itself. */
export type OrderUpgrade = Upgrade & { whole: boolean };

/** `audience`: how it is shown the order, for all of its life, because changes are told from what was shown before. */
export type OpenSocket = { stage: "open"; viewer: Viewer; whole: boolean; audience?: Audience };

/** Also where there is an order: whoever may not see it learns nothing of it. */
export const noSuchOrder: Ending = { code: closing.notFound, reason: "there is no such order" };

export type OrderSocketsDeps = {
  sockets: LiveSockets<OrderUpgrade, OpenSocket, Stream>;
  order: () => OrderState;
  log: EventLog<OrderEvent>;
};

export class OrderSockets {
  readonly #ctx: DurableObjectState;
  readonly #deps: OrderSocketsDeps;
  /** Everybody is being told something; `hasGone`: who was somebody to look, and could not be told. */
  #round: { hasGone: boolean } | undefined;

  constructor(ctx: DurableObjectState, deps: OrderSocketsDeps) {
    this.#ctx = ctx;
    this.#deps = deps;
  }

  /** Shown in the turn that takes it in, so that nothing falls between. */
  join(socket: WebSocket, admitted: Viewer, { after, whole, address }: OrderUpgrade): void {
    const { sockets, log } = this.#deps;
    const order = this.#deps.order();
    if (order.status === "ABSENT") return sockets.connections.end(socket, noSuchOrder);
    const viewer = { ...admitted, address };
    const wasHere = this.#isHere(viewer.user);
    const listener = listenerFor(viewer, whole, order);
    if (!sockets.keep(socket, { stage: "open", viewer, ...listener })) return;
    this.#send(socket, viewer, opening(order, log, after).text(listener));
    if (wasHere) this.#send(socket, viewer, presence(this.#watchers(order), listener));
    else this.#announce();
  }

  /** Call it in the turn that commits: the platform holds the messages back until the events are stored. */
  show(before: Order, change: Telling, after: Order): void {
    const hasGone = this.#toAll((it) => change.text(listenerOf(it)));
    const moved = before.people !== after.people && JSON.stringify(this.#watchers(before)) !== JSON.stringify(this.#watchers(after));
    if (hasGone || moved) this.#announce(after);
  }

  answer(socket: WebSocket, { viewer }: OpenSocket, text: string): void {
    this.#send(socket, viewer, text);
  }

  /** Somebody's socket has gone: when it was the last of his, the others are told. */
  gone({ viewer }: OpenSocket): void {
    if (this.#isHere(viewer.user)) return;
    if (this.#round) this.#round.hasGone = true;
    else this.#announce();
  }

  #send(socket: WebSocket, viewer: Viewer, text: string): void {
    this.#deps.sockets.send(socket, viewer, text, SLOW_BYTES);
  }

  /** To every open socket its text. True when somebody has gone with it. */
  #toAll(textFor: (it: OpenSocket) => string): boolean {
    const round = (this.#round = { hasGone: false });
    try {
      for (const socket of this.#ctx.getWebSockets()) {
        const it = this.#deps.sockets.admitted(socket);
        if (it) this.#send(socket, it.viewer, textFor(it));
      }
    } finally {
      this.#round = undefined;
    }
    return round.hasGone;
  }

  /** Tells everybody who looks; who cannot be told has gone, and that is told again. */
  #announce(order: OrderState = this.#deps.order()): void {
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
    return [...new Set(this.#users())].toSorted().map((user) => ({ user, as: own.has(user) ? "guest" : "staff" }));
  }

  #isHere(user: string): boolean {
    return this.#users().includes(user);
  }

  /** Of each open socket. */
  #users(): string[] {
    return this.#ctx.getWebSockets().flatMap((socket) => this.#deps.sockets.admitted(socket)?.viewer.user ?? []);
  }
}

/** One that was open before there were audiences was shown all of it. */
const listenerOf = ({ whole, audience = "staff" }: OpenSocket): Listener => ({ whole, audience });

/** To guests all staff who look are one, and nobody in particular. */
function presence(watchers: Watcher[], { audience }: Pick<Listener, "audience">): string {
  const guests = watchers.filter(({ as }) => as === "guest");
  const staff: Watcher[] = guests.length < watchers.length ? [{ user: SOMEBODY, as: "staff" }] : [];
  return JSON.stringify({ presence: audience === "staff" ? watchers : [...guests, ...staff] } satisfies OrderMessage);
}
