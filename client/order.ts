// One order, live: what the server has confirmed, what it will be when everything on its way is accepted, and a way to send.
import { applyPatch } from "rfc6902";
import { evolve } from "../domain/order/evolve";
import type { Order, OrderState } from "../domain/order/state";
import { view } from "../domain/order/view";
import type { CommandAnswer, CommandMessage, Watcher } from "../protocol/live";
import { Transport } from "./transport";
import { Connection, type ConnectionState } from "./connection";
import { type ChangedOrder, readOrderMessage } from "./messages";
import { preview, type Previewing, type VenueMenu } from "./preview";
import { previewable } from "./previewable";
import { derivedIds } from "./derived-ids";
import { type CommandQueue, memoryQueue, type QueuedCommand } from "./queue";
import { type PendingCommand, Sender } from "./sender";
import { StreamSocket } from "./stream";
import { defaultEnvironment, type Environment } from "./environment";
import { type Bearer, bearerOf, type TokenProvider } from "./token";

/** The order as the published clients read it, with what this platform adds. */
export type OrderView = ReturnType<typeof view>;

/**
 * `queue`: where commands wait; in memory unless told.
 * `onError`: whether commands that were given after a refused one are sent all the same ("continue"), or held until `release` or `discard`
 * ("stop"). `commands`: which way they go; over HTTP also by itself, from when the socket has turned out to take none.
 * `menuOf`: makes added lines show with their prices at once.
 */
export type OrderOptions = {
  baseUrl: string;
  order: string;
  token: TokenProvider;
  queue?: CommandQueue;
  onError?: "stop" | "continue";
  commands?: "socket" | "http";
  menuOf?: (venue: string) => VenueMenu | undefined;
  environment?: Environment;
};

/** `previewed`: `optimistic` shows its effect. */
export type PendingView = PendingCommand & { previewed: boolean };

/**
 * `confirmed`: what the server has said, at event `seq`; undefined before its first word. `optimistic`: the same with what is on its way;
 * never show it as confirmed. Values are not changed once given: a new state is a new object.
 */
export type OrderShown = {
  seq: number;
  confirmed: OrderView | undefined;
  optimistic: OrderView | undefined;
  pending: PendingView[];
  presence: Watcher[];
  connection: ConnectionState;
};

export type SendOptions = { id?: string; ifSeq?: number };

export type OpenedOrder = {
  /** Called whenever `view()` would say something else. Ends with what it gives back. */
  subscribe(listener: () => void): () => void;
  view(): OrderShown;
  presence(): Watcher[];
  /** Resolves with the server's yes or no, however long that takes. `id`: the same id has one effect, whoever sends it how often. */
  send(command: string, body?: CommandMessage["body"], options?: SendOptions): Promise<CommandAnswer>;
  release(): Promise<void>;
  discard(): Promise<void>;
  /** What waits in the queue stays there. */
  close(): void;
};

export function openOrder(options: OrderOptions): OpenedOrder {
  return new LiveOrder(options);
}

/** What the server has accepted, until its effect is here. */
type Accepted = { command: QueuedCommand; seq: number };

class LiveOrder implements OpenedOrder {
  readonly #options: OrderOptions;
  readonly #connection: Connection;
  readonly #sender: Sender;
  readonly #listeners = new Set<() => void>();
  /** Ids of what pending commands make. */
  readonly #parts = new Map<string, readonly string[]>();
  /** Commands whose events have come. */
  readonly #effective = new Set<string>();
  #bearer: Bearer | undefined;
  #seq = 0;
  #confirmed: OrderView | undefined;
  /** The order as the rules see it; undefined when the server does not give it, or speaks of events that are not known here. */
  #state: Order | undefined;
  #accepted: Accepted[] = [];
  #presence: Watcher[] = [];
  #shown: OrderShown | undefined;

