// Every open order of one venue, live: for kitchen screens, pick-up boards and tills.
import type { CommandAnswer, CommandMessage } from "../protocol/live";
import { Transport } from "./transport";
import { Connection, type ConnectionState } from "./connection";
import { readVenueMessage } from "./messages";
import type { OrderView, SendOptions } from "./order";
import { type CommandQueue, memoryQueue } from "./queue";
import { type PendingCommand, Sender } from "./sender";
import { defaultEnvironment, type Environment } from "./environment";
import type { TokenProvider } from "./token";

/** As of an order (client/order.ts). */
export type VenueOptions = {
  baseUrl: string;
  venue: string;
  token: TokenProvider;
  queue?: CommandQueue;
  onError?: "stop" | "continue";
  commands?: "socket" | "http";
  environment?: Environment;
};

/**
 * `orders`: by id, as the server has said last, at change `seq` of the venue; empty and `seq` undefined before its first word.
 * `pending`: not confirmed.
 */
export type VenueShown = {
  seq: number | undefined;
  orders: ReadonlyMap<string, OrderView>;
  pending: PendingCommand[];
  connection: ConnectionState;
};

export type OpenedVenue = {
  subscribe(listener: () => void): () => void;
  view(): VenueShown;
  send(order: string, command: string, body?: CommandMessage["body"], options?: SendOptions): Promise<CommandAnswer>;
  release(order: string): Promise<void>;
  discard(order: string): Promise<void>;
  close(): void;
};

export function openVenue(options: VenueOptions): OpenedVenue {
  const around = options.environment ?? defaultEnvironment;
  const base = new URL(options.baseUrl);
  const probe = new URL(`/ordering-api/api/venue/${encodeURIComponent(options.venue)}/live`, base);
  const live = new URL(probe);
  live.protocol = live.protocol.replace("http", "ws");
  const listeners = new Set<() => void>();
  let seq: number | undefined;
  let orders: ReadonlyMap<string, OrderView> = new Map();
  let shown: VenueShown | undefined;

  const changed = () => {
    shown = undefined;
    for (const listener of listeners) listener();
  };
  const hear = (json: unknown): void => {
    const message = readVenueMessage(json);
    if (message.is === "answer") return sender.answered(message.answer);
    if (message.is === "misunderstood") return sender.misunderstood(message.problem);
    if (message.is === "snapshot") orders = new Map(message.orders.map((order) => [order.id, order]));
    else if (message.is !== "change" || seq === undefined || message.seq <= seq) return;
    else {
      const next = new Map(orders);
      for (const { order, seq: at, body, ...rest } of message.changes) {
        const known = next.get(order);
        if (known && known.seq > at) continue; // an order never goes back
        if ("gone" in rest) next.delete(order);
        else next.set(order, body);
      }
      orders = next;
    }
    seq = message.seq;
    changed();
  };

  const transport = new Transport(
    {
      base,
      around,
      onlyTells: () => connection.onlyTells,
      say: (message) => connection.say(message),
      answered: (answer) => sender.answered(answer),
      failed: (id) => sender.failed(id),
    },
    options.commands === "http",
  );
  const sender = new Sender(
    {
      queue: options.queue ?? memoryQueue(),
      scope: `venue/${options.venue}`,
      onError: options.onError ?? "continue",
      carry: (message) => transport.carry(message),
      changed,
    },
    around,
  );
  const connection = new Connection(
    {
      url: () => {
        live.search = seq === undefined ? "" : `?after=${seq}`;
        return live.href;
      },
      probe: probe.href,
      token: options.token,
      heard: hear,
      changed: (state) => {
        if (state.is === "live") sender.opened();
        else sender.lost();
        changed();
      },
      bearing: (token) => transport.bearing(token),
      refusedWords: () => transport.refusedWords(),
    },
    around,
  );

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    view: () => (shown ??= { seq, orders, pending: sender.pending(), connection: connection.state }),
    send: (order, command, body, { id = crypto.randomUUID(), ifSeq } = {}) =>
      sender.send({ id, order, command, ...(body !== undefined && { body }), ...(ifSeq !== undefined && { ifSeq }) }),
    release: (order) => sender.release(order),
    discard: (order) => sender.discard(order),
    close: () => {
      connection.close();
      sender.close();
      listeners.clear();
    },
  };
}
