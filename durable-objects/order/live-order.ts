// Everybody who looks at one order live: at sockets and streams. Wires what stands beside it; rules are there.
import type { CommandEnvelope } from "../../domain/order/commands";
import type { OrderEvent } from "../../domain/order/events";
import { mayRead } from "../../domain/order/command-permissions";
import type { OrderState } from "../../domain/order/state";
import { ok, type Result } from "../../domain/result";
import type { CommandMessage } from "../../protocol/live";
import { readKeys } from "../../runtime/keys";
import { authorize } from "../lib/authorize";
import type { Ending } from "../lib/close-reasons";
import type { EventLog } from "../lib/event-log";
import { LiveSockets, tokenIn, upgradeIn } from "../lib/live-sockets";
import { give as giveByApi } from "../lib/socket-commands";
import { declining } from "../lib/socket-protocol";
import { type Viewer, viewerWith } from "../lib/viewer";
import type { SessionObject } from "../session/session-object";
import type { Answer, Change } from "./command-handler";
import { EventStreams, type Stream } from "./event-streams";
import { existing } from "./existing-order";
import { committed } from "./live-messages";
import { give } from "./local-commands";
import { noSuchOrder, type OpenSocket, OrderSockets, type OrderUpgrade } from "./order-sockets";

export type LiveOrderEnv = { KEYS: string; SESSION: DurableObjectNamespace<SessionObject> };

/**
 * `order`: reads storage, so that an instance which has been replaced elsewhere lets nobody in. `reschedule`: the alarm must not ring later
 * than `deadline` says.
 */
export type ObservedOrder = {
  name: string;
  order(): OrderState;
  log: EventLog<OrderEvent>;
  execute(envelope: CommandEnvelope): Answer | Promise<Answer>;
  reschedule(): void;
};

/**
 * Nobody needs as many sockets; each is shown every change.
 * And anybody may knock without a token: a table's phones do it at once, from one address.
 */
const LIMITS = { sockets: 500, room: { ofOne: 50, inAll: 5_000 }, burst: 60, perSecond: 20 };

export class LiveOrder {
  readonly #sockets: LiveSockets<OrderUpgrade, OpenSocket, Stream>;
  readonly #env: LiveOrderEnv;
  readonly #at: ObservedOrder;
  readonly #shown: OrderSockets;
  readonly #streams: EventStreams;

  constructor(ctx: DurableObjectState, env: LiveOrderEnv, at: ObservedOrder) {
    this.#env = env;
    this.#at = at;
    this.#streams = new EventStreams({
      storage: ctx.storage,
      register: (stream) => this.#sockets.connections.register(stream, stream.viewer),
      gone: (stream) => this.#sockets.connections.unregister(stream),
    });
    this.#sockets = new LiveSockets<OrderUpgrade, OpenSocket, Stream>(ctx, env.SESSION, {
      limits: LIMITS,
      holder: ({ region }) => ({ kind: "order", name: at.name, region }),
      authorize: (token, origin) => this.#authorize(token, origin),
      join: (socket, viewer, upgrade) => this.#shown.join(socket, viewer, upgrade),
      give: (message, viewer) => this.#give(message, viewer),
      answer: (socket, it, text) => this.#shown.answer(socket, it, text),
      gone: (it) => this.#shown.gone(it),
      reschedule: () => at.reschedule(),
      endStream: (stream) => this.#streams.end(stream),
    });
    this.#shown = new OrderSockets(ctx, { sockets: this.#sockets, order: () => at.order(), log: at.log });
  }

  get connections() {
    return this.#sockets.connections;
  }

  hear(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    return this.#sockets.hear(socket, data);
  }

  /** A socket, or at `…/events` a stream. `?after=` and `last-event-id` resume; `?state=1` is for who folds events himself. */
  async fetch(request: Request): Promise<Response> {
    const { headers } = request;
    const { pathname, searchParams } = new URL(request.url);
    const after = headers.get("last-event-id") ?? searchParams.get("after");
    const upgrade = { ...upgradeIn(headers, after), whole: searchParams.get("state") === "1" };
    return pathname.endsWith("/events") ? this.#stream(tokenIn(headers) ?? "", upgrade) : this.#sockets.open(request, upgrade);
  }

  /** Call it in the turn that commits. */
  show({ before, events, after }: Pick<Change, "before" | "events" | "after">): void {
    if (before.status === "ABSENT" || after.status === "ABSENT") return;
    const change = committed(before, events, after);
    this.#shown.show(before, change, after);
    this.#streams.show(change);
  }

  async #stream(token: string, upgrade: OrderUpgrade): Promise<Response> {
    const admitted = await this.#authorize(token, upgrade.origin);
    if (!admitted.ok) return declining(admitted.error);
    return this.#streams.open(admitted.value, () => existing(this.#at.order()), this.#at.log, upgrade);
  }

  /** Who may look, as the order knows it to be now: until his token ends, because neither people nor venues ever leave an order. */
  async #authorize(token: string, origin?: string): Promise<Result<Viewer, Ending>> {
    const caller = await authorize(readKeys(this.#env.KEYS), token, origin, ({ tenant, user, roles }) => {
      const order = this.#at.order();
      return order.status !== "ABSENT" && order.tenant === tenant && mayRead({ user, roles }, order) ? undefined : noSuchOrder;
    });
    return caller.ok ? ok(viewerWith(token, caller.value)) : caller;
  }

  #give(message: CommandMessage, viewer: Viewer) {
    const order = () => existing(this.#at.order());
    const own = give(message, viewer, { order, execute: (envelope) => this.#at.execute(envelope) });
    return own ?? giveByApi(order().order, viewer, message);
  }
}
