// SockJS frames (https://github.com/sockjs/sockjs-protocol): what stands around the messages of a connection that is,
// or stands in for, a websocket.
import { err, ok, type Result } from "../domain/result";

/** The session is open. The first frame of all; a client that gets it twice knows that the server has lost the session. */
export const OPENING = "o";
/** Nothing has happened, and the stream lives. */
export const BEAT = "h";
/** Characters of what a client may send in one piece. */
const MAX_PIECE = 64 * 1024;

/**
 * JSON's escapes of a part of a string. Parts that are escaped one by one are, put together, the whole escaped,
 * unless a surrogate pair is cut.
 */
export const escaped = (part: string): string => JSON.stringify(part).slice(1, -1);

export const messages = (texts: readonly string[]): string => `a${JSON.stringify(texts)}`;

/** Told before the connection ends, and again to whoever asks for more. */
export const closing = (code: number, reason: string): string => `c${JSON.stringify([code, reason])}`;

/** What is wrong with a client's piece, in the words of the protocol and ours. */
export type PieceFault = "Payload expected." | "Broken JSON encoding." | "Payload too large.";

export const explained: Record<PieceFault, string> = {
  "Payload expected.": "Payload expected. It must be a JSON array of strings.",
  "Broken JSON encoding.": "Broken JSON encoding. It must be a JSON array of strings.",
  "Payload too large.": `Payload too large. It may have ${MAX_PIECE} characters.`,
};

/**
 * The messages in a client's piece: an array of strings; over a websocket one string alone, too. An empty array is a beat of SockJS's own.
 */
export function messagesIn(piece: string, alone: "array" | "array or string"): Result<string[], PieceFault> {
  if (piece.length > MAX_PIECE) return err("Payload too large.");
  if (piece === "") return err("Payload expected.");
  const found = parsed(piece);
  if (found === undefined) return err("Broken JSON encoding.");
  if (typeof found === "string" && alone === "array or string") return ok([found]);
  return isTexts(found) ? ok(found) : err("Payload expected.");
}

const isTexts = (found: unknown): found is string[] => Array.isArray(found) && found.every((one) => typeof one === "string");

/** JSON knows no undefined. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
