// How much of what a socket has sent waits to be heard, in octets.
// A client that says more while we are busy with what it said does not wait for receipts.

const MAX_WAITING = 1 << 20;

export class InboundLimit {
  readonly #waiting = new WeakMap<WebSocket, number>();

  /** False when too much waits; a message that comes alone is never too much. */
  admits(socket: WebSocket, octets: number): boolean {
    const waiting = this.#waiting.get(socket) ?? 0;
    if (waiting > 0 && waiting + octets > MAX_WAITING) return false;
    this.#waiting.set(socket, waiting + octets);
    return true;
  }

  heard(socket: WebSocket, octets: number): void {
    this.#waiting.set(socket, (this.#waiting.get(socket) ?? 0) - octets);
  }
}
