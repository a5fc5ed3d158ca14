// An order's server for tests: the real rules, in memory, and the live socket as protocol/live.ts has it.
// Every way in which it may fail is a switch.
import { createPatch } from "rfc6902";
import type { CommandEnvelope, CommandOf } from "../domain/order/commands";
import { decide } from "../domain/order/decide";
import type { OrderEvent } from "../domain/order/events";
import { replay } from "../domain/order/evolve";
import { card, creating, menu, noRules, order } from "../domain/order/given.fixture";
import { initial, type Order } from "../domain/order/state";
import { view } from "../domain/order/view";
import { ClientMessage, type CommandAnswer, type CommandMessage } from "../protocol/live";
import { problemOf } from "../protocol/problem";
import { derivedIdOf } from "../protocol/derived-id";
import type { TestEnvironment, TestSocket } from "./environment.fixture";
import { previewable } from "./previewable";
import { type Bearer, bearerOf } from "./token";

type Ears = { socket: TestSocket; who: Bearer; full: boolean };

export class OrderServer {
  readonly log: OrderEvent[] = [];
  /** Commands as they came, repeated ones too. */
  readonly asked: CommandMessage[] = [];
  readonly #answers = new Map<string, { content: string; answer: CommandAnswer }>();
  readonly #place: TestEnvironment;
  #ears: Ears[] = [];

  /** HTTP status or close code for who comes next; a number above 4000 lets the socket open first. */
  refuses: ((token: string) => number | undefined) | undefined;
  /** Statuses for the next commands, which have no effect. */
  readonly failures: number[] = [];
  /** Answers get lost while this is on. */
  losesAnswers = false;
  /** Events and states are not told, only summaries. */
  old = false;
  /** The socket only tells, and is closed when it is told something. */
  tellsOnly = false;
  /** The effect of a command is told before its answer, or after it. */
  answersFirst = false;

  constructor(place: TestEnvironment, more: Partial<CommandOf<"CreateOrder">> = {}) {
    this.#place = place;
    this.execute("created", "ann", ["ROLE_ANONYMOUS"], { ...creating, ...more });
    place.door = this.door;
    place.answer = (ask) => {
      if (ask.method === "POST") return this.#overHttp(ask);
      const refused = this.refuses?.(ask.headers.authorization?.slice("Bearer ".length) ?? "");
      return { status: refused !== undefined && refused < 1000 ? refused : 200 };
    };
  }

  /** Where sockets come in. */
  readonly door = (socket: TestSocket): void => this.#open(socket);

  get state(): Order {
    const state = replay(this.log);
    if (state.status === "ABSENT") throw new Error("there is an order");
    return state;
  }

  get view() {
    return JSON.parse(JSON.stringify(view(this.state)));
  }

  /** Runs a command of the domain, as somebody elsewhere. */
  execute(id: string, user: string, roles: string[], command: CommandEnvelope["command"]) {
    const decision = decide(this.log.length === 0 ? initial : this.state, {
      envelope: this.#envelope(id, user, roles, command),
      menu,
      ruleSet: noRules,
    });
    if (decision.ok) this.#commit(decision.value);
    return decision;
  }

  /** Every socket is cut. */
  cut(code?: number): void {
    const before = this.#ears;
    this.#ears = [];
    for (const { socket } of before) socket.cut(code);
  }

