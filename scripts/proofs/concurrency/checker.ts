// Whether one order took its commands one by one, each between its request and its answer,
// and told everybody the truth about it (linearizability).
// The order numbers its events, so the sequence is given and only has to be held against what the clients saw. Pure.
import { isDeepStrictEqual } from "node:util";
import { forGuest, type History, type Operation, type Shown } from "./history.ts";
import { changesNothing, lacks } from "./model.ts";
import { type Asked, commandsOf, linesMadeBy, Sequence, type Step } from "./sequence.ts";

/** Every breach, in words; none for a history that one order, taking one command after the other, can have had. */
export function violations(history: History): string[] {
  const numbers = numberFaults(history);
  if (numbers.length > 0) return numbers; // without numbers to trust there is nothing to hold the rest against
  const asked = commandsOf(history.operations);
  const owned = [...[...asked.values()].flatMap(replyFaults), ...ownerFaults(history, asked), ...lineFaults(asked)];
  if (owned.length > 0) return owned; // nor without knowing which command made which event
  const log = keysOf(history).flatMap((key) => asked.get(key) ?? []);
  const sequence = new Sequence(history, log);
  return [
    ...orderFaults(sequence.steps),
    ...sequence.steps.flatMap(stepFaults),
    ...history.operations.flatMap((operation) => answerFaults(operation, asked, sequence, history.guest)),
    ...history.pushes.flatMap(({ heard, shown }) => shownFaults("the socket", shown, heard, sequence, history.guest)),
  ];
}

const keysOf = ({ pushes }: History): string[] => pushes.flatMap(({ events }) => events.map(({ key }) => key));

/** Every number once, in turn, and the order that comes with it. */
function numberFaults({ start, pushes }: History): string[] {
  const events = pushes.flatMap((push) => push.events);
  const wrong = events.findIndex(({ seq }, index) => seq !== start.seq + 1 + index);
  const ahead = pushes.find(({ events: told, shown }) => told.at(-1)?.seq !== shown.seq);
  return [
    ...(wrong < 0 ? [] : [`event ${events[wrong]?.seq} was told where ${start.seq + 1 + wrong} was due`]),
    ...(ahead ? [`the socket told event ${ahead.events.at(-1)?.seq} with the order of event ${ahead.shown.seq}`] : []),
  ];
}

/** Each request gets the reply to what it asked, and the same as any repeat of it. */
function replyFaults({ key, ask, answer: first, requests }: Asked): string[] {
  const due = ask.do === "append" ? ask.lines.length : 0;
  return requests.flatMap(({ answer, client }) => {
    if (answer.kind !== first.kind) return [`${key} was refused at one time and not at another`];
    if (answer.kind !== "applied" || first.kind !== "applied")
      return isDeepStrictEqual(answer, first) ? [] : [`${key} was refused for another reason when it was repeated`];
    if (answer.key !== key) return [`${client} asked ${key} and got the reply to ${answer.key}`];
    if (answer.lines.length !== due) return [`${key} made ${answer.lines.length} lines, not ${due}`];
    return isDeepStrictEqual(answer.lines, first.lines) ? [] : [`${key} made other lines when it was repeated`];
  });
}

/** Each number belongs to one command, and each command has one at most: none if it was refused, or changes nothing. */
function ownerFaults(history: History, asked: ReadonlyMap<string, Asked>): string[] {
  const numbers = new Map<string, number>();
  const owned = keysOf(history).flatMap((key, index) => {
    const [seq, first, command] = [history.start.seq + 1 + index, numbers.get(key), asked.get(key)];
    numbers.set(key, seq);
    if (first !== undefined) return [`${key} has two effects, ${first} and ${seq}`];
    if (!command) return [`nobody asked for event ${seq} (${key})`];
    return command.answer.kind === "refused" ? [`${key} was refused and has an effect, ${seq}`] : [];
  });
  const idle = [...asked.values()].filter(
    ({ key, answer, ask }) => answer.kind === "applied" && ask.do !== "quantity" && !numbers.has(key),
  );
  return [...owned, ...idle.map(hasNoEffect)];
}

