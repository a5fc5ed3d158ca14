// The sockets of one object, from the upgrade until their clients have gone: who waits and who is in, the sign-in that each counts for, and
// when it ends. What is said over them is the object's. All of it is in the sockets' attachments, so it survives sleep.
import type { Holder } from "../../protocol/session";
import type { ObjectNamespace } from "../../runtime/object-stub";
import { answerClose } from "./close-handshake";
import type { Ending } from "./close-reasons";
import { ConnectionRegistry, type SessionWord, type SocketOwner } from "./connection-registry";
import { SocketAttachment } from "./socket-attachment";
import { ofSession, type Room, UnauthenticatedSockets } from "./unauthenticated-sockets";

/** Nobody's any more. `from`: whose it was, while its client has not answered that it is to go. */
export type Left = { stage: "left"; from?: string };

/** When and why a socket ends if nothing happens before. `at`: epoch ms. */
export type Deadline = { at: number; ending: Ending };

/** `A`: what is kept of a socket that waits or is in. `S`: what is open besides sockets, such as streams. */
export type LiveConnectionsDeps<A extends { stage: string }, S extends object> = {
  ctx: DurableObjectState;
  sessions: ObjectNamespace<SessionWord>;
  /** Who we are, in the region where we live. */
  holder: (owner: SocketOwner) => Holder;
  room: Room;
  /** A heart-beat, and what it is answered with: without waking us. */
  heartbeat: { asked: string; answered: string };
  /** Whose it is; undefined for who waits. */
  ownerOf: (attachment: A) => SocketOwner | undefined;
  /** From where a socket comes that waits. */
  addressOf: (attachment: A) => string | undefined;
  deadlineOf: (attachment: A) => Deadline | undefined;
  /** Says why, and closes. `was`: what the socket was until now. */
  hangUp: (socket: WebSocket, ending: Ending, was: A | Left) => void;
  /** Somebody has gone, whoever hung up. */
  gone: (socket: WebSocket, was: A) => void;
  /** The next deadline has come nearer. */
  reschedule: (at: number) => void;
  endStream?: (stream: S, ending: Ending) => void;
};

/** What a client may leave unread before it is cut off, or is sent no more. */
export const SLOW_BYTES = 1 << 20;

export const unread = (socket: WebSocket): number => ("bufferedAmount" in socket ? Number(socket.bufferedAmount) : 0);

export class LiveConnections<A extends { stage: string }, S extends object = never> {
  readonly #deps: LiveConnectionsDeps<A, S>;
  readonly #attachments = new SocketAttachment<A | Left>();
  readonly #unauthenticated: UnauthenticatedSockets;
  readonly #sessions: ConnectionRegistry<WebSocket | S>;
  #deadline: number;

