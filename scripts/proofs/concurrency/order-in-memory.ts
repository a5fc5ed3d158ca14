// The real rules of an order behind an actor in memory: what `OrderObject` does with storage, this does with arrays.
// Seeded bugs are made of it.
import type { CompiledMenu } from "../../../domain/menu/compiled.ts";
import type { VenueCard } from "../../../domain/menu/venue-card.ts";
import type { CommandEnvelope, OrderCommand } from "../../../domain/order/commands.ts";
import { decide } from "../../../domain/order/decide/index.ts";
import type { OrderEvent } from "../../../domain/order/events.ts";
import { evolve } from "../../../domain/order/evolve.ts";
import type { Rejection } from "../../../domain/order/rejections.ts";
import { initial, type Order, type OrderState } from "../../../domain/order/state.ts";
import { view } from "../../../domain/order/view.ts";
import { err, ok, type Result } from "../../../domain/result.ts";

export type Decided = Result<{ lines: string[] }, Rejection>;
export type Numbered = { seq: number; event: OrderEvent };
/** What a client gets. `key`: of the command that this is the reply to. */
export type Reply = { key: string; decided: Decided; order: Order };
/** What the order's socket tells. */
export type Told = { events: Numbered[]; order: Order };

const at = "2026-11-22T12:00:00.000Z";
const currency = { code: "PLN", decimals: 2 };
const VENUE = "corner";
export const PRODUCTS = ["cola", "soup"] as const;

const product = (id: string, price: string) => ({ id, kind: "product" as const, price, vat: "8", literals: {}, items: [] });
const menu: CompiledMenu = {
  v: 2,
  menu: "menu",
  currency,
  products: { cola: product("cola", "7.00"), soup: product("soup", "12.50") },
};
const card: VenueCard = {
  tenant: "t",
  venue: VENUE,
  name: VENUE,
  menu: "menu",
  menuHashes: { DINE_IN: "hash" },
  closed: {},
  timeZone: "Europe/Warsaw",
  currency,
  locks: [],
  discountTags: [],
};

/** A command of somebody who may change any basket here. `key`: unique in the order. */
export function envelopeOf(user: string, key: string, command: OrderCommand, ifSeq?: number): CommandEnvelope {
  const actor = { kind: "user" as const, user, roles: ["ROLE_MANAGER"] };
  const ids = { tenant: "t", region: "global" as const, order: "order", commandId: key, correlationId: key };
  return { ...ids, actor, at, card, command, ...(ifSeq !== undefined && { ifSeq }) };
}

export const asked = (id: string, productId: string) => ({ id, productId, quantity: 1, config: {}, status: "NEW" as const });
export const appending = (lines: ReturnType<typeof asked>[]): OrderCommand => ({ type: "AppendLines", venue: VENUE, lines });
const creating: OrderCommand = { type: "CreateOrder", orderType: "DINE_IN", source: "WEB", currency };

/** `pause`: where others may come between. Without a seeded bug there is no pause inside a turn. */
export class OrderInMemory {
  protected state: OrderState = initial;
  protected readonly log: Numbered[] = [];
  protected readonly inbox = new Map<string, Decided>();
  readonly #pause: () => Promise<void>;
  #tell: (told: Told) => void = () => {};

  constructor(pause: () => Promise<void>) {
    this.#pause = pause;
  }

  /** Creates the order with these lines; from here on `tell` hears of each change. */
  open(user: string, products: readonly string[], tell: (told: Told) => void): Order {
    const lines = products.map((name, nth) => asked(`first-${nth}`, name));
    for (const command of [creating, appending(lines)]) {
      const decision = decide(this.state, { envelope: envelopeOf(user, `open ${command.type}`, command), menu });
      if (!decision.ok) throw new Error(`the order cannot be opened: ${decision.error.code}`);
      this.log.push(...decision.value.map((event, index) => ({ seq: this.log.length + index + 1, event })));
      this.state = decision.value.reduce(evolve, this.state);
    }
    this.#tell = tell;
    return this.now();
  }

  /** As the API does it: the command's turn, then the order as it is by then, with the way there and back. */
  async command(envelope: CommandEnvelope): Promise<Reply> {
    await this.pause();
    const decided = await this.turn(envelope);
    await this.pause();
    const reply = { key: envelope.commandId, decided, order: this.look() };
    await this.pause();
    return reply;
  }

  async read(): Promise<Order> {
    await this.pause();
    const order = this.look();
    await this.pause();
    return order;
  }

  protected turn(envelope: CommandEnvelope): Decided | Promise<Decided> {
    return this.inbox.get(envelope.commandId) ?? this.commit(envelope);
  }

  protected commit(envelope: CommandEnvelope): Decided {
    const decision = this.decide(envelope);
    if (decision.ok) this.store(decision.value);
    const answer = answerOf(decision);
    this.inbox.set(envelope.commandId, answer);
    return answer;
  }

  protected decide(envelope: CommandEnvelope, state = this.state): Result<OrderEvent[], Rejection> {
    return decide(state, { envelope, menu });
  }

  protected store(events: readonly OrderEvent[]): void {
    if (events.length === 0) return;
    const numbered = events.map((event, index) => ({ seq: this.log.length + index + 1, event }));
    this.log.push(...numbered);
    this.state = events.reduce((state, event) => this.evolve(state, event), this.state);
    this.tell(numbered);
  }

  protected evolve(state: OrderState, event: OrderEvent): OrderState {
    return evolve(state, event);
  }

  /** The order as it is told to whoever asks. */
  protected look(): Order {
    return this.now();
  }

  protected now(): Order {
    if (this.state.status === "ABSENT") throw new Error("the order is not open yet");
    return this.state;
  }

  protected tell(events: Numbered[]): void {
    if (this.state.status !== "ABSENT") this.#tell({ events, order: this.state });
  }

  protected pause(): Promise<void> {
    return this.#pause();
  }
}

export const answerOf = (decision: Result<OrderEvent[], Rejection>): Decided =>
  decision.ok
    ? ok({ lines: decision.value.flatMap((event) => (event.type === "LinesAppended" ? event.lines.map(({ id }) => id) : [])) })
    : err(decision.error);

/** As clients get it: JSON text, in which nothing is shared with the order. */
export const wire = (order: Order): unknown => JSON.parse(JSON.stringify(view(order)));
