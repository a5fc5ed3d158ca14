// Brings one object's log to its destinations. Each destination goes at its own pace: one that hangs or fails holds up nobody else.
import { outboxStep, type Cursor, type Send } from "./outbox-step";

/**
 * `concerns`: whether anything after that event is the destination's business; if not, its cursor moves on by itself, at no cost.
 * `lingerMs`: how long news may wait so that a burst travels as one; left out, it waits for nothing. Reports of baskets can wait seconds.
 * Asked again with each command: who may wait less than before is served sooner.
 * `oneAtATime`: nothing new is sent while the word for what was sent before is still to come; what has gathered goes out with that word.
 */
export type Destination = { concerns: (after: number) => boolean; send: Send; lingerMs?: () => number; oneAtATime?: boolean };

export const outboxTable = "CREATE TABLE deliveries (only INTEGER PRIMARY KEY CHECK (only = 1), done TEXT NOT NULL) STRICT";

const SEND_WITHIN_MS = 10_000;
const SAFETY_MS = 5_000;
/** What a timer takes. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/**
 * Cursors live in memory and are written down when the alarm rings, not at each step: a cursor that is lost (eviction, crash, deploy) only
 * means that something is sent twice. So a command pays for its own rows and nothing else.
 */
export class Outbox {
  readonly #storage: DurableObjectStorage;
  readonly #head: () => number;
  readonly #wakeAt: () => number | undefined;
  readonly #deadline: () => number | undefined;
  readonly #destinations = new Map<string, Required<Destination>>();
  readonly #cursors = new Map<string, Cursor>();
  readonly #stored: Record<string, number>;
  readonly #running = new Map<string, Promise<void>>();
  readonly #lingering = new Map<string, { ms: number; wake: () => void }>();
  #armedFor = Infinity;
  #settling: AbortController | undefined;

  /**
   * One object has one alarm, and it is ours. In epoch ms: `wakeAt`, when the object wants to be woken although nothing is to be
   * delivered; `deadline`, when it must be woken whatever is under way.
   */
  constructor(
    storage: DurableObjectStorage,
    head: () => number,
    wakeAt: () => number | undefined = () => undefined,
    deadline: () => number | undefined = () => undefined,
  ) {
    this.#storage = storage;
    this.#head = head;
    this.#wakeAt = wakeAt;
    this.#deadline = deadline;
    const [row] = storage.sql.exec<{ done: string }>("SELECT done FROM deliveries").toArray();
    this.#stored = row ? JSON.parse(row.done) : {};
  }

