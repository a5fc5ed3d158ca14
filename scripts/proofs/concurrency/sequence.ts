// The sequence that an order claims to have gone through, and what was known and asked for at each moment.
import type { Answer, Ask, Command, History, Operation, Shown } from "./history.ts";
import { after } from "./model.ts";

/**
 * One command: all requests with its key, of which the first speaks for the others.
 * `sent`: the first, `answered`: the first answer, `last`: the last.
 */
export type Asked = {
  key: string;
  ask: Ask;
  user: string;
  ifSeq: number | undefined;
  answer: Answer;
  sent: number;
  answered: number;
  last: number;
  requests: Command[];
};

export const linesMadeBy = ({ answer }: Asked): readonly string[] => (answer.kind === "applied" ? answer.lines : []);

export function commandsOf(operations: readonly Operation[]): Map<string, Asked> {
  const commands = operations.filter((operation): operation is Command => !operation.read);
  const asked = new Map<string, Asked>();
  for (const request of commands) {
    const { key, ask, user, ifSeq, answer, sent, answered } = request;
    const known = asked.get(key) ?? { key, ask, user, ifSeq, answer, sent, answered, last: answered, requests: [] };
    known.requests.push(request);
    known.sent = Math.min(known.sent, sent);
    known.answered = Math.min(known.answered, answered);
    known.last = Math.max(known.last, answered);
    asked.set(key, known);
  }
  return asked;
}

/** An event, the command that made it, and the order before and after, if every event did what its command asks for. */
export type Step = { seq: number; command: Asked; before: Shown; after: Shown };

/** `log`: the command of each event, oldest first. */
export class Sequence {
  readonly steps: readonly Step[];
  readonly #states: ReadonlyMap<number, Shown>;
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #first: number;
  readonly #seen: readonly { answered: number; seq: number }[];

  constructor({ start, prices, operations }: History, log: readonly Asked[]) {
    let before = start;
    this.steps = log.map((command) => {
      const next = after(before, command.ask, { by: command.user, lines: linesMadeBy(command) }, prices);
      const step = { seq: next.seq, command, before, after: next };
      before = next;
      return step;
    });
    this.#first = start.seq;
    this.#states = new Map([[start.seq, start], ...this.steps.map((step) => [step.seq, step.after] as const)]);
    this.#numbers = new Map(this.steps.map(({ seq, command }) => [command.key, seq]));
    this.#seen = operations.flatMap(({ answered, answer }) => (answer.kind === "refused" ? [] : [{ answered, seq: answer.shown.seq }]));
  }

  /** The command's number; undefined when it has had no effect. */
  numberOf({ key }: Asked): number | undefined {
    return this.#numbers.get(key);
  }

  at(seq: number): Shown | undefined {
    return this.#states.get(seq);
  }

  /** The newest number that somebody had been shown before `tick`. */
  seenBy(tick: number): number {
    return this.#seen.reduce((newest, { answered, seq }) => (answered < tick ? Math.max(newest, seq) : newest), this.#first);
  }

  /** The newest number such that all up to it had been asked for before `tick`. */
  askedBy(tick: number): number {
    const ahead = this.steps.find(({ command }) => command.sent > tick);
    return (ahead?.seq ?? this.#first + this.steps.length + 1) - 1;
  }

  /** Whether the order was ever so between these numbers, both included. */
  wasEver(from: number, to: number, so: (state: Shown) => boolean): boolean {
    for (let seq = from; seq <= to; seq++) {
      const state = this.at(seq);
      if (state && so(state)) return true;
    }
    return false;
  }
}