  constructor(deps: LiveConnectionsDeps<A, S>) {
    const { ctx, heartbeat } = deps;
    this.#deps = deps;
    this.#unauthenticated = new UnauthenticatedSockets(deps.room);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(heartbeat.asked, heartbeat.answered));
    for (const socket of ctx.getWebSockets()) {
      const from = this.#ownerOf(socket) ? undefined : this.#fromWhere(this.read(socket));
      if (from !== undefined) this.#unauthenticated.add(socket, from);
    }
    this.#deadline = this.#nextDeadline();
    this.#sessions = new ConnectionRegistry<WebSocket | S>({
      ctx,
      sessions: deps.sessions,
      holder: deps.holder,
      read: (one) => (one instanceof WebSocket ? this.#ownerOf(one) : undefined),
      end: (one, ending) => (one instanceof WebSocket ? this.end(one, ending) : deps.endStream?.(one, ending)),
    });
  }

  /** When the next socket ends by itself, or earlier; epoch ms. */
  get deadline(): number | undefined {
    return this.#deadline === Infinity ? undefined : this.#deadline;
  }

  /** How many are in. */
  get admitted(): number {
    return this.#deps.ctx.getWebSockets().filter((socket) => this.#ownerOf(socket)).length;
  }

  /** How many wait or are in. */
  get count(): number {
    return this.#deps.ctx.getWebSockets().filter((socket) => !isLeft(this.read(socket))).length;
  }

  /** There are as many sockets of nobody's as may be. `from`: an address, or a sign-in (`ofSession`). */
  isFull(from: string): boolean {
    return this.#unauthenticated.isFull(from);
  }

  /** A new socket, which takes a place at the door until it is in. `from`: as for `isFull`. */
  accept(from: string): { client: WebSocket; server: WebSocket } {
    const { 0: client, 1: server } = new WebSocketPair();
    this.#deps.ctx.acceptWebSocket(server);
    this.#unauthenticated.add(server, from);
    return { client, server };
  }

  read(socket: WebSocket): A | Left {
    return this.#attachments.read(socket) ?? { stage: "left" };
  }

  /** What the socket is from now on. False when it does not fit: then nothing has changed. */
  keep(socket: WebSocket, attachment: A): boolean {
    const { ownerOf, deadlineOf } = this.#deps;
    if (!this.#attachments.keep(socket, attachment)) return false;
    if (ownerOf(attachment)) this.#unauthenticated.delete(socket);
    const due = deadlineOf(attachment);
    if (due) this.#trackDeadline(due.at);
    return true;
  }

  /** Counts it for its sign-in; why that does not allow one more. Write who is in into the attachment after that, in the same turn. */
  register(connection: WebSocket | S, owner: SocketOwner): Promise<Ending | undefined> {
    return this.#sessions.register(connection, owner);
  }

  /** A stream has gone. */
  unregister(stream: S): void {
    this.#sessions.left(stream);
  }

  /** False when the socket has gone instead: its trouble is its own. */
  send(socket: WebSocket, text: string): boolean {
    try {
      socket.send(text);
      return true;
    } catch {
      this.leave(socket);
      return false;
    }
  }

  /** From here on the socket is nobody's, and takes a place at the door until its client has answered. What it was until now. */
  leave(socket: WebSocket): A | Left {
    const was = this.read(socket);
    const from = this.#fromWhere(was);
    this.#attachments.keep(socket, { stage: "left", ...(from !== undefined && { from }) });
    if (from !== undefined) this.#unauthenticated.add(socket, from);
    this.#sessions.left(socket);
    if (!isLeft(was)) this.#deps.gone(socket, was);
    return was;
  }

  /** Says why and hangs up. */
  end(socket: WebSocket, ending: Ending): void {
    this.#deps.hangUp(socket, ending, this.leave(socket));
  }

  /** The client has gone, and with `code` waits for an answer. */
  closed(socket: WebSocket, code?: number): void {
    this.leave(socket);
    this.#attachments.keep(socket, { stage: "left" });
    this.#unauthenticated.delete(socket);
    if (code !== undefined) answerClose(socket, code);
  }

  /** Ends whose time is over. Call it when the alarm rings. */
  endOverdue(now: number): void {
    for (const socket of this.#deps.ctx.getWebSockets()) {
      const due = this.#deadlineOf(socket);
      if (due && due.at <= now) this.end(socket, due.ending);
    }
    this.#deadline = this.#nextDeadline();
  }

  /** A sign-in has ended: so does all of it that is open here. */
  endSession(session: string): void {
    this.#sessions.end(session);
  }

  holding(session: string): number {
    return this.#sessions.holding(session);
  }

  #trackDeadline(at: number): void {
    if (at >= this.#deadline) return;
    this.#deadline = at;
    this.#deps.reschedule(at);
  }

  #nextDeadline(): number {
    return this.#deps.ctx.getWebSockets().reduce((next, socket) => Math.min(next, this.#deadlineOf(socket)?.at ?? Infinity), Infinity);
  }

  #deadlineOf(socket: WebSocket): Deadline | undefined {
    const attachment = this.read(socket);
    return isLeft(attachment) ? undefined : this.#deps.deadlineOf(attachment);
  }

  #ownerOf(socket: WebSocket): SocketOwner | undefined {
    const attachment = this.read(socket);
    return isLeft(attachment) ? undefined : this.#deps.ownerOf(attachment);
  }

  /** As whose a socket counts that is not in; undefined for one that is nobody's any more. */
  #fromWhere(attachment: A | Left): string | undefined {
    if (isLeft(attachment)) return attachment.from;
    const owner = this.#deps.ownerOf(attachment);
    return owner ? ofSession(owner.session) : this.#deps.addressOf(attachment);
  }
}

const isLeft = (attachment: { stage: string }): attachment is Left => attachment.stage === "left";