  /** Sockets stay open, and nothing comes or goes any more. */
  vanish(): void {
    for (const { socket } of this.#ears) socket.heard = () => {};
    this.#ears = [];
  }

  tell(message: unknown): void {
    for (const { socket } of this.#ears) socket.say(message);
  }

  #envelope(id: string, user: string, roles: string[], command: CommandEnvelope["command"]): CommandEnvelope {
    const at = new Date(this.#place.now()).toISOString();
    const actor = { kind: "user" as const, user, roles };
    return { tenant: "t1", region: "global", order, commandId: `${user}:${id}`, correlationId: id, actor, at, card, command };
  }

  #commit(events: OrderEvent[]): void {
    const before = this.log.length === 0 ? undefined : this.state;
    this.log.push(...events);
    if (before && events.length > 0) for (const ears of this.#ears) ears.socket.say(this.#change(before, ears.full));
  }

  #change(before: Order, full: boolean) {
    const events = this.log.slice(before.seq).map((event, index) => {
      const seq = before.seq + index + 1;
      const { type, at, by, cid } = event;
      return { seq, type, at, by, correlationId: cid, ...(full && !this.old && { event }) };
    });
    return { seq: this.log.length, events, patch: createPatch(view(before), view(this.state)) };
  }

  #open(socket: TestSocket): void {
    const refused = this.refuses?.(socket.token);
    if (refused !== undefined && refused < 1000) return socket.cut();
    socket.open();
    if (refused !== undefined) return socket.cut(refused);
    const who = bearerOf(socket.token);
    if (!who) return socket.cut(4401);
    const ears = { socket, who, full: socket.url.searchParams.get("state") === "1" };
    this.#ears.push(ears);
    socket.heard = (text) => this.#hear(ears, text);
    const after = Number(socket.url.searchParams.get("after") ?? 0);
    if (after < 1 || after > this.log.length) return socket.say(this.#snapshot(ears.full));
    const before = replay(this.log.slice(0, after));
    if (before.status !== "ABSENT") socket.say(this.#change(before, ears.full));
  }

  #snapshot(full: boolean) {
    return { seq: this.log.length, snapshot: view(this.state), ...(full && !this.old && { state: this.state }) };
  }

  #hear(ears: Ears, text: string): void {
    if (text === "ping") return ears.socket.say("pong");
    if (this.tellsOnly) return ears.socket.cut(1003);
    const message = ClientMessage.parse(JSON.parse(text));
    if ("token" in message) {
      ears.who = bearerOf(message.token) ?? ears.who;
      return ears.socket.say({ token: { exp: ears.who.exp } });
    }
    const told = this.answersFirst ? this.#ears : [];
    if (this.answersFirst) this.#ears = [];
    const before = this.state;
    const answer = this.#answer(message, ears.who);
    if (!this.losesAnswers) ears.socket.say(answer);
    if (!this.answersFirst) return;
    this.#ears = told;
    if (this.state.seq > before.seq) for (const each of told) each.socket.say(this.#change(before, each.full));
  }

  #overHttp({ url, headers, body }: Parameters<TestEnvironment["answer"]>[0]) {
    const command = new URL(url).pathname.split(`/${order}/`)[1] ?? "";
    const message = { id: headers["idempotency-key"] ?? "", order, command, ...(body !== undefined && { body: JSON.parse(body) }) };
    const who = bearerOf(headers.authorization?.slice("Bearer ".length) ?? "");
    if (!who) return { status: 401 };
    const answer = this.#answer(message, who);
    return this.losesAnswers ? undefined : answer;
  }

  #answer(message: CommandMessage, who: Bearer): CommandAnswer {
    const { id, command: name, body } = message;
    this.asked.push(message);
    const failure = this.failures.shift();
    if (failure !== undefined) return { id, status: failure, body: {} };
    const key = `${who.user}:${id}`;
    const content = JSON.stringify([name, body ?? null]);
    const known = this.#answers.get(key);
    if (known) return known.content === content ? known.answer : { id, status: 409, body: {} };
    const parts = Array.from({ length: 10 }, (_, index) => derivedIdOf(order, key, index));
    const command = previewable(name)?.command(body, { parts, currency: this.state.currency });
    const decision = command && this.execute(id, who.user, who.roles, command);
    const answer = !decision
      ? { id, status: 400, body: {} }
      : decision.ok
        ? { id, status: 200, body: { correlationId: id, orderId: order, seq: this.log.length, order: this.view } }
        : { id, status: problemOf(decision.error).status, body: problemOf(decision.error) };
    this.#answers.set(key, { content, answer });
    return answer;
  }
}
