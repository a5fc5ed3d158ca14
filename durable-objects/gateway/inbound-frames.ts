// What comes over one gateway's sockets: messages in their order, frames however messages cut them, each at its pace.
// What a frame asks for is answered in frame-handlers.ts.
import { closing } from "../../protocol/live";
import { type ClientFrame, frame, FrameFault, FrameReader, MAX_FRAME_BYTES } from "../../protocol/stomp";
import { SerialQueue } from "../lib/serial-queue";
import type { FrameHandlers } from "./frame-handlers";
import { type Ending, expired } from "../lib/close-reasons";
import { InboundLimit } from "./inbound-limit";
import { broken, tooMuch } from "./stomp-close-reasons";
import type { MessagesDeps } from "./messages";
import { log } from "../../runtime/log";

/** Several frames may come in one message. */
const MAX_MESSAGE_BYTES = 4 * MAX_FRAME_BYTES;
/** Frames at once, enough for a screen that acknowledges a full board, and on and on. Heart-beats cost nothing. */
const BURST = 200;
const PER_SECOND = 20;

/** A frame that has begun gets as long to end. */
const FRAME_WITHIN_MS = 10_000;

/** `turnAway`: an ERROR and a close for what a client has sent, later when it does not stop coming back. */
export type InboundFramesDeps = Pick<MessagesDeps, "connections" | "framing" | "name"> & {
  answers: FrameHandlers;
  say: (socket: WebSocket, text: string) => void;
  turnAway: (socket: WebSocket, ending: Ending, refused?: Pick<ClientFrame, "headers">) => Promise<void>;
};

export class InboundFrames {
  readonly #deps: InboundFramesDeps;
  readonly #readers = new WeakMap<WebSocket, FrameReader>();
  readonly #queues = new WeakMap<WebSocket, SerialQueue>();
  readonly #limit = new InboundLimit();

  constructor(deps: InboundFramesDeps) {
    this.#deps = deps;
  }

  /**
   * One socket's messages are dealt with in the order in which they came: the platform hands over the next while
   * one is still awaiting something.
   */
  async hear(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    const bytes = typeof data === "string" ? data.length : data.byteLength;
    if (!this.#limit.admits(socket, bytes)) {
      if (!this.#hasLeft(socket)) this.#deps.connections.end(socket, tooMuch);
      return;
    }
    const heard = this.#queue(socket).run(() => this.#hear(socket, data, bytes));
    await heard.finally(() => this.#limit.heard(socket, bytes));
  }

  async #hear(socket: WebSocket, data: string | ArrayBuffer, bytes: number): Promise<void> {
    if (this.#hasLeft(socket)) return;
    try {
      if (bytes > MAX_MESSAGE_BYTES) throw new FrameFault(`a message may have ${MAX_MESSAGE_BYTES} bytes`);
      const chunks = this.#deps.framing.unwrap(data);
      if (!chunks.ok) return await this.#deps.turnAway(socket, broken(chunks.error));
      const reader = this.#reader(socket);
      let frames = 0;
      for (const chunk of chunks.value) {
        for (const received of reader.read(chunk)) {
          frames++;
          const ending = await this.#serve(socket, received, reader);
          if (this.#hasLeft(socket)) return;
          if (ending) return await this.#deps.turnAway(socket, ending, received);
        }
      }
      // a heart-beat that the platform did not recognize
      if (chunks.value.length > 0 && frames === 0 && !reader.unfinished) this.#deps.say(socket, "\n");
      this.#expectEnd(socket, reader.unfinished, frames > 0);
    } catch (error) {
      // Whatever went wrong, the client hears of it: the platform would swallow the exception and leave it waiting.
      if (error instanceof FrameFault) return this.#deps.turnAway(socket, broken(error.message), error);
      log("error", "frame.failed", { gateway: this.#deps.name(), error });
      this.#deps.connections.end(socket, { code: 1011, reason: "something went wrong on our side; connect again" });
    }
  }

  async #serve(socket: WebSocket, { command, headers }: ClientFrame, reader: FrameReader): Promise<Ending | undefined> {
    const state = this.#deps.connections.read(socket);
    if (state.stage === "left") return undefined;
    if (state.stage === "waiting") {
      if (command === "CONNECT" || command === "STOMP") return this.#deps.answers.connect(socket, headers, reader);
      return broken(`${command} before CONNECT`);
    }
    const now = Date.now();
    if (state.who.exp * 1000 <= now) return expired;
    if (this.#queue(socket).room(now) > 0)
      return { code: closing.tooMany, reason: `too many frames; a connection may send ${PER_SECOND} in a second` };
    const ending = await this.#deps.answers.answer(socket, state, command, headers);
    if (ending || this.#hasLeft(socket)) return ending;
    const receipt = headers.get("receipt");
    if (receipt !== undefined) this.#deps.say(socket, frame(state.version, "RECEIPT", { "receipt-id": receipt }));
    if (command === "DISCONNECT") this.#deps.connections.end(socket, { code: 1000, reason: "bye", quiet: true });
    return undefined;
  }

  #queue(socket: WebSocket): SerialQueue {
    let queue = this.#queues.get(socket);
    if (!queue) this.#queues.set(socket, (queue = new SerialQueue(BURST, PER_SECOND, 0)));
    return queue;
  }

  #reader(socket: WebSocket): FrameReader {
    let reader = this.#readers.get(socket);
    if (reader) return reader;
    const state = this.#deps.connections.read(socket);
    if (state.stage !== "left" && state.unfinishedBy !== undefined) throw new FrameFault("a pause cut the frame in two; send it whole");
    reader = new FrameReader(state.stage === "connected" ? state.version : undefined);
    this.#readers.set(socket, reader);
    return reader;
  }

  /** A frame that has begun gets its time to end, counted from its beginning. */
  #expectEnd(socket: WebSocket, unfinished: boolean, anew: boolean): void {
    const state = this.#deps.connections.read(socket);
    if (state.stage === "left") return;
    const { unfinishedBy, ...rest } = state;
    if (unfinished && (anew || unfinishedBy === undefined)) {
      this.#deps.connections.keep(socket, { ...rest, unfinishedBy: Date.now() + FRAME_WITHIN_MS });
    } else if (!unfinished && unfinishedBy !== undefined) this.#deps.connections.keep(socket, rest);
  }

  #hasLeft(socket: WebSocket): boolean {
    return this.#deps.connections.read(socket).stage === "left";
  }
}
