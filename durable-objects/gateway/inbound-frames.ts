// What comes over one gateway's sockets: messages in their order, frames however messages cut them, each at its pace. What a frame asks for is answered in frame-handlers.ts.
import { type ClientFrame, frame, FrameFault, FrameReader, MAX_FRAME_BYTES } from "../../protocol/stomp";
import { SerialQueue } from "../lib/serial-queue";
import type { FrameHandlers } from "./frame-handlers";
import { FRAME_WITHIN_MS, keep, read } from "./attachment";
import { InboundLimit } from "./inbound-limit";
import { type Ending, expired, tooMuch } from "./close-reasons";
import type { Framing } from "./framing";
import { log } from "../../runtime/log";

/** Several frames may come in one message. */
const MAX_MESSAGE_BYTES = 4 * MAX_FRAME_BYTES;
/** Frames at once, enough for a screen that acknowledges a full board, and on and on. Heart-beats cost nothing. */
const BURST = 200;
const PER_SECOND = 20;

/** `refuse`: an ERROR and a close; `turnAway`: the same for what a client has sent, later when it does not stop coming back; `leave`: a close. */
export type InboundFramesDeps = {
  framing: Framing;
  answers: FrameHandlers;
  name: () => string;
  say: (socket: WebSocket, text: string) => void;
  refuse: (socket: WebSocket, ending: Ending) => void;
  turnAway: (socket: WebSocket, ending: Ending, refused?: Pick<ClientFrame, "headers">) => Promise<void>;
  leave: (socket: WebSocket, ending: Ending) => void;
  arm: (at: number) => Promise<void>;
};

export class InboundFrames {
  readonly #deps: InboundFramesDeps;
  readonly #readers = new WeakMap<WebSocket, FrameReader>();
  readonly #queues = new WeakMap<WebSocket, SerialQueue>();
  readonly #limit = new InboundLimit();

  constructor(deps: InboundFramesDeps) {
    this.#deps = deps;
  }

  /** One socket's messages are dealt with in the order in which they came: the platform hands over the next while one is still awaiting something. */
  async hear(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    const bytes = typeof data === "string" ? data.length : data.byteLength;
    if (!this.#limit.admits(socket, bytes)) {
      if (read(socket).stage !== "left") this.#deps.refuse(socket, tooMuch);
      return;
    }
    const heard = this.#queue(socket).run(() => this.#hear(socket, data, bytes));
    await heard.finally(() => this.#limit.heard(socket, bytes));
  }

  async #hear(socket: WebSocket, data: string | ArrayBuffer, bytes: number): Promise<void> {
    const { stage } = read(socket);
    if (stage === "left") return;
    try {
      if (bytes > MAX_MESSAGE_BYTES) throw new FrameFault(`a message may have ${MAX_MESSAGE_BYTES} bytes`);
      const chunks = this.#deps.framing.unwrap(data);
      if (!chunks.ok) return await this.#deps.turnAway(socket, { code: 1002, message: chunks.error });
      const reader = this.#reader(socket);
      let frames = 0;
      for (const chunk of chunks.value) {
        for (const received of reader.read(chunk)) {
          frames++;
          const ending = await this.#serve(socket, received, reader);
          if (read(socket).stage === "left") return;
          if (ending) return await this.#deps.turnAway(socket, ending, received);
        }
      }
      if (chunks.value.length > 0 && frames === 0 && !reader.unfinished) this.#deps.say(socket, "\n"); // a heart-beat that the platform did not recognize
      await this.#expectEnd(socket, reader.unfinished, frames > 0);
    } catch (error) {
      // Whatever went wrong, the client hears of it: the platform would swallow the exception and leave it waiting.
      if (error instanceof FrameFault) return this.#deps.turnAway(socket, { code: 1002, message: error.message }, error);
      log("error", "frame.failed", { gateway: this.#deps.name(), error });
      this.#deps.refuse(socket, { code: 1011, message: "something went wrong on our side; connect again" });
    }
  }

  async #serve(socket: WebSocket, { command, headers }: ClientFrame, reader: FrameReader): Promise<Ending | undefined> {
    const state = read(socket);
    if (state.stage === "left") return undefined;
    if (state.stage === "waiting") {
      if (command === "CONNECT" || command === "STOMP") return this.#deps.answers.connect(socket, headers, reader);
      return { code: 1002, message: `${command} before CONNECT` };
    }
    const now = Date.now();
    if (state.who.exp * 1000 <= now) return expired;
    if (this.#queue(socket).room(now) > 0)
      return { code: 4429, message: `too many frames; a connection may send ${PER_SECOND} in a second` };
    const ending = await this.#deps.answers.answer(socket, state, command, headers);
    if (ending || read(socket).stage === "left") return ending;
    const receipt = headers.get("receipt");
    if (receipt !== undefined) this.#deps.say(socket, frame(state.version, "RECEIPT", { "receipt-id": receipt }));
    if (command === "DISCONNECT") this.#deps.leave(socket, { code: 1000, message: "bye" });
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
    const state = read(socket);
    if (state.stage !== "left" && state.unfinishedBy !== undefined) throw new FrameFault("a pause cut the frame in two; send it whole");
    reader = new FrameReader(state.stage === "connected" ? state.version : undefined);
    this.#readers.set(socket, reader);
    return reader;
  }

  /** A frame that has begun gets its time to end, counted from its beginning. */
  async #expectEnd(socket: WebSocket, unfinished: boolean, anew: boolean): Promise<void> {
    const state = read(socket);
    if (state.stage === "left") return;
    const { unfinishedBy, ...rest } = state;
    if (unfinished && (anew || unfinishedBy === undefined)) {
      const by = Date.now() + FRAME_WITHIN_MS;
      keep(socket, { ...rest, unfinishedBy: by });
      await this.#deps.arm(by);
    } else if (!unfinished && unfinishedBy !== undefined) keep(socket, rest);
  }
}
