// Takes commands from the queue to the server: those of one order one by one, as they were given;
// each under its id until it is answered, so that however often it is sent it has one effect.
import { CommandMessage, MAX_MESSAGE_BYTES, type CommandAnswer } from "../protocol/live";
import { z } from "zod";
import { fullJitter } from "./backoff";
import type { CommandQueue, QueuedCommand } from "./queue";
import type { Environment } from "./environment";

/**
 * `waiting` for the connection, for those before it, or to be tried again; `sent` and not answered yet;
 * `held` because one before it was refused.
 * `maybe`: it was sent before what is known of the order came, which may have its effect already.
 */
export type PendingCommand = QueuedCommand & { state: "waiting" | "sent" | "held"; maybe: boolean };

export type SenderOptions = {
  queue: CommandQueue;
  scope: string;
  /** What becomes of later commands for the same order when one is refused: sent all the same, or held until `release` or `discard`. */
  onError: "stop" | "continue";
  /** Takes a message away; false when that cannot be now. The answer comes by `answered`, or it does not come. */
  carry(message: CommandMessage & { order: string }): boolean;
  changed(): void;
  /** Called before the promise of `send` is settled. */
  settled?(command: QueuedCommand, answer: CommandAnswer): void;
};

type Entry = PendingCommand & {
  failures: number;
  /** It is answered, and on its way out of the queue. */
  settling: boolean;
  /** Calls off what is being waited for. */
  stop: () => void;
  verdict: PromiseWithResolvers<CommandAnswer>;
};

/** An answer may get lost while the connection holds. */
const ANSWER_WITHIN_MS = 20_000;

export class Sender {
  readonly #options: SenderOptions;
  readonly #around: Environment;
  #entries: Entry[] = [];
  #open = false;
  #closed = false;
  readonly #loaded: Promise<void>;

  constructor(options: SenderOptions, around: Environment) {
    this.#options = options;
    this.#around = around;
    this.#loaded = this.#load();
    this.#loaded.catch(() => {}); // `send` says so
  }

  pending(): PendingCommand[] {
    return this.#entries.map(({ failures: _f, settling: _s, stop: _c, verdict: _v, ...pending }) => pending);
  }

