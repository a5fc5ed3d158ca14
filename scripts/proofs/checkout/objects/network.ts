// Objects, and what travels between them. Nothing arrives by itself: each request and each answer is delivered, or lost, when the story
// says so, and an object may go
// at any moment: then its memory is gone, what it was doing is cut off, and who waits for it hears an error. Its storage stays.
import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate as settled } from "node:timers/promises";
import { SqlInMemory } from "./sql.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** What happened to a call that has no answer; not a fault of whoever was called. */
export class Unanswered extends Error {}
/** An instance that is gone does nothing more. */
class Gone extends Error {}

type Instance = { name: string; alive: boolean; object: object };
type Stored = { sql: SqlInMemory; alarmAt: number | undefined; ringing: boolean; instance: Instance | undefined };
type Call = { from: Instance | undefined; to: string; method: string; args: unknown[]; end: (outcome: Outcome) => void };
type Outcome = { value: unknown } | { error: unknown };
/** `outcome`: of an answer on its way back. */
export type Message = { call: Call; outcome?: Outcome };
/** A name that is no object's: called without memory or storage. */
export type Service = (method: string, args: unknown[]) => unknown;

export type NetworkDeps = {
  time: VirtualTime;
  /** The class of an object of that name, made with its context; undefined where the name is a service's. */
  make: (name: string, context: ReturnType<Network["context"]>) => object | undefined;
  service: (name: string) => Service;
  /** What must never happen: a throw that is no network's. */
  fault: (what: string) => void;
};

export class Network {
  readonly #deps: NetworkDeps;
  readonly #objects = new Map<string, Stored>();
  readonly #current = new AsyncLocalStorage<Instance>();
  /** Calls that an instance is busy with. */
  readonly #busy = new Map<Call, Instance>();
  readonly messages: Message[] = [];

  constructor(deps: NetworkDeps) {
    this.#deps = deps;
  }

  /** From whoever is running now. Rejects with `Unanswered` when the request or its answer is lost. */
  call(to: string, method: string, args: unknown[]): Promise<unknown> {
    const from = this.#current.getStore();
    return new Promise((resolve, reject) => {
      if (from && !from.alive) return; // it does nothing more
      const end = (outcome: Outcome) => {
        if (from && !from.alive) return;
        if ("value" in outcome) resolve(outcome.value);
        else reject(outcome.error);
      };
      this.messages.push({ call: { from, to, method, args: structuredClone(args), end } });
    });
  }

  /** As a namespace's stub has it: each method is a call. */
  stub(name: string): object {
    return new Proxy(
      {},
      { get: (_, method) => (typeof method === "string" ? (...args: unknown[]) => this.call(name, method, args) : undefined) },
    );
  }

  async deliver(message: Message): Promise<void> {
    this.#take(message);
    const { call, outcome } = message;
    if (outcome) call.end(outcome);
    else this.#handle(call);
    await settled();
  }

  /** The request, or its answer, never arrives. */
  async lose(message: Message): Promise<void> {
    this.#take(message);
    this.#answer(message.call, { error: new Unanswered(`${message.call.method} was lost`) });
    await settled();
  }

