// JSON from outside, before anything walks through it: how deep it may be, and whether it came as text at all.
import { err, ok, type Result } from "../domain/result";
import { pointerTo } from "../domain/json-pointer";

/** Levels of objects and lists within one another. Nothing that is sent as a command, a venue or a setting needs half as many. */
export const MAX_JSON_DEPTH = 32;
/**
 * Of menus, whose modifiers stand within one another: 64 nodes (domain/menu/validate-authored.ts) of two levels each,
 * and what stands around and within.
 */
export const MAX_MENU_DEPTH = 144;

type Invalid = { code: "invalid-request"; errors: { pointer: string; message: string }[] };

const invalid = (message: string, pointer = "/"): Invalid => ({ code: "invalid-request", errors: [{ pointer, message }] });

export const notUtf8 = invalid("expected text in UTF-8; these bytes are none");
export const notJson = invalid("expected well-formed JSON");
const tooDeep = (limit: number): Invalid => invalid(`expected JSON of a depth of at most ${limit}: objects and lists within one another`);

/** @example const text = decodedText(bytes); // a byte that is no UTF-8 is an error, never U+FFFD */
export function decodedText(bytes: ArrayBuffer | Uint8Array): Result<string, Invalid> {
  try {
    return ok(decoder.decode(bytes));
  } catch {
    return err(notUtf8);
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** The platform hands bytes that are no UTF-8 over as U+FFFD, which nobody types. */
export const wasUtf8 = (message: string): boolean => !message.includes("\u{FFFD}");

/**
 * What a JSON text has that nobody stores as it came: objects and lists more than `limit` deep,
 * half a character (an escaped surrogate without its other half, which UTF-8 cannot write), or a field named `__proto__`, which objects
 * lose. Undefined also of what is no JSON: the parser says that.
 */
export function jsonFault(limit: number, text: string): Invalid | undefined {
  if (isDeeperThan(limit, text)) return tooDeep(limit);
  if (!MAY_GET_LOST.test(text)) return undefined;
  try {
    return faultIn(JSON.parse(text), []);
  } catch {
    return undefined;
  }
}

/** Nearly every text has none of it, and is not parsed for this. */
const MAY_GET_LOST = /\\u[dD][89a-fA-F]|__proto__|\\u005[fF]/;

function faultIn(value: unknown, path: readonly string[]): Invalid | undefined {
  if (typeof value === "string")
    return value.isWellFormed() ? undefined : invalid("expected whole characters, not half a surrogate pair", pointerTo(path));
  if (typeof value !== "object" || value === null) return undefined;
  for (const [name, held] of Object.entries(value)) {
    if (name === "__proto__") return invalid("no field may have this name", pointerTo([...path, name]));
    const fault = name.isWellFormed() ? faultIn(held, [...path, name]) : invalid("expected names of whole characters", pointerTo(path));
    if (fault) return fault;
  }
  return undefined;
}

/** Whether objects and lists of a JSON text stand more than `limit` deep. Looks at brackets alone: what else is wrong the parser says. */
function isDeeperThan(limit: number, text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === BRACE || code === BRACKET) {
      if (++depth > limit) return true;
    } else if (code === BRACE_END || code === BRACKET_END) depth--;
  }
  return false;
}

const [QUOTE, BACKSLASH, BRACKET, BRACKET_END, BRACE, BRACE_END] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/** Where the string that begins at `from` ends, or the text. A quote after an odd number of backslashes is part of the string. */
function endOfString(text: string, from: number): number {
  for (let end = text.indexOf('"', from + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}
