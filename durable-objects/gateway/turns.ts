// One socket's messages are heard one after another: a frame may wait for other objects, and what follows it must neither overtake it nor be read with half
// of it still in the reader.

export class Turns {
  readonly #last = new WeakMap<WebSocket, Promise<void>>();

  /** Runs `work` once everything that this socket sent before has been heard. */
  take(socket: WebSocket, work: () => Promise<void>): Promise<void> {
    const before = this.#last.get(socket);
    const turn = before ? before.then(work, work) : work();
    this.#last.set(socket, turn);
    return turn;
  }
}