  /** Objects that have something in memory. */
  get awake(): string[] {
    return [...this.#objects].flatMap(([name, { instance }]) => (instance ? [name] : []));
  }

  /** Evicts the object: whatever it was doing, and whoever waits for it. */
  async evict(name: string): Promise<void> {
    const stored = this.#objects.get(name);
    const instance = stored?.instance;
    if (!stored || !instance) return;
    instance.alive = false;
    stored.instance = undefined;
    if (stored.ringing) [stored.ringing, stored.alarmAt] = [false, this.#deps.time.now]; // an alarm that was cut off rings again
    for (const [call, by] of this.#busy) {
      if (by !== instance) continue;
      this.#busy.delete(call);
      this.#answer(call, { error: new Unanswered(`${name} has gone`) });
    }
    await settled();
  }

  /** Objects whose alarms are due, and when the next one is (epoch ms, Infinity when there is none). */
  alarms(): { due: string[]; next: number } {
    const armed = [...this.#objects].flatMap(([name, { alarmAt = Infinity, ringing }]) => (ringing ? [] : [{ name, at: alarmAt }]));
    const due = armed.filter(({ at }) => at <= this.#deps.time.now).map(({ name }) => name);
    return { due, next: Math.min(Infinity, ...armed.map(({ at }) => at)) };
  }

  async ring(name: string): Promise<void> {
    const stored = this.#stored(name);
    stored.alarmAt = undefined; // before it wakes, for that may set the next one
    const instance = this.#wake(name);
    stored.ringing = true;
    const rang = (): void => {
      if (instance.alive) stored.ringing = false;
    };
    void this.#invoke(instance, "alarm", []).then(rang, (error: unknown) => {
      rang();
      if (instance.alive) this.#deps.fault(`the alarm of ${name} threw: ${describe(error)}`);
    });
    await settled();
  }

  async passTo(at: number): Promise<void> {
    this.#deps.time.passTo(at);
    await settled();
  }

  /** What the object would say now, without any way to go; it may not wait for anything. */
  peek(name: string, method: string, args: unknown[]): unknown {
    const instance = this.#wake(name);
    return this.#current.run(instance, () => Reflect.apply(methodOf(instance.object, method), instance.object, args));
  }

  rows(name: string, query: string, ...bindings: (string | number)[]): unknown[] {
    const stored = this.#objects.get(name);
    return stored ? stored.sql.exec(query, ...bindings).toArray() : [];
  }

  /** An unhandled rejection of an instance that is gone says nothing. */
  isOfTheGone(error: unknown): boolean {
    return error instanceof Gone;
  }

  close(): void {
    for (const { sql } of this.#objects.values()) sql.close();
  }

  /** What an object is made with: its id, its storage, and nothing that outlives it. */
  context(instance: Instance, stored: Stored) {
    const alive = <T>(act: () => T): T => {
      if (!instance.alive) throw new Gone(`${instance.name} has gone`);
      return act();
    };
    const { sql } = stored;
    return {
      id: { name: instance.name },
      storage: {
        sql: { databaseSize: 0, exec: (...query: Parameters<SqlInMemory["exec"]>) => alive(() => sql.exec(...query)) },
        transactionSync: <T>(act: () => T): T => alive(() => sql.transaction(act)),
        setAlarm: async (at: number) => alive(() => void (stored.alarmAt = at)),
        getAlarm: async () => alive(() => stored.alarmAt ?? null),
      },
      waitUntil: (work: Promise<unknown>) => void work.catch((error: unknown) => this.#uncaught(instance, error)),
      abort: (why: string) => {
        if (instance.alive) this.#deps.fault(`${instance.name} gave up: ${why}`);
      },
      getWebSockets: () => [],
      setWebSocketAutoResponse: () => {},
    };
  }

  #uncaught(instance: Instance, error: unknown): void {
    if (instance.alive && !(error instanceof Unanswered)) this.#deps.fault(`${instance.name} left an error to itself: ${describe(error)}`);
  }

  #take(message: Message): void {
    this.messages.splice(this.messages.indexOf(message), 1);
  }

  #answer(call: Call, outcome: Outcome): void {
    this.messages.push({ call, outcome });
  }

  #handle(call: Call): void {
    const { to, method, args } = call;
    if (!this.#isObject(to)) {
      const answered = Promise.resolve().then(() => this.#deps.service(to)(method, args));
      void answered.then(
        (value) => this.#answer(call, { value }),
        (error: unknown) => this.#answer(call, { error }),
      );
      return;
    }
    const instance = this.#wake(to);
    this.#busy.set(call, instance);
    const done = (outcome: Outcome): void => {
      if (!this.#busy.delete(call)) return; // it has gone meanwhile
      this.#answer(call, outcome);
    };
    void this.#invoke(instance, method, args).then(
      (value) => done({ value: structuredClone(value) }),
      (error: unknown) => {
        if (instance.alive && !(error instanceof Unanswered)) this.#deps.fault(`${to} threw at ${method}: ${describe(error)}`);
        done({ error: new Unanswered(String(error)) });
      },
    );
  }

  async #invoke(instance: Instance, method: string, args: unknown[]): Promise<unknown> {
    return this.#current.run(instance, () => Reflect.apply(methodOf(instance.object, method), instance.object, args));
  }

  #isObject(name: string): boolean {
    return /^[^/]+\/(order|venue)\//.test(name);
  }

  #stored(name: string): Stored {
    let stored = this.#objects.get(name);
    if (!stored) this.#objects.set(name, (stored = { sql: new SqlInMemory(), alarmAt: undefined, ringing: false, instance: undefined }));
    return stored;
  }

  #wake(name: string): Instance {
    const stored = this.#stored(name);
    if (stored.instance) return stored.instance;
    const instance: Instance = { name, alive: true, object: {} };
    const object = this.#current.run(instance, () => this.#deps.make(name, this.context(instance, stored)));
    if (!object) throw new Error(`${name} is nobody's name`);
    instance.object = object;
    stored.instance = instance;
    return instance;
  }
}

function methodOf(object: object, name: string): (...args: unknown[]) => unknown {
  const method: unknown = Reflect.get(object, name);
  if (typeof method !== "function") throw new Error(`there is no method ${name}`);
  return (...args) => Reflect.apply(method, object, args);
}

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message).split("\n").slice(0, 4).join(" ") : String(error);
