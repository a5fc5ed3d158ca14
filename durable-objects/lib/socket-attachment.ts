// What a socket is, kept with the socket: it survives sleep, and is at most 16 KB serialized.

export class SocketAttachment<A> {
  /**
   * As they were read or written last: a change is shown to many sockets, and reading one back costs more than the comparison it is for.
   */
  readonly #known = new WeakMap<WebSocket, A>();

  /** Undefined for a socket that has been accepted and is nobody's yet. */
  read(socket: WebSocket): A | undefined {
    const found = this.#known.get(socket);
    if (found) return found;
    const attachment: A | null = socket.deserializeAttachment();
    if (attachment === null) return undefined;
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
