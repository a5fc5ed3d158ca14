// What an order does with a command. What must be known first is fetched; then one synchronous turn looks the command up, decides and
// stores, unless venues have to be asked between two such turns.
import type { CommandEnvelope, OrderCommand } from "../../domain/order/commands";
import { decide, type Decision, withReadyEstimate } from "../../domain/order/decide";
import type { OrderEvent } from "../../domain/order/events";
import { evolve } from "../../domain/order/evolve";
import type { Rejection } from "../../domain/order/rejections";
import type { OrderState } from "../../domain/order/state";
import { err, ok, type Result } from "../../domain/result";
import type { EventLog } from "../lib/event-log";
import type { Inbox } from "../lib/inbox";
import type { Checkout, Committed, HoldsGranted } from "./checkout";
import type { Prerequisites } from "./command-prerequisites";
import { type HoldsChange, type HoldsMet, requireHolds } from "./require-holds";

/**
 * `seq`: the order's newest event when the answer was given. `lines`: ids of the lines that the command made. `repeated`: it was answered
 * before.
 */
export type Accepted = { seq: number; lines?: string[]; repeated?: true };
export type Answer = Result<Accepted, Rejection>;

/** `events`: what has been stored, and has made the order `after` of `before`. `holds`: what venues keep for it from now on. */
export type Change = { before: OrderState; events: readonly OrderEvent[]; after: OrderState; holds: HoldsChange };

export type CommandHandlerDeps = {
  state: () => OrderState;
  log: Pick<EventLog<OrderEvent>, "append" | "head">;
  inbox: Pick<Inbox<Answer>, "answerTo" | "find" | "keep">;
  checkout: Pick<Checkout, "run">;
  /** What the order has stored. */
  historyBytes: () => number;
  prerequisites: (envelope: CommandEnvelope, state: OrderState) => Prerequisites | Promise<Prerequisites>;
  /** Stores all that the turn stores, or nothing. */
  transaction: <T>(turn: () => T) => T;
  /** Within the turn: the order is another one. */
  changed: (change: Change) => void;
  /** Within the turn: the answer that is kept. */
  answered: (envelope: CommandEnvelope, answer: Answer) => void;
  /** After a turn that has changed the order: what is stored may be told. */
  deliver: () => void;
  /** Tells who has commanded. */
  tell: (envelope: CommandEnvelope, answer: Answer) => void;
};

/** What a turn knows besides the order. `unavailable`: why a venue keeps nothing for it. */
type Known = Prerequisites & { unavailable?: Rejection };

/**
 * Who may not see the order, who will ask again under the same id with what the order needs by now,
 * and who has filled the order up already.
 */
const LEAVES_NO_TRACE = new Set<Rejection["code"]>(["order-not-found", "terms-outdated", "history-too-large"]);

/** What is to be stored. `before`: the order that it was decided on. */
type Turn = HoldsMet & { before: OrderState; decision: Decision };

type Waiting = { content: string; answer: Promise<Answer> };

export class CommandHandler {
  readonly #deps: CommandHandlerDeps;
  /** Commands that wait for what must be known or kept first, by id. */
  readonly #waiting = new Map<string, Waiting>();

  constructor(deps: CommandHandlerDeps) {
    this.#deps = deps;
  }

  /** Who asks again while the same command waits gets its answer: one of two tries could be refused, and the other done. */
  handle(envelope: CommandEnvelope): Answer | Promise<Answer> {
    const { commandId, command } = envelope;
    const waiting = this.#waiting.get(commandId);
    if (waiting) {
      const isSame = isKnownById(command) || waiting.content === JSON.stringify(command);
      return isSame ? this.#repeat(envelope, waiting.answer) : this.#told(envelope, reused);
    }
    const answer = this.#begin(envelope);
    return answer instanceof Promise ? this.#wait(envelope, answer) : answer;
  }