  constructor(options: OrderOptions) {
    this.#options = options;
    const around = options.environment ?? defaultEnvironment;
    const { order } = options;
    const base = new URL(options.baseUrl);
    const events = new URL(`/ordering-api/api/order/${order}/events`, base);
    const live = new URL(`/ordering-api/api/order/${order}/live`, base);
    live.protocol = live.protocol.replace("http", "ws");
    const from = (url: URL): string => {
      url.search = this.#confirmed ? `?after=${this.#seq}&state=1` : "?state=1";
      return url.href;
    };
    const transport = new Transport(
      {
        base,
        around,
        onlyTells: () => this.#connection.onlyTells,
        say: (message) => this.#connection.say(message),
        answered: (answer) => this.#sender.answered(answer),
        failed: (id) => this.#sender.failed(id),
      },
      options.commands === "http",
    );
    this.#sender = new Sender(
      {
        queue: options.queue ?? memoryQueue(),
        scope: `order/${order}`,
        onError: options.onError ?? "continue",
        carry: (message) => transport.carry(message),
        changed: () => this.#changed(),
        settled: (command, answer) => this.#settled(command, answer),
      },
      around,
    );
    this.#connection = new Connection(
      {
        url: () => from(live),
        stream: (token) => new StreamSocket(from(events), token, around),
        probe: new URL(`/ordering-api/api/orders/${order}`, base).href,
        token: options.token,
        heard: (message) => this.#hear(message),
        changed: (state) => {
          if (state.is === "live") this.#sender.opened();
          else this.#sender.lost();
          if (state.is !== "live") this.#presence = [];
          this.#changed();
        },
        bearing: (token) => {
          transport.bearing(token);
          this.#bearer = bearerOf(token);
        },
        refusedWords: () => transport.refusedWords(),
      },
      around,
    );
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  view(): OrderShown {
    return (this.#shown ??= this.#draw());
  }

  presence(): Watcher[] {
    return this.#presence;
  }

  send(command: string, body?: CommandMessage["body"], { id = crypto.randomUUID(), ifSeq }: SendOptions = {}): Promise<CommandAnswer> {
    const { order } = this.#options;
    return this.#sender.send({ id, order, command, ...(body !== undefined && { body }), ...(ifSeq !== undefined && { ifSeq }) });
  }

  release(): Promise<void> {
    return this.#sender.release(this.#options.order);
  }

  discard(): Promise<void> {
    return this.#sender.discard(this.#options.order);
  }

  close(): void {
    this.#connection.close();
    this.#sender.close();
    this.#listeners.clear();
  }

  #hear(json: unknown): void {
    const message = readOrderMessage(json);
    if (message.is === "answer") return this.#sender.answered(message.answer);
    if (message.is === "misunderstood") return this.#sender.misunderstood(message.problem);
    if (message.is === "presence") this.#presence = message.presence;
    if (message.is === "snapshot") {
      this.#confirmed = message.view;
      this.#state = message.state;
      this.#seq = message.seq;
      this.#accepted = this.#accepted.filter(({ seq }) => seq > this.#seq);
      this.#sender.pictured();
    }
    if (message.is === "change" && !this.#change(message)) return;
    this.#changed();
  }

  /** False when there is nothing new, or the change does not continue what is known: then the connection begins again from what is. */
  #change({ seq, events, patch }: ChangedOrder): boolean {
    const [first] = events;
    if (!this.#confirmed || first === undefined || seq <= this.#seq) return false;
    if (first.seq !== this.#seq + 1 || seq !== this.#seq + events.length) {
      this.#connection.resume();
      return false;
    }
    const next = structuredClone(this.#confirmed);
    if (applyPatch(next, patch).some((error) => error !== null)) {
      this.#confirmed = undefined; // a snapshot, then
      this.#connection.resume();
      return false;
    }
    this.#confirmed = next;
    this.#seq = seq;
    this.#state = folded(this.#state, events);
    this.#accepted = this.#accepted.filter(({ seq: due }) => due > seq);
    for (const { correlationId } of events) this.#effective.add(correlationId);
    return true;
  }

  /** Its effect may be later here than its answer. */
  #settled(command: QueuedCommand, { status, body }: CommandAnswer): void {
    const seq = typeof body === "object" && body !== null && "seq" in body ? Number(body.seq) : 0;
    if (status < 400 && seq > this.#seq && !this.#effective.has(command.id)) this.#accepted.push({ command, seq });
    this.#effective.delete(command.id);
  }

  #changed(): void {
    this.#shown = undefined;
    void this.#nameParts();
    for (const listener of this.#listeners) listener();
  }

  /** Hashing takes a moment; a preview that waits for it comes right after. */
  async #nameParts(): Promise<void> {
    const bearer = this.#bearer;
    if (!bearer) return;
    const unnamed = this.#sender.pending().filter(({ id }) => !this.#parts.has(id));
    for (const { id } of unnamed) this.#parts.set(id, []);
    let found = false;
    for (const { id, command, body } of unnamed) {
      const count = previewable(command)?.makes(body) ?? 0;
      if (count === 0) continue;
      this.#parts.set(id, await derivedIds(this.#options.order, bearer.user, id, count));
      found = true;
    }
    if (!found) return;
    this.#shown = undefined;
    for (const listener of this.#listeners) listener();
  }

  /** A server of another version may have a state that these rules trip over: then nothing is guessed until there is another. */
  #guess(unseen: Previewing[]): { shown: ReadonlySet<string>; view: OrderView } | undefined {
    if (!this.#state || !this.#bearer || unseen.length === 0) return undefined;
    try {
      const { order, shown } = preview(this.#state, unseen, { who: this.#bearer, menuOf: this.#options.menuOf ?? (() => undefined) });
      return shown.size > 0 ? { shown, view: view(order) } : undefined;
    } catch {
      this.#state = undefined;
      return undefined;
    }
  }

  #draw(): OrderShown {
    const pending = this.#sender.pending();
    const unseen = [
      ...this.#accepted.map(({ command }) => command),
      ...pending.filter(({ id, maybe, state }) => !maybe && state !== "held" && !this.#effective.has(id)),
    ].map(({ id, command, body, at }) => ({ id, command, body, at, parts: this.#parts.get(id) ?? [] }));
    const guess = this.#guess(unseen);
    return {
      seq: this.#seq,
      confirmed: this.#confirmed,
      optimistic: guess?.view ?? this.#confirmed,
      pending: pending.map((command) => ({ ...command, previewed: guess?.shown.has(command.id) ?? false })),
      presence: this.#presence,
      connection: this.#connection.state,
    };
  }
}

/** Undefined when an event is not known here: the server is newer. */
function folded(state: Order | undefined, events: ChangedOrder["events"]): Order | undefined {
  let now = state;
  for (const { event } of events) {
    if (!now || !event) return undefined;
    let next: OrderState | undefined;
    try {
      next = evolve(now, event);
    } catch {
      return undefined;
    }
    now = next === undefined || next.status === "ABSENT" ? undefined : next;
  }
  return now;
}
