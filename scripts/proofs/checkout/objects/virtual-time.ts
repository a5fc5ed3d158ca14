// Time that passes when a story says so: the clock, timers and chance of everything that runs in this process, until `restore`.
import type { Dice } from "../../lib/dice.ts";

type Timer = { at: number; run: () => void };

export class VirtualTime {
  now: number;
  readonly #timers = new Map<number, Timer>();
  #ids = 0;

  constructor(now: number) {
    this.now = now;
  }

  /** When the next timer is due, epoch ms; Infinity when there is none. */
  next(): number {
    let next = Infinity;
    for (const { at } of this.#timers.values()) next = Math.min(next, at);
    return next;
  }

  /** Runs the timers that are due by then, the earliest first. */
  passTo(at: number): void {
    this.now = Math.max(this.now, at);
    const due = [...this.#timers].filter(([, timer]) => timer.at <= this.now).toSorted(([, a], [, b]) => a.at - b.at);
    for (const [id, { run }] of due) if (this.#timers.delete(id)) run();
  }

  set(run: () => void, ms = 0): number {
    this.#timers.set(++this.#ids, { at: this.now + ms, run });
    return this.#ids;
  }

  clear(id: number | undefined): void {
    if (id !== undefined) this.#timers.delete(id);
  }

  /** Resolves in so many milliseconds; rejects when it is aborted. */
  wait(ms: number, { signal }: { signal?: AbortSignal } = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.set(resolve, ms);
      signal?.addEventListener("abort", () => {
        this.clear(timer);
        reject(new Error("aborted"));
      });
    });
  }

  /** Everything in this process lives in this time from now on, and its chance is these dice. Answers how to end that. */
  install(dice: () => Dice): () => void {
    const clock = () => this.now;
    const replaced: [object, string, unknown][] = [
      [globalThis, "Date", dateAt(clock)],
      [globalThis, "setTimeout", (run: () => void, ms?: number) => this.set(run, ms)],
      [globalThis, "clearTimeout", (id?: number) => this.clear(id)],
      [globalThis, "scheduler", { wait: this.wait.bind(this) }],
      [Math, "random", () => dice().int(2 ** 32) / 2 ** 32],
      [crypto, "randomUUID", () => uuidFrom(dice())],
    ];
    const before = replaced.map(([on, name]) => [on, name, Object.getOwnPropertyDescriptor(on, name)] as const);
    for (const [on, name, value] of replaced) Object.defineProperty(on, name, { value, configurable: true, writable: true });
    return () => {
      for (const [on, name, own] of before) {
        if (own) Object.defineProperty(on, name, own);
        else Reflect.deleteProperty(on, name);
      }
    };
  }
}

const dateAt = (clock: () => number) =>
  new Proxy(Date, {
    construct: (target, args) => Reflect.construct(target, args.length === 0 ? [clock()] : args),
    get: (target, name) => (name === "now" ? clock : Reflect.get(target, name)),
  });

function uuidFrom(dice: Dice): string {
  const digits = Array.from({ length: 32 }, () => dice.int(16).toString(16)).join("");
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20)}`;
}
