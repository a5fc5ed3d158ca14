// One socket's messages are heard one after another: a frame may wait for other objects, and what follows it must neither overtake it nor be read with half
// of it still in the reader.

/** What may wait for one socket, in octets. A client that says more while we are busy with what it said does not wait for receipts. */
export const MOST_WAITING = 1 << 20;

type Queue = { waiting: number; last: Promise<void> };

export class Turns {
  readonly #queues = new WeakMap<WebSocket, Queue>();

  /** Runs `work` once everything that this socket sent before has been heard. Undefined when too much waits: then it is not run. */
  take(socket: WebSocket, octets: number, work: () => Promise<void>): Promise<void> | undefined {
    const queue = this.#queues.get(socket) ?? { waiting: 0, last: Promise.resolve() };
    if (queue.waiting > 0 && queue.waiting + octets > MOST_WAITING) return undefined;
    this.#queues.set(socket, queue);
    queue.waiting += octets;
    const turn = queue.last.then(work).finally(() => (queue.waiting -= octets));
    queue.last = turn.catch(() => {});
    return turn;
  }
}
