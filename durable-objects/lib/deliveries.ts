// Brings one object's log to its destinations. Each destination goes at its own pace: one that hangs or fails holds up nobody else.
import { carry, type Cursor, type Send } from "./carry";

/**
 * `lingerMs`: how long news may wait so that a burst travels as one. Screens wait for nothing; reports can wait a second.
 * `oneAtATime`: nothing new is sent while the word for what was sent before is still to come; what has gathered goes out with that word.
 */
export type Destination = { send: Send; lingerMs: number; oneAtATime?: boolean };

export const deliveriesTable = "CREATE TABLE deliveries (destination TEXT PRIMARY KEY, done INTEGER NOT NULL) STRICT, WITHOUT ROWID";

const SEND_WITHIN_MS = 10_000;
const SAFETY_MS = 5_000;

/**
 * Cursors live in memory and are written down when the alarm rings, not at each step: a cursor that is lost (eviction, crash, deploy) only
 * means that something is sent twice. So a command pays for its own rows and nothing else.
 */
export class Deliveries {
  readonly #storage: DurableObjectStorage;
  readonly #head: () => number;
  readonly #destinations = new Map<string, Destination>();
  readonly #cursors = new Map<string, Cursor>();
  readonly #stored: Map<string, number>;
  readonly #running = new Map<string, Promise<void>>();
  #armedFor = Infinity;

  constructor(storage: DurableObjectStorage, head: () => number) {
    this.#storage = storage;
    this.#head = head;
    const rows = storage.sql.exec<{ destination: string; done: number }>("SELECT destination, done FROM deliveries").toArray();
    this.#stored = new Map(rows.map(({ destination, done }) => [destination, done]));
  }

  /** Adds a destination, which gets everything from where it was last; harmless when it is known. */
  open(name: string, destination: Destination): void {
    if (this.#destinations.has(name)) return;
    this.#destinations.set(name, destination);
    const done = this.#stored.get(name) ?? 0;
    this.#cursors.set(name, { destination: name, done, sent: done, attempts: 0, deadline: 0 });
  }

  /** Up to here every destination has given its word. */
  get done(): number {
    return Math.min(this.#head(), ...[...this.#cursors.values()].map(({ done }) => done));
  }

  /** Where each destination is, for the curious. */
  get progress(): Record<string, number> {
    return Object.fromEntries([...this.#cursors.values()].map(({ destination, done }) => [destination, done]));
  }

  /** Call it in the turn that appends: the alarm commits, or rolls back, with the rows, and takes up whatever gets interrupted. */
  arm(): void {
    this.#armFor(Date.now() + SAFETY_MS);
  }

  /** The platform drops an alarm that failed too often; waking up is the second chance. */
  rearm(): void {
    if (this.done < this.#head()) this.arm();
  }

  /** Takes the word for events `from`…`to` only if it leaves no gap; a run that overtook a lost one is simply sent again. */
  acknowledge(destination: string, from: number, to: number): void {
    const cursor = this.#cursors.get(destination);
    if (!cursor || cursor.done < from - 1 || cursor.done >= to) return;
    this.#cursors.set(destination, { ...cursor, done: to, sent: Math.max(cursor.sent, to), attempts: 0 });
  }

  /** Sends what is new, each destination on its own. Never rejects. */
  async run({ resend = false } = {}): Promise<void> {
    await Promise.all([...this.#cursors.keys()].map((destination) => this.#once(destination, resend)));
  }

  /** The alarm: writes down how far things are, sends again what is overdue, and rings again while anything is open. */
  async ring(): Promise<void> {
    this.#armedFor = Infinity;
    await this.run({ resend: true });
    for (const { destination, done } of this.#cursors.values()) {
      if (this.#stored.get(destination) === done) continue;
      this.#stored.set(destination, done);
      this.#storage.sql.exec(
        "INSERT INTO deliveries VALUES (?, ?) ON CONFLICT DO UPDATE SET done = max(done, excluded.done)",
        destination,
        done,
      );
    }
    const open = [...this.#cursors.values()].filter(({ done }) => done < this.#head());
    if (open.length > 0) this.#armFor(Math.max(Date.now() + SAFETY_MS, Math.min(...open.map(({ deadline }) => deadline))));
  }

  /** One run per destination at a time: who comes while it runs is served by it. */
  #once(destination: string, resend: boolean): Promise<void> {
    const running = this.#running.get(destination) ?? this.#toHead(destination, resend).finally(() => this.#running.delete(destination));
    this.#running.set(destination, running);
    return running;
  }

  async #toHead(name: string, resend: boolean): Promise<void> {
    const destination = this.#destinations.get(name);
    if (!destination) return;
    const { send, lingerMs, oneAtATime = false } = destination;
    if (lingerMs) await scheduler.wait(lingerMs);
    let head: number;
    do {
      head = this.#head();
      const cursor = this.#cursors.get(name);
      if (!cursor) return;
      const next = await carry(cursor, {
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
    } while (this.#head() > head);
  }

  #armFor(at: number): void {
    if (this.#armedFor <= at) return; // it rings early enough, and arms itself again
    this.#armedFor = at;
    void this.#storage.setAlarm(at);
  }
}