  /** Adds a destination, which gets everything from where it was last; harmless when it is known. */
  open(name: string, destination: Destination): void {
    if (this.#destinations.has(name)) return;
    this.#destinations.set(name, { lingerMs: () => 0, oneAtATime: false, ...destination });
    const done = this.#stored[name] ?? 0;
    this.#cursors.set(name, { destination: name, done, sent: done, attempts: 0, deadline: 0 });
  }

  /** Up to here every destination has given its word. */
  get done(): number {
    let done = this.#head();
    for (const cursor of this.#cursors.values()) done = Math.min(done, cursor.done);
    return done;
  }

  /** Where each destination is, for the curious. */
  get progress(): Record<string, number> {
    return Object.fromEntries([...this.#cursors.values()].map(({ destination, done }) => [destination, done]));
  }

  /** Call it in the turn that appends: the alarm commits, or rolls back, with the rows, and takes up whatever gets interrupted. */
  arm(): void {
    this.#armFor(Math.min(Date.now() + SAFETY_MS, this.#deadline() ?? Infinity));
  }

  /** Call it when `wakeAt` or `deadline` may have come nearer. */
  reschedule(): void {
    this.#armFor(this.#next());
    this.#settling?.abort();
  }

  /** The platform drops an alarm that failed too often; waking up is the second chance. */
  rearm(): void {
    if (this.done < this.#head()) return this.arm();
    const next = this.#next();
    if (next === Infinity) return;
    void this.#storage.getAlarm().then((at) => {
      if (at === null || at > next) this.#armFor(this.#next());
      else this.#armedFor = Math.min(this.#armedFor, at);
    });
  }

  /** Takes the word for events `from`…`to` only if it leaves no gap; a run that overtook a lost one is simply sent again. */
  acknowledge(destination: string, from: number, to: number): void {
    const cursor = this.#cursors.get(destination);
    if (!cursor || cursor.done < from - 1 || cursor.done >= to) return;
    this.#cursors.set(destination, { ...cursor, done: to, sent: Math.max(cursor.sent, to), attempts: 0 });
  }

  /** Begins to send what is new, each destination on its own. Undefined when nothing had to be begun; never rejects. */
  start({ resend = false } = {}): Promise<unknown> | undefined {
    const begun: Promise<void>[] = [];
    for (const [name, destination] of this.#destinations) {
      if (this.#hasNothingToSend(name, destination, resend)) continue;
      const lingering = this.#lingering.get(name);
      if (lingering && destination.lingerMs() < lingering.ms) lingering.wake();
      if (!this.#running.has(name)) begun.push(this.#begin(name, destination, resend));
    }
    return begun.length > 0 ? Promise.all(begun) : undefined;
  }

  /** Somebody waits for it: what lingers there goes now. */
  flush(name: string): void {
    this.#lingering.get(name)?.wake();
  }

  /** Somebody waits for what has failed there: it is tried again at the next `start`, before its turn. */
  retry(name: string): void {
    const cursor = this.#cursors.get(name);
    if (cursor) this.#cursors.set(name, { ...cursor, deadline: 0 });
  }

  /** The alarm: sends again what is overdue, writes down how far things are, and rings again while anything is open. */
  async ring(): Promise<void> {
    this.#armedFor = Infinity;
    void this.start({ resend: true });
    await this.#settled();
    this.#keep();
    this.#armFor(this.#next());
  }

  /** Waits for what runs, but not beyond what must be on time: no alarm rings while one rings. What runs goes on. */
  async #settled(): Promise<void> {
    const all = Promise.all(this.#running.values()).then(() => "settled" as const);
    for (let at = this.#deadline() ?? Infinity; at > Date.now(); at = this.#deadline() ?? Infinity) {
      const timer = (this.#settling = new AbortController());
      const late = scheduler.wait(Math.min(at - Date.now(), LONGEST_WAIT_MS), { signal: timer.signal }).catch(() => {});
      const first = await Promise.race([all, late]);
      timer.abort();
      if (first === "settled") return;
    }
  }

  /** When to ring, in epoch ms; Infinity when there is nothing to ring for. */
  #next(): number {
    const now = Date.now();
    const open = [...this.#cursors.values()].filter(({ done }) => done < this.#head());
    const own = open.length > 0 ? Math.max(now + SAFETY_MS, Math.min(...open.map(({ deadline }) => deadline))) : this.#wakeAt();
    return Math.max(now, Math.min(own ?? Infinity, this.#deadline() ?? Infinity));
  }

  /**
   * True when there is nothing to send, also because nothing that is new concerns the destination. `resend`: what is overdue on its way is.
   */
  #hasNothingToSend(name: string, { concerns }: Destination, resend = false): boolean {
    const head = this.#head();
    const cursor = this.#cursors.get(name);
    if (!cursor || cursor.done === head) return true;
    if (cursor.sent > cursor.done) return !(resend && cursor.deadline <= Date.now()) && !concerns(cursor.sent);
    if (concerns(cursor.done)) return false;
    this.#cursors.set(name, { ...cursor, done: head, sent: head, attempts: 0 });
    return true;
  }

  /** One run per destination at a time: who comes while it runs is served by it. */
  #begin(name: string, destination: Required<Destination>, resend: boolean): Promise<void> {
    const running = this.#toHead(name, destination, resend).finally(() => this.#running.delete(name));
    this.#running.set(name, running);
    return running;
  }

  async #toHead(name: string, destination: Required<Destination>, resend: boolean): Promise<void> {
    const { send, lingerMs, oneAtATime } = destination;
    await this.#linger(name, lingerMs());
    let head: number;
    do {
      head = this.#head();
      const cursor = this.#cursors.get(name);
      if (!cursor) return;
      const next = await outboxStep(cursor, {
        now: Date.now(),
        head,
        resend,
        oneAtATime,
        random: Math.random,
        send,
        sendWithinMs: SEND_WITHIN_MS,
      });
      // The consumer's word may have come while the send was under way: no number ever moves back.
      const done = Math.max(next?.done ?? 0, this.#cursors.get(name)?.done ?? 0);
      if (next) this.#cursors.set(name, { ...next, done, sent: Math.max(next.sent, done) });
    } while (this.#head() > head && !this.#hasNothingToSend(name, destination));
  }

  async #linger(name: string, ms: number): Promise<void> {
    if (ms === 0) return;
    const timer = new AbortController();
    this.#lingering.set(name, { ms, wake: () => timer.abort() });
    // who is woken leaves no timer behind that would keep the object awake
    await scheduler.wait(ms, { signal: timer.signal }).catch(() => {});
    this.#lingering.delete(name);
  }

  #keep(): void {
    const progress = this.progress;
    if (Object.entries(progress).every(([name, done]) => (this.#stored[name] ?? 0) === done)) return;
    Object.assign(this.#stored, progress);
    this.#storage.sql.exec("INSERT OR REPLACE INTO deliveries VALUES (1, ?)", JSON.stringify(this.#stored));
  }

  #armFor(at: number): void {
    if (this.#armedFor <= at) return; // it rings early enough, and arms itself again
    this.#armedFor = at;
    void this.#storage.setAlarm(at);
  }
}
