// A SockJS session whose client hears over HTTP: what it is told waits here while no answer is open to bring it.
// It knows no clock: times (epoch ms) come in.
import { BEAT, closing, messages, OPENING } from "../../protocol/sockjs";
import type { Receiver } from "./receiver";

/** How long a client may be without an open answer. */
const GONE_AFTER_MS = 5_000;
/** How long an open answer may be silent: proxies take silence for death. */
const BEAT_EVERY_MS = 25_000;
/** What a client may leave unheard. Clients that were cut off come back and ask for the newest state. */
const SLOW_BYTES = 1 << 20;

export type Closed = { code: number; reason: string };
const tooSlow: Closed = { code: 1013, reason: "too slow; connect again and ask for the newest state" };
const another: Closed = { code: 2010, reason: "Another connection still open" };

export class Session {
  #receiver: Receiver | undefined;
  /** The newest that was open, open or not. */
  #newest: Receiver | undefined;
  #waiting: string[] = [];
  #waitingChars = 0;
  #opened = false;
  #closed: Closed | undefined;
  /** When a frame was written last, or an answer went. */
  #since: number;

  constructor(now: number) {
    this.#since = now;
  }

  get closed(): boolean {
    return this.#closed !== undefined;
  }

  /** When it must be looked at again, unless something happens before. */
  get due(): number {
    return this.#since + (this.#receiver ? BEAT_EVERY_MS : GONE_AFTER_MS);
  }

  /** Brings its frames through this answer from now on. While another is open, the new one is told so, and ends. */
  attach(receiver: Receiver, now: number): void {
    if (this.#receiver) {
      receiver.write(closing(another.code, another.reason));
      return receiver.end();
    }
    this.#receiver = this.#newest = receiver;
    if (!this.#opened) {
      this.#opened = true;
      this.#write(OPENING, now);
    }
    this.#flush(now);
  }

  /** The client has turned away from this answer. */
  detach(receiver: Receiver, now: number): void {
    if (this.#receiver !== receiver) return;
    this.#receiver = undefined;
    this.#since = now;
  }

  /** Tells the client, now or when it asks again. False: it has left too much unheard, and the session is closed. */
  tell(text: string, now: number): boolean {
    if (this.#closed) return false;
    this.#waiting.push(text);
    this.#waitingChars += text.length;
    if (this.#waitingChars + (this.#receiver?.unread ?? 0) > SLOW_BYTES) {
      this.#waiting = [];
      this.close(tooSlow, now);
      return false;
    }
    this.#flush(now);
    return true;
  }

  /** After what waits, whoever asks is told this, until the session is forgotten. The first word counts. */
  close(closed: Closed, now: number): void {
    if (this.#closed) return;
    this.#closed = closed;
    this.#flush(now);
  }

  /** What is due: a beat. True: nobody has asked for too long, and the session is over. */
  ring(now: number): boolean {
    if (this.due > now) return false;
    if (!this.#receiver) return true;
    this.#write(BEAT, now);
    return false;
  }

  /** Lets go of a client that does not take what it is told. */
  drop(): void {
    this.#newest?.drop();
  }

  #flush(now: number): void {
    if (this.#receiver && this.#waiting.length > 0) {
      const texts = this.#waiting;
      this.#waiting = [];
      this.#waitingChars = 0;
      this.#write(messages(texts), now);
    }
    if (this.#receiver && this.#closed) {
      this.#write(closing(this.#closed.code, this.#closed.reason), now);
      this.#receiver?.end();
      this.#receiver = undefined;
    }
  }

  #write(frame: string, now: number): void {
    this.#receiver?.write(frame);
    this.#since = now;
    if (this.#receiver?.open === false) this.#receiver = undefined;
  }
}