const hasNoEffect = ({ key }: Asked) => `${key} was acknowledged and has no effect`;

function lineFaults(asked: ReadonlyMap<string, Asked>): string[] {
  const makers = new Map<string, string>();
  return [...asked.values()].flatMap((command) =>
    linesMadeBy(command).flatMap((line) => {
      const maker = makers.get(line);
      makers.set(line, command.key);
      return maker === undefined ? [] : [`${maker} and ${command.key} made the same line`];
    }),
  );
}

/** Who was answered before another was sent has the smaller number. */
function orderFaults(steps: readonly Step[]): string[] {
  let latest: Asked | undefined;
  return steps.flatMap(({ seq, command }) => {
    const overtaken = latest && latest.sent > command.answered;
    const fault = overtaken ? [`${command.key} was answered before ${latest?.key} was sent, and is later: ${seq}`] : [];
    if (!latest || command.sent > latest.sent) latest = command;
    return fault;
  });
}

/** What was applied was possible just then. */
function stepFaults({ command: { key, ask, ifSeq }, before }: Step): string[] {
  if (ifSeq !== undefined && ifSeq !== before.seq) return [`${key} was for ${ifSeq} only, and was applied after ${before.seq}`];
  return lacks(before, ask) ? [`${key} was applied to a line that was not there`] : [];
}

function answerFaults(operation: Operation, asked: ReadonlyMap<string, Asked>, sequence: Sequence, guest?: string): string[] {
  const { client, user, sent, answered, answer } = operation;
  const command = operation.read ? undefined : asked.get(operation.key);
  if (answer.kind === "refused") return command ? refusalFaults(command, answer, sequence) : [`${client} may not read: ${answer.code}`];

  const { seq } = answer.shown;
  const name = command ? `the answer to ${command.key}` : `a read of ${client}`;
  const seen = sequence.seenBy(sent);
  if (seq < seen) return [`${name} goes back to ${seq}: ${seen} had been seen before it was asked`];
  const number = command && sequence.numberOf(command);
  if (number !== undefined && seq < number) return [`${name} shows ${seq}, before its own effect ${number}`];
  const idle = command && number === undefined && !wasSoAlready(command, seq, sequence);
  return [
    ...(idle ? [hasNoEffect(command)] : []),
    ...shownFaults(name, answer.shown, answered, sequence, user === guest ? guest : undefined),
  ];
}

/** The reason that was given held at some moment between the request and its answer. */
function refusalFaults(
  { key, ask, ifSeq, sent, last }: Asked,
  { code, actual }: { code: string; actual?: number | undefined },
  sequence: Sequence,
): string[] {
  const justified = sequence.wasEver(sequence.seenBy(sent), sequence.askedBy(last), (state) => {
    if (code === "line-not-found") return lacks(state, ask);
    return code === "revision-mismatch" && ifSeq !== state.seq && actual === state.seq;
  });
  return justified ? [] : [`${key} was refused without reason: ${code}`];
}

const wasSoAlready = ({ ask, sent, answered }: Asked, seq: number, sequence: Sequence): boolean =>
  sequence.wasEver(sequence.seenBy(sent), Math.min(seq, sequence.askedBy(answered)), (state) => changesNothing(state, ask));

/** What was shown is what all effects up to its number make, and nobody is shown what has not been asked for. */
function shownFaults(name: string, shown: Shown, tick: number, sequence: Sequence, guest?: string): string[] {
  const whole = sequence.at(shown.seq);
  const state = whole && guest !== undefined ? forGuest(whole, guest) : whole;
  if (!state || shown.seq > sequence.askedBy(tick)) return [`${name} knows ${shown.seq}, which nobody had asked for yet`];
  const fields = (["total", "lines", "comments", "extra"] as const).filter((field) => !isDeepStrictEqual(shown[field], state[field]));
  return fields.map(
    (field) => `${name} shows other ${field} at ${shown.seq}: ${JSON.stringify(shown[field])} instead of ${JSON.stringify(state[field])}`,
  );
}
