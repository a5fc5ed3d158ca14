// What a socket is, kept with the socket: it survives sleep, and is at most 16 KB serialized.

export class SocketAttachment<A extends { stage: string }> {
  readonly #nobody: A;
  /**
   * As they were read or written last: a change is shown to many sockets, and reading one back costs more than the comparison it is for.
   */
  readonly #known = new WeakMap<WebSocket, A>();

  /** `nobody`: what a socket is that has been accepted and is nobody's yet. */
  constructor(nobody: A) {
    this.#nobody = nobody;
  }

  read(socket: WebSocket): A {
    const found = this.#known.get(socket);
    if (found) return found;
    const attachment: A | null = socket.deserializeAttachment();
    if (!attachment) return this.#nobody;
    this.#known.set(socket, attachment);
    return attachment;
  }

  /** False when it does not fit: then nothing has changed. */
  keep(socket: WebSocket, attachment: A): boolean {
    try {
      socket.serializeAttachment(attachment);
    } catch {
      return false;
    }
    this.#known.set(socket, attachment);
    return true;
  }
}
