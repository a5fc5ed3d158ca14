// How fast a connection may send frames: a bucket per socket, in memory, so that sleep refills it. Heart-beats cost nothing.

/** Enough for a screen that acknowledges a full board at once. */
export const BURST = 200;
export const PER_SECOND = 20;

type Bucket = { left: number; at: number };

export class Rate {
  readonly #buckets = new WeakMap<WebSocket, Bucket>();

  /** False when the socket has sent too many frames by now (epoch ms). */
  allows(socket: WebSocket, now: number): boolean {
    const { left, at } = this.#buckets.get(socket) ?? { left: BURST, at: now };
    const filled = Math.min(BURST, left + (Math.max(0, now - at) / 1000) * PER_SECOND);
    this.#buckets.set(socket, { left: Math.max(0, filled - 1), at: now });
    return filled >= 1;
  }
}
