// Sockets that take a place and belong to nobody: those that have not shown a token yet, and those that were told to go and have not
// answered, which nobody can make them do. They are counted apart from those who are in, by whom they come from,
// so that nobody fills more than what is his.

/** `ofOne`: of one address, or of one sign-in. `inAll`: leaves room for those who are in; the platform gives one object 32,768 sockets. */
export type Room = { ofOne: number; inAll: number };

/** Sockets of a sign-in are not counted at the address from which others come, too. */
export const ofSession = (session: string): string => `session ${session}`;

export class UnauthenticatedSockets {
  readonly #room: Room;
  readonly #from = new Map<WebSocket, string>();
  readonly #counts = new Map<string, number>();

  constructor(room: Room) {
    this.#room = room;
  }

  /** `from`: an address, or `ofSession`. */
  isFull(from: string): boolean {
    return this.#from.size >= this.#room.inAll || (this.#counts.get(from) ?? 0) >= this.#room.ofOne;
  }

  add(socket: WebSocket, from: string): void {
    this.delete(socket);
    this.#from.set(socket, from);
    this.#counts.set(from, (this.#counts.get(from) ?? 0) + 1);
  }

  /** It is in, or has gone for good. */
  delete(socket: WebSocket): void {
    const from = this.#from.get(socket);
    if (from === undefined) return;
    this.#from.delete(socket);
    const left = (this.#counts.get(from) ?? 1) - 1;
    if (left > 0) this.#counts.set(from, left);
    else this.#counts.delete(from);
  }
}

/** From where an upgrade comes, as the API worker says; without it, from one of ours. */
export const addressIn = (headers: Headers): string => headers.get("x-brigade-address") ?? "none";
