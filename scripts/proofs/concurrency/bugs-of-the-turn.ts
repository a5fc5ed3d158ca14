// Ways to break "one turn": something else happens between looking and writing, or what is written is not what was decided.
import type { CommandEnvelope } from "../../../domain/order/commands.ts";
import type { OrderEvent } from "../../../domain/order/events.ts";
import { initial, linesOf, type OrderState } from "../../../domain/order/state.ts";
import { answerOf, type Decided, OrderInMemory } from "./order-in-memory.ts";

/** Decides on what it has read, and writes that back after others have written. */
export class LostUpdate extends OrderInMemory {
  protected override async turn(envelope: CommandEnvelope): Promise<Decided> {
    const known = this.inbox.get(envelope.commandId);
    if (known) return known;
    const read = this.state;
    await this.pause();
    const twin = this.inbox.get(envelope.commandId);
    if (twin) return twin;
    this.state = read;
    return this.commit(envelope);
  }
}

/** The same, with the numbers in order: nobody could tell from them. */
export class LastWriteWins extends LostUpdate {
  protected override evolve(state: OrderState, event: OrderEvent): OrderState {
    const next = super.evolve(state, event);
    return next.status === "ABSENT" ? next : { ...next, seq: this.log.length };
  }
}

/** Looks into the inbox, waits, and does not look again: two copies of one command both find nothing. */
export class InboxBeforeAwait extends OrderInMemory {
  protected override async turn(envelope: CommandEnvelope): Promise<Decided> {
    const known = this.inbox.get(envelope.commandId);
    if (known) return known;
    await this.pause();
    return this.commit(envelope);
  }
}

/** Forgets all answers now and then, as memory does. */
export class InboxForgotten extends OrderInMemory {
  protected override commit(envelope: CommandEnvelope): Decided {
    if (this.log.length % 10 === 0) this.inbox.clear();
    return super.commit(envelope);
  }
}

/** Finds the answer to a repeated command, and does it once more all the same. */
export class RetryDoneAgain extends OrderInMemory {
  protected override turn(envelope: CommandEnvelope): Decided {
    const known = this.inbox.get(envelope.commandId);
    const done = this.commit(envelope);
    if (known) this.inbox.set(envelope.commandId, known);
    return known ?? done;
  }
}

/** Answers what it has decided and stores it later. */
export class AnswerBeforeStore extends OrderInMemory {
  protected override turn(envelope: CommandEnvelope): Decided {
    const known = this.inbox.get(envelope.commandId);
    if (known) return known;
    const decision = this.decide(envelope);
    const answer = answerOf(decision);
    this.inbox.set(envelope.commandId, answer);
    if (decision.ok) void this.pause().then(() => this.store(decision.value));
    return answer;
  }
}

/** Answers, and is gone before it has stored anything, every tenth time. */
export class AnswerNeverStored extends OrderInMemory {
  #turns = 0;
  protected override store(events: readonly OrderEvent[]): void {
    if (++this.#turns % 10 !== 0) super.store(events);
  }
}

/** Compares `If-Match` before it waits for its turn. */
export class IfMatchOutsideTheTurn extends OrderInMemory {
  protected override async turn(envelope: CommandEnvelope): Promise<Decided> {
    const known = this.inbox.get(envelope.commandId);
    if (known) return known;
    const { ifSeq, ...unconditional } = envelope;
    if (ifSeq !== undefined && ifSeq !== this.state.seq) return this.commit(envelope);
    await this.pause();
    return this.inbox.get(envelope.commandId) ?? this.commit(unconditional);
  }
}

/** Rules on the order as it was three events ago. */
export class DecidesOnReplica extends OrderInMemory {
  protected override decide(envelope: CommandEnvelope): ReturnType<OrderInMemory["decide"]> {
    const lag = this.log.slice(0, Math.max(3, this.log.length - 3));
    const behind = lag.reduce<OrderState>((state, { event }) => this.evolve(state, event), initial);
    return super.decide(envelope, behind);
  }
}

/** Appends a command's lines one by one, and lets others look in between. */
export class HalfAnAppend extends OrderInMemory {
  protected override async turn(envelope: CommandEnvelope): Promise<Decided> {
    const known = this.inbox.get(envelope.commandId);
    const { command } = envelope;
    if (known || command.type !== "AppendLines" || command.lines.length < 2) return known ?? this.commit(envelope);
    const decision = this.decide(envelope);
    const answer = answerOf(decision);
    this.inbox.set(envelope.commandId, answer);
    for (const line of command.lines) {
      const part = this.decide({ ...envelope, command: { ...command, lines: [line] } });
      if (part.ok) this.store(part.value);
      await this.pause();
    }
    return answer;
  }
}

/** Refuses, and leaves a trace in the order. */
export class RefusalWithEffect extends OrderInMemory {
  protected override commit(envelope: CommandEnvelope): Decided {
    const answer = super.commit(envelope);
    const { commandId, correlationId: cid, at } = envelope;
    if (!answer.ok) this.store([{ v: 1, type: "OrderCommented", id: commandId, comment: "refused", by: "order", at, cid }]);
    return answer;
  }
}

/** Goes by the last character of a command's id. */
export class InboxKeysCollide extends OrderInMemory {
  protected override turn(envelope: CommandEnvelope): Decided | Promise<Decided> {
    const { commandId, actor } = envelope;
    return super.turn({ ...envelope, commandId: `${actor.kind === "user" ? actor.user : ""}${commandId.slice(-1)}` });
  }
}

/** Takes in an event of another order. */
export class ForeignEvent extends OrderInMemory {
  protected override store(events: readonly OrderEvent[]): void {
    const [first] = events;
    const foreign = first && this.log.length === 20 ? [{ ...first, cid: "somebody-else" }] : [];
    super.store([...foreign, ...events]);
  }
}

/** Brings removed lines back with the next append, which was made from an older basket. */
export class RemovalComesBack extends OrderInMemory {
  #removed: ReturnType<typeof linesOf> = [];
  protected override evolve(state: OrderState, event: OrderEvent): OrderState {
    const next = super.evolve(state, event);
    if (state.status === "ABSENT" || next.status === "ABSENT") return next;
    if (event.type === "LinesRemoved") this.#removed = linesOf(state).filter(({ id }) => event.lines.includes(id));
    if (event.type !== "LinesAppended") return next;
    const back = this.#removed.splice(0);
    return { ...next, buckets: next.buckets.map((bucket) => ({ ...bucket, lines: [...bucket.lines, ...back] })) };
  }
}

/** Adds the difference in quantity to what has the difference in it already. */
export class QuantityTwice extends OrderInMemory {
  protected override evolve(state: OrderState, event: OrderEvent): OrderState {
    if (event.type !== "QuantityChanged" || state.status === "ABSENT") return super.evolve(state, event);
    const before = linesOf(state).find(({ id }) => id === event.line)?.quantity ?? 0;
    return super.evolve(state, { ...event, quantity: event.quantity + (event.quantity - before) });
  }
}

/** Takes what is sent for the whole, and drops what others have stored. */
export class ExtrasReplaced extends OrderInMemory {
  protected override evolve(state: OrderState, event: OrderEvent): OrderState {
    const next = super.evolve(state, event);
    return event.type === "ExtraStored" && next.status !== "ABSENT" ? { ...next, extra: event.store } : next;
  }
}
