// What clients of live sockets say, of an order and of a venue alike (docs/live.md): a token, first or fresh, and commands.
// The object says who may look, and what becomes of a command.
import type { Result } from "../../domain/result";
import {
  closing,
  type CommandAnswer,
  type CommandMessage,
  LIVE_PROTOCOL,
  MAX_MESSAGE_BYTES,
  type Misunderstood,
  type TokenAnswer,
} from "../../protocol/live";
import { problemOf } from "../../protocol/problem";
import { SerialQueue } from "./serial-queue";
import { type ReadMessage, readMessage, refusing } from "./socket-commands";
import { another, type Ending, expired, late, tokenless, tooLarge, tooLong, tooMany } from "./close-reasons";
import type { Viewer } from "./viewer";
import { log } from "../../runtime/log";

/**
 * What a socket is at this moment. `tokenBy`: epoch ms by which the first message must bring the token.
 * `upgrade`: what was asked for with it.
 */
export type SocketStage<U> = { stage: "waiting"; tokenBy: number; upgrade: U } | { stage: "in"; viewer: Viewer } | { stage: "left" };

/** `burst`: messages at once; `perSecond`: on and on. `origin`: of the page that asks, where there is one. */
export type SocketProtocolDeps<U extends { origin?: string }> = {
  burst: number;
  perSecond: number;
  stageOf(socket: WebSocket): SocketStage<U>;
  /** Who a token speaks for, if he may look. */
  authorize(token: string, origin?: string): Promise<Result<Viewer, Ending>>;
  join(socket: WebSocket, viewer: Viewer, upgrade: U): Promise<void>;
  /** The viewer with his fresh token; false when it is more than a socket can keep. */
  renew(socket: WebSocket, viewer: Viewer): boolean;
  give(message: CommandMessage, viewer: Viewer): Promise<CommandAnswer>;
  answer(socket: WebSocket, message: CommandAnswer | TokenAnswer | Misunderstood): void;
  end(socket: WebSocket, ending: Ending): void;
};

export class SocketProtocol<U extends { origin?: string }> {
  readonly #deps: SocketProtocolDeps<U>;
  readonly #queues = new WeakMap<WebSocket, SerialQueue>();

  constructor(deps: SocketProtocolDeps<U>) {
    this.#deps = deps;
  }

  /** One socket's messages are answered in the order in which they came. What is too much is refused before it waits. */
  async hear(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    const { stage } = this.#deps.stageOf(socket);
    if (stage === "left") return;
    const bytes = typeof data === "string" ? Buffer.byteLength(data) : data.byteLength;
    if (bytes > MAX_MESSAGE_BYTES) return this.#deps.end(socket, tooLarge);
    const now = Date.now();
    const queue = this.#queue(socket, now);
    const message = readMessage(data);
    const retryAfterSeconds = queue.room(now);
    if (retryAfterSeconds > 0 && stage === "waiting") return this.#deps.end(socket, tooMany);
    if (retryAfterSeconds > 0) return this.#deps.answer(socket, refusing(message, { code: "too-many-requests", retryAfterSeconds }));
    try {
      await queue.run(() => this.#serve(socket, message));
    } catch (error) {
      // The platform would swallow it and leave the client waiting.
      const correlationId = crypto.randomUUID();
      log("error", "socket_message.failed", { correlationId, error: error instanceof Error ? error.stack : String(error) });
      this.#deps.answer(socket, refusing(message, { code: "internal-error", correlationId }));
    }
  }

  async #serve(socket: WebSocket, message: ReadMessage): Promise<void> {
    const known = this.#deps.stageOf(socket);
    if (known.stage === "left") return;
    if (known.stage === "waiting") return this.#greet(socket, known, message);
    const { viewer } = known;
    if (viewer.exp * 1000 <= Date.now()) return this.#deps.end(socket, expired);
    if (!message.ok) return this.#deps.answer(socket, refusing(message, message.error));
    if ("token" in message.value) return this.#renew(socket, viewer, message.value.token);
    this.#deps.answer(socket, await this.#deps.give(message.value, viewer));
  }

  /** The first message of who came without a token. */
  async #greet(socket: WebSocket, { tokenBy, upgrade }: { tokenBy: number; upgrade: U }, message: ReadMessage): Promise<void> {
    if (tokenBy <= Date.now()) return this.#deps.end(socket, late);
    if (!message.ok || !("token" in message.value)) return this.#deps.end(socket, tokenless);
    const admitted = await this.#deps.authorize(message.value.token, upgrade.origin);
    if (this.#deps.stageOf(socket).stage !== "waiting") return undefined; // closed meanwhile
    if (!admitted.ok) return this.#deps.end(socket, admitted.error);
    return this.#deps.join(socket, admitted.value, upgrade);
  }

  /** A fresh token of the same person and sign-in; one that does not hold leaves the socket as it was. */
  async #renew(socket: WebSocket, known: Viewer, token: string): Promise<void> {
    const admitted = await this.#deps.authorize(token);
    if (this.#deps.stageOf(socket).stage !== "in") return;
    if (!admitted.ok && admitted.error.code === closing.unauthorized) {
      return this.#deps.answer(socket, { problem: problemOf({ code: "unauthorized", reason: admitted.error.reason }) });
    }
    if (!admitted.ok || admitted.value.user !== known.user || admitted.value.session !== known.session) {
      return this.#deps.end(socket, another);
    }
    if (!this.#deps.renew(socket, admitted.value)) return this.#deps.end(socket, tooLong);
    this.#deps.answer(socket, { token: { exp: admitted.value.exp } });
  }

  #queue(socket: WebSocket, now: number): SerialQueue {
    let queue = this.#queues.get(socket);
    if (!queue) this.#queues.set(socket, (queue = new SerialQueue(this.#deps.burst, this.#deps.perSecond, now)));
    return queue;
  }
}

/** The answer to an upgrade whose socket has been taken in. `offered`: the request's `Sec-WebSocket-Protocol`. */
export function switching(client: WebSocket, offered: string | null): Response {
  const isSpoken = offered?.split(",").some((name) => name.trim() === LIVE_PROTOCOL);
  return new Response(null, { status: 101, webSocket: client, ...(isSpoken && { headers: { "sec-websocket-protocol": LIVE_PROTOCOL } }) });
}

/** The same ending, said before there is a socket. */
export const declining = ({ code, reason }: Ending): Response => new Response(reason, { status: code >= 4000 ? code - 4000 : 503 });
