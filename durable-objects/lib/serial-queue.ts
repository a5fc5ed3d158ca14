// What comes over one socket, dealt with in the order in which it came: the platform hands over the next message while the one before is
// still awaiting something.
import { TokenBucket } from "./token-bucket";

/** `atOnce`: how much may come in a burst, and wait. `perSecond`: on and on. */
export class SerialQueue {
  readonly #atOnce: number;
  readonly #bucket: TokenBucket;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(atOnce: number, perSecond: number, now: number) {
    this.#atOnce = atOnce;
    this.#bucket = new TokenBucket(atOnce, perSecond, now);
  }

  /** 0 when there is room for one more; otherwise the seconds after which it is worth while to ask again. */
  room(now: number): number {
    const wait = this.#bucket.take(now);
    return wait === 0 && this.#waiting >= this.#atOnce ? 1 : wait;
  }

  /** Runs when all that came before has run. Rejects as the task does, and the next runs all the same. */
  run(task: () => Promise<void>): Promise<void> {
    this.#waiting += 1;
    const done = this.#last.then(task).finally(() => (this.#waiting -= 1));
    this.#last = done.catch(() => {});
    return done;
  }
}
