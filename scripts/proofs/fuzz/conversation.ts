// One socket that hears what no client would say: it must answer or hang up in time, and what has been refused must not go on.
import { WebSocket } from "ws";

/** `words`: the mutated. `probe`: good, and asks for a sign of life. `lastWord`: ends whatever has begun and swallowed the probe. */
export type Conversation = {
  url: string;
  protocols: string[];
  words: (string | Uint8Array)[];
  probe: string;
  isAlive: (text: string) => boolean;
  /** After that the socket must close, with nothing more said. */
  isError: (text: string) => boolean;
  lastWord?: string | Uint8Array;
};

/** A refused CONNECT is answered late on purpose, and a frame that has begun may take ten seconds to end. */
const PATIENCE_MS = 20_000;
const SWALLOWED_AFTER_MS = 300;
/** 1006: the connection went without a word. 1011: the platform's own mistake. */
const BAD_CODES = [1006, 1011];

/** @returns what is wrong, or undefined */
export function converse({ url, protocols, words, probe, isAlive, isError, lastWord }: Conversation): Promise<string | undefined> {
  const socket = new WebSocket(url, protocols, { perMessageDeflate: false });
  return new Promise((resolve) => {
    let refused = false;
    const done = (fault: string | undefined) => {
      clearTimeout(timer);
      clearTimeout(swallowed);
      socket.terminate();
      resolve(fault && `${fault} after ${JSON.stringify(words.map((word) => Buffer.from(word).toString("latin1").slice(0, 300)))}`);
    };
    const timer = setTimeout(() => done(refused ? "open after an ERROR" : "silent"), PATIENCE_MS);
    const swallowed = setTimeout(
      () => lastWord !== undefined && socket.readyState === WebSocket.OPEN && socket.send(lastWord),
      SWALLOWED_AFTER_MS,
    );
    socket.on("open", () => [...words, probe].forEach((word) => socket.send(word)));
    socket.on("message", (data: Buffer) => {
      const text = data.toString();
      if (refused && text.trim() !== "" && !text.startsWith("c[")) return done(`said ${text.slice(0, 100)} after an ERROR`);
      if (isError(text)) refused = true;
      else if (isAlive(text)) done(undefined);
    });
    socket.on("close", (code) => done(BAD_CODES.includes(code) ? `closed with ${code}` : undefined));
    socket.on("unexpected-response", (_, { statusCode = 0 }) => done(statusCode >= 500 ? `refused with ${statusCode}` : undefined));
    socket.on("error", (error) => done(String(error)));
  });
}