  #told(envelope: CommandEnvelope, answer: Answer): Answer {
    this.#deps.tell(envelope, answer);
    return answer;
  }

  #begin(envelope: CommandEnvelope): Answer | Promise<Answer> {
    const known = this.#deps.prerequisites(envelope, this.#deps.state());
    return known instanceof Promise ? known.then((read) => this.#handle(envelope, read)) : this.#handle(envelope, known);
  }

  #wait({ commandId, command }: CommandEnvelope, answer: Promise<Answer>): Promise<Answer> {
    this.#waiting.set(commandId, { content: JSON.stringify(command), answer });
    return answer.finally(() => this.#waiting.delete(commandId));
  }

  async #repeat(envelope: CommandEnvelope, first: Promise<Answer>): Promise<Answer> {
    const answer = repeated(await first);
    if (!looksAgain(answer)) this.#deps.tell(envelope, answer);
    return answer;
  }

  #handle(envelope: CommandEnvelope, known: Known): Answer | Promise<Answer> {
    const committed = this.#commit(envelope, known);
    if ("answer" in committed) return committed.answer;
    return this.#deps.checkout.run(envelope, committed.needed, {
      commit: (granted) => this.#commit(envelope, known, granted),
      hasMoved: (since) => this.#deps.state() !== since,
      refuse: (rejection) => this.#refuse(envelope, known, rejection),
    });
  }

  /** What a venue refuses the order refuses, and may be asked again, unless that is decided for good. */
  #refuse(envelope: CommandEnvelope, known: Known, unavailable: Rejection): Answer {
    if (isDecidedForGood(envelope)) {
      const committed = this.#commit(envelope, { ...known, unavailable });
      if ("answer" in committed) return committed.answer;
    }
    return this.#told(envelope, err(unavailable));
  }

  /** What is read and decided needs no transaction, for nothing comes between it and what is stored. */
  #commit(envelope: CommandEnvelope, known: Known, granted?: HoldsGranted): Committed<Answer> {
    const { state, transaction, deliver, tell } = this.#deps;
    const before = state();
    const content = JSON.stringify(envelope.command);
    const turn = this.#decide(envelope, content, known, granted);
    if ("needed" in turn) return turn;
    const committed = "answer" in turn ? turn : transaction(() => this.#store(envelope, content, turn));
    if (state() !== before) deliver();
    if (!looksAgain(committed.answer)) tell(envelope, committed.answer);
    return committed;
  }

  #decide(envelope: CommandEnvelope, content: string, known: Known, granted: HoldsGranted | undefined): Committed<Answer> | Turn {
    const { inbox, state, historyBytes } = this.#deps;
    const { command, commandId } = envelope;
    // Whoever waits for venues has been looked up, and nobody else gets its id meanwhile.
    const given = granted ? undefined : isKnownById(command) ? inbox.answerTo(commandId) : inbox.find(commandId, content);
    if (given === "other-content") return unused(reused);
    if (given) return unused(repeated(given.answer));

    const before = state();
    const decision =
      granted?.before === before
        ? asGranted(granted)
        : decide(before, { envelope, ...known, prepTimes: granted?.prepTimes, historyBytes: historyBytes() });
    if (!decision.ok && LEAVES_NO_TRACE.has(decision.error.code) && command.type !== "ReceiveLines") return unused(decision);
    const met = requireHolds(envelope, before, decision.ok ? decision.value : [], granted);
    return "needed" in met ? met : { before, decision, ...met };
  }

  #store(envelope: CommandEnvelope, content: string, { before, decision, events, used, holds }: Turn): { answer: Answer; used: boolean } {
    const { log, inbox, changed, answered } = this.#deps;
    log.append(events);
    const answer: Answer = decision.ok ? ok(accepted(log.head, events)) : decision;
    inbox.keep(envelope.commandId, content, answer, before.status !== "ABSENT" && before.erased !== undefined);
    if (events.length > 0) changed({ before, events, after: events.reduce(evolve, before), holds });
    answered(envelope, answer);
    return { answer, used };
  }
}

/**
 * A provider's money is there all the same: it is booked, and goes back. Lines that another order offers go back there when they are
 * refused, so an offer that arrives once more must not be taken.
 */
const isDecidedForGood = ({ actor, command }: CommandEnvelope): boolean =>
  actor.kind === "service" && (command.type === "RegisterPayment" || command.type === "ReceiveLines");

/** A transfer is one, also when its lines read otherwise: newer code may offer again what older code has offered. */
const isKnownById = ({ type }: OrderCommand): boolean => type === "ReceiveLines";

/** Who asks looks at the order once more, and asks again: this is no verdict yet. */
const looksAgain = (answer: Answer): boolean => !answer.ok && answer.error.code === "terms-outdated";

/** Decided already, on this very order. Only how fast its venues are was not known yet. */
const asGranted = ({ events, before, prepTimes }: HoldsGranted): Decision => ok(withReadyEstimate(events, before, prepTimes));

const reused: Answer = err({ code: "command-id-reused" });

const repeated = (answer: Answer): Answer => (answer.ok ? ok({ ...answer.value, repeated: true }) : answer);

const unused = (answer: Answer): { answer: Answer; used: boolean } => ({ answer, used: false });

function accepted(seq: number, events: readonly OrderEvent[]): Accepted {
  const lines = events.flatMap((event) => (event.type === "LinesAppended" ? event.lines.map(({ id }) => id) : []));
  return lines.length > 0 ? { seq, lines } : { seq };
}
