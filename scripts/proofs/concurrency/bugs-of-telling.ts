// Ways to break "every authoritative answer touches storage": what is told is not what is there.
import type { CommandEnvelope } from "../../../domain/order/commands.ts";
import type { OrderEvent } from "../../../domain/order/events.ts";
import type { Order, OrderState } from "../../../domain/order/state.ts";
import { type Numbered, OrderInMemory, type Reply } from "./order-in-memory.ts";

/** Shows a snapshot that is taken every eighth time. */
export class StaleSnapshot extends OrderInMemory {
  #snapshot: Order | undefined;
  #looks = 0;
  protected override look(): Order {
    if (this.#looks++ % 8 === 0) this.#snapshot = this.now();
    return this.#snapshot ?? this.now();
  }
}

/** Asks a replica that is one event behind, every other time. */
export class LaggingReplica extends OrderInMemory {
  #before: Order | undefined;
  #looks = 0;
  protected override store(events: readonly OrderEvent[]): void {
    if (events.length > 0 && this.state.status !== "ABSENT") this.#before = this.state;
    super.store(events);
  }
  protected override look(): Order {
    return (this.#looks++ % 2 === 0 && this.#before) || this.now();
  }
}

/** Keeps the drawn order until its lines change: remarks and extras do not count. */
export class CacheNotThrownAway extends OrderInMemory {
  #drawn: Order | undefined;
  protected override store(events: readonly OrderEvent[]): void {
    if (events.some(({ type }) => type === "LinesAppended" || type === "LinesRemoved" || type === "QuantityChanged"))
      this.#drawn = undefined;
    super.store(events);
  }
  protected override look(): Order {
    return (this.#drawn ??= this.now());
  }
}

/** Is newer than its number says: the number comes from the cache, the order does not. */
export class CachedNumber extends OrderInMemory {
  #seq = 0;
  #looks = 0;
  protected override look(): Order {
    if (this.#looks++ % 4 === 0) this.#seq = this.now().seq;
    return { ...this.now(), seq: this.#seq };
  }
}

/** Goes on counting from its snapshot after a sleep. */
export class NumbersUsedAgain extends OrderInMemory {
  protected override store(events: readonly OrderEvent[]): void {
    super.store(events);
    if (this.log.length === 30) this.log.splice(-3);
  }
  protected override evolve(state: OrderState, event: OrderEvent): OrderState {
    const next = super.evolve(state, event);
    return next.status === "ABSENT" || this.log.length >= 30 ? next : { ...next, seq: this.log.length };
  }
}

/** Numbers two events that come close together the other way round. */
export class EventsSwapped extends OrderInMemory {
  #held: Numbered | undefined;
  protected override tell(told: Numbered[]): void {
    const [one] = told;
    if (!one || one.seq % 10 > 1) return super.tell(told);
    if (one.seq % 10 === 0) return void (this.#held = one);
    const before = this.#held;
    this.#held = undefined;
    super.tell(
      before
        ? [
            { ...one, seq: before.seq },
            { ...before, seq: one.seq },
          ]
        : told,
    );
  }
}

/** Keeps back a change from the socket, once. */
export class ChangeNotTold extends OrderInMemory {
  protected override tell(told: Numbered[]): void {
    if (told.every(({ seq }) => seq !== 20)) super.tell(told);
  }
}

/** Has one place for the reply, and two commands under way. */
export class AnothersReply extends OrderInMemory {
  #reply: Reply | undefined;
  override async command(envelope: CommandEnvelope): Promise<Reply> {
    const own = await super.command(envelope);
    this.#reply = own;
    await this.pause();
    return this.#reply ?? own;
  }
}

/** As before, and the envelope is right: only what it says is another's. */
export class AnothersReplyInOwnEnvelope extends AnothersReply {
  override async command(envelope: CommandEnvelope): Promise<Reply> {
    return { ...(await super.command(envelope)), key: envelope.commandId };
  }
}
