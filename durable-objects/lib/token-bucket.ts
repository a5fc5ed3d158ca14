// How much somebody may ask at once, and how fast he may go on.

/** `burst`: at once. `perSecond`: on and on. In memory: who sleeps has been quiet long enough for a full bucket. */
export class TokenBucket {
  readonly #burst: number;
  readonly #perSecond: number;
  #left: number;
  #at: number;

  constructor(burst: number, perSecond: number, now: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#left = burst;
    this.#at = now;
  }

  /** 0 when one was taken; otherwise the seconds after which it is worth while to ask again. */
  take(now: number): number {
    this.#left = Math.min(this.#burst, this.#left + (Math.max(0, now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
    if (this.#left < 1) return Math.ceil((1 - this.#left) / this.#perSecond);
    this.#left -= 1;
    return 0;
  }
}