  /** Resolves with the answer, whether it is yes or no; rejects when the command cannot be kept, or is discarded. */
  async send(asked: Omit<QueuedCommand, "scope" | "at" | "sent" | "held">): Promise<CommandAnswer> {
    const { order, id, command, body, ifSeq } = asked;
    const message = { id, order, command, ...(body !== undefined && { body }), ...(ifSeq !== undefined && { ifSeq }) };
    const checked = CommandMessage.safeParse(message);
    if (!checked.success) throw new Error(`the command cannot be sent: ${z.prettifyError(checked.error)}`);
    if (new TextEncoder().encode(JSON.stringify(message)).length > MAX_MESSAGE_BYTES - 64) {
      throw new Error(`the command cannot be sent: expected a body of less than ${MAX_MESSAGE_BYTES} bytes`);
    }
    await this.#loaded;
    if (this.#closed) throw new Error("the command cannot be sent: this client is closed");
    const twin = this.#entries.find((entry) => entry.id === id);
    if (twin) {
      if (contentOf(twin) === contentOf(message)) return twin.verdict.promise;
      throw new Error(`the command cannot be sent: its id ${id} is in use for another one`);
    }
    const held = this.#entries.some((entry) => entry.order === order && entry.held);
    const queued = { ...message, scope: this.#options.scope, at: this.#around.now(), sent: false, held };
    const entry = entryOf(queued);
    this.#entries.push(entry); // before it is kept, so that two at once stay in order
    try {
      await this.#options.queue.add(queued);
    } catch (error) {
      this.#entries = this.#entries.filter((other) => other !== entry);
      throw new Error(`the command cannot be kept: ${String(error)}`, { cause: error });
    }
    entry.state = held ? "held" : "waiting";
    this.#changed();
    return entry.verdict.promise;
  }

  /** There is somebody to send to. */
  opened(): void {
    this.#open = true;
    for (const entry of this.#entries) {
      if (entry.state !== "waiting") continue;
      entry.stop();
      entry.stop = idle;
    }
    this.#changed();
  }

  /** What was on its way has no answer any more. */
  lost(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const entry of this.#entries) if (entry.state === "sent" && !entry.settling) this.#backToWaiting(entry);
    this.#options.changed();
  }

  /** A new picture of the order came that does not say what made it. */
  pictured(): void {
    for (const entry of this.#entries) entry.maybe = entry.sent;
  }

  answered(answer: CommandAnswer): void {
    const entry = this.#entries.find(({ id }) => id === answer.id);
    if (!entry || entry.settling || entry.state === "held") return;
    if (isVerdict(answer.status)) void this.#settle(entry, answer);
    else this.#tryLater(entry, answer.body);
  }

  /** The server understood nothing of what was said, and cannot say what it was: that must be the one command that waits for an answer. */
  misunderstood(problem: unknown): void {
    const sent = this.#entries.filter(({ state }) => state === "sent");
    const [only] = sent;
    if (!only || sent.length > 1) return;
    const told = typeof problem === "object" && problem !== null && "status" in problem ? Number(problem.status) : Number.NaN;
    this.answered({ id: only.id, status: Number.isInteger(told) ? told : 400, body: problem });
  }

  /** It did not get through. */
  failed(id: string): void {
    const entry = this.#entries.find((one) => one.id === id);
    if (entry?.state === "sent" && !entry.settling) this.#tryLater(entry, undefined);
  }

  /** Held commands of the order go on their way after all. */
  async release(order: string): Promise<void> {
    const held = this.#entries.filter((entry) => entry.order === order && entry.held);
    await Promise.all(held.map(({ id }) => this.#options.queue.mark(id, { held: false })));
    for (const entry of held) Object.assign(entry, { held: false, state: "waiting" });
    this.#changed();
  }

  /** Held commands of the order are given up: their `send` rejects. */
  async discard(order: string): Promise<void> {
    const held = this.#entries.filter((entry) => entry.order === order && entry.held);
    await Promise.all(held.map(({ id }) => this.#options.queue.remove(id)));
    this.#entries = this.#entries.filter((entry) => !held.includes(entry));
    for (const entry of held) entry.verdict.reject(new Error("the command was discarded: one before it was refused"));
    this.#changed();
  }

  /** What is kept stays kept, for the next time. */
  close(): void {
    this.#closed = true;
    this.#open = false;
    for (const entry of this.#entries) entry.stop();
  }

  async #load(): Promise<void> {
    const kept = await this.#options.queue.all(this.#options.scope);
    this.#entries = kept.map((queued) => ({ ...entryOf(queued), maybe: queued.sent, state: queued.held ? "held" : "waiting" }));
    if (kept.length > 0) this.#changed();
  }

  #changed(): void {
    this.#options.changed();
    this.#pump();
  }

  /** The first of each order decides: whoever comes after it waits for its answer. */
  #pump(): void {
    if (!this.#open || this.#closed) return;
    const busy = new Set<string>();
    for (const entry of this.#entries) {
      if (busy.has(entry.order)) continue;
      busy.add(entry.order);
      if (entry.state === "waiting" && entry.stop === idle) void this.#dispatch(entry);
    }
  }

  async #dispatch(entry: Entry): Promise<void> {
    entry.state = "sent";
    if (!entry.sent) {
      entry.sent = true;
      await this.#options.queue.mark(entry.id, { sent: true }).catch(() => {}); // its effect may show twice for a moment, after a reload
      if (entry.state !== "sent" || this.#closed) return; // the connection was lost meanwhile
    }
    const { id, order, command, body, ifSeq } = entry;
    const message = { id, order, command, ...(body !== undefined && { body }), ...(ifSeq !== undefined && { ifSeq }), wait: true };
    if (!this.#options.carry(message)) return this.#backToWaiting(entry);
    entry.stop = this.#around.after(ANSWER_WITHIN_MS, () => this.#tryLater(entry, undefined));
    this.#options.changed();
  }

  #backToWaiting(entry: Entry): void {
    entry.stop();
    entry.stop = idle;
    entry.state = "waiting";
  }

  #tryLater(entry: Entry, problem: unknown): void {
    entry.stop();
    entry.state = "waiting";
    const wait = Math.max(fullJitter(entry.failures, this.#around.random()), retryAfterMs(problem));
    entry.failures++;
    entry.stop = this.#around.after(wait, () => {
      entry.stop = idle;
      this.#pump();
    });
    this.#options.changed();
  }

  async #settle(entry: Entry, answer: CommandAnswer): Promise<void> {
    entry.stop();
    entry.settling = true;
    const refused = answer.status >= 400;
    const later = this.#entries.slice(this.#entries.indexOf(entry) + 1).filter(({ order, held }) => order === entry.order && !held);
    if (refused && this.#options.onError === "stop") {
      for (const each of later) Object.assign(each, { held: true, state: "held" });
      // Held before the refused one goes: a crash in between must not set them free.
      await Promise.all(later.map(({ id }) => this.#options.queue.mark(id, { held: true }))).catch(() => {});
    }
    await this.#options.queue.remove(entry.id).catch(() => {}); // sent once more after a reload, it gets the same answer
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#options.settled?.(entry, answer);
    entry.verdict.resolve(answer);
    this.#changed();
  }
}

const idle = () => {};

function entryOf(queued: QueuedCommand): Entry {
  const verdict = Promise.withResolvers<CommandAnswer>();
  verdict.promise.catch(() => {}); // who gave it before a reload is not there any more
  return { ...queued, state: "held", maybe: false, failures: 0, settling: false, stop: idle, verdict };
}

const contentOf = ({ order, command, body, ifSeq }: Pick<QueuedCommand, "order" | "command" | "body" | "ifSeq">): string =>
  JSON.stringify([order, command, body ?? null, ifSeq ?? null]);

/** A server that is busy or broken has not judged, nor has one that takes the caller for somebody else. */
const isVerdict = (status: number): boolean => status < 500 && status !== 429 && status !== 401;

function retryAfterMs(problem: unknown): number {
  if (typeof problem !== "object" || problem === null || !("retryAfterSeconds" in problem)) return 0;
  const seconds = Number(problem.retryAfterSeconds);
  return Number.isFinite(seconds) ? Math.min(seconds, 300) * 1000 : 0;
}
