// STOMP 1.0, 1.1 and 1.2 frames (https://stomp.github.io).
// Our own reader, because a server must refuse what a client's lenient parser lets pass or waits for;
// written by hand too, because one state goes out to hundreds of sockets.

import { wasUtf8 } from "./strict-json";

export const versions = ["1.2", "1.1", "1.0"] as const;
export type StompVersion = (typeof versions)[number];

const clientCommands = [
  "CONNECT",
  "STOMP",
  "SUBSCRIBE",
  "UNSUBSCRIBE",
  "SEND",
  "ACK",
  "NACK",
  "BEGIN",
  "COMMIT",
  "ABORT",
  "DISCONNECT",
] as const;
export type ClientCommand = (typeof clientCommands)[number];
export type ServerCommand = "CONNECTED" | "MESSAGE" | "RECEIPT" | "ERROR";

/** Of a repeated header, the first counts. */
export type ClientFrame = { command: ClientCommand; headers: ReadonlyMap<string, string>; body: string };

export const MAX_FRAME_BYTES = 64 * 1024;
const MAX_HEADERS = 32;

/**
 * What came is not STOMP. Its message is fit for the client's eyes;
 * the connection cannot go on, because nobody knows where the next frame begins.
 */
export class FrameFault extends Error {
  override readonly name = "FrameFault";
  /** Those of its frame that had been read. */
  headers: ClientFrame["headers"] = new Map();
}

const NUL = 0;
const LF = 10;

/** A frame whose lines are being read; `lineBytes` counts those that are. */
type Begun = { command: ClientCommand; headers: Map<string, string>; lineBytes: number; inBody: boolean };

/** Reads one socket. A frame may span messages and a message may hold several frames; heart-beats between frames are swallowed. */
export class FrameReader {
  /** How header values are escaped; undefined until CONNECT has settled it. Set it before you take the next frame. */
  version: StompVersion | undefined;
  #begun: Begun | undefined;
  #rest = new Uint8Array(0);

  constructor(version?: StompVersion) {
    this.version = version;
  }

  /** Whether a frame has begun and not ended. */
  get unfinished(): boolean {
    return this.#begun !== undefined || this.#rest.length > 0;
  }

  /**
   * Each frame that is complete with this chunk, read only when it is asked for: by then the one before may have settled the version.
   * @throws FrameFault as soon as what came cannot become a frame, also before its end.
   */
  *read(chunk: string | ArrayBuffer): Generator<ClientFrame, void> {
    if (typeof chunk === "string" && !wasUtf8(chunk)) throw new FrameFault("a frame must be UTF-8");
    const fresh = typeof chunk === "string" ? encoder.encode(chunk) : new Uint8Array(chunk);
    let bytes = this.#rest.length === 0 ? fresh : joined(this.#rest, fresh);
    for (;;) {
      const taken = this.#take(bytes);
      if (!taken) break;
      bytes = bytes.subarray(taken.bytes);
      if (!taken.frame) continue;
      this.#begun = undefined;
      yield taken.frame;
    }
    this.#rest = bytes.slice();
  }

  #take(bytes: Uint8Array): Taken | undefined {
    try {
      return this.#begun?.inBody ? takeBody(this.#begun, bytes, this.version) : this.#takeLine(bytes);
    } catch (error) {
      if (error instanceof FrameFault && this.#begun) error.headers = this.#begun.headers;
      throw error;
    }
  }

  #takeLine(bytes: Uint8Array): Taken | undefined {
    const end = bytes.indexOf(LF);
    const line = end < 0 ? bytes : bytes.subarray(0, end);
    limit((this.#begun?.lineBytes ?? 0) + line.length);
    if (line.includes(NUL)) throw new FrameFault("a frame must have an empty line between its headers and its body");
    if (end < 0) {
      if (!this.#begun) mayBecomeCommand(line);
      return undefined;
    }
    this.#line(lineOf(line, this.version), end + 1);
    return { bytes: end + 1 };
  }

  #line(line: string, bytes: number): void {
    const begun = this.#begun;
    if (!begun) {
      if (line === "" || line === "\r") return; // a heart-beat
      this.#begun = { command: commandOf(line), headers: new Map(), lineBytes: bytes, inBody: false };
      return;
    }
    begun.lineBytes += bytes;
    if (line !== "") return this.#header(begun, line);
    if (opens(begun.command)) settle(begun);
    begun.inBody = true;
  }

  #header({ command, headers }: Begun, line: string): void {
    const colon = line.indexOf(":");
    if (colon < 1) throw new FrameFault("a header line must be a name, a colon and a value");
    if (headers.size >= MAX_HEADERS) throw new FrameFault(`a frame may have ${MAX_HEADERS} headers`);
    const read = this.#headerStyle(command);
    const [name, value] = [read(line.slice(0, colon)), read(line.slice(colon + 1))];
    if (!headers.has(name)) headers.set(name, value);
  }

  /** 1.0 pads and escapes nothing; the frame that opens a connection has no escapes in any version. */
  #headerStyle(command: ClientCommand): (text: string) => string {
    if (opens(command)) return (text) => text;
    const { version = "1.0" } = this;
    return version === "1.0" ? (text) => text.trim() : (text) => unescape(text, version);
  }
}

const opens = (command: ClientCommand) => command === "CONNECT" || command === "STOMP";

/** A client that names no version speaks 1.0, whose headers may be padded; later versions never trim. */
function settle(begun: Begun): void {
  if (begun.headers.has("accept-version")) return;
  const trimmed = [...begun.headers].toReversed().map(([name, value]) => [name.trim(), value.trim()] as const);
  begun.headers = new Map(trimmed); // the first of a repeated header is written last
}

type Taken = { bytes: number; frame?: ClientFrame };

function takeBody({ command, headers, lineBytes }: Begun, bytes: Uint8Array, version: StompVersion | undefined): Taken | undefined {
  const stated = headers.get("content-length");
  if (stated !== undefined && !/^\d{1,9}$/.test(stated)) throw new FrameFault("content-length must be a number of bytes");
  const length = stated === undefined ? bytes.indexOf(NUL) : Number(stated);
  limit(lineBytes + (length < 0 ? bytes.length : length));
  if ((length < 0 ? bytes.length : length) > 0 && !mayHaveBody(command, headers, version))
    throw new FrameFault(`${command} must have no body`);
  const last = length < 0 ? undefined : bytes[length];
  if (last === undefined) return undefined;
  if (last !== NUL) throw new FrameFault("the body must end with a NUL after content-length bytes");
  return { bytes: length + 1, frame: { command, headers, body: textOf(bytes.subarray(0, length)) } };
}

/** 1.0 lets bodies be where they mean nothing. */
function mayHaveBody(command: ClientCommand, headers: ReadonlyMap<string, string>, version: StompVersion | undefined): boolean {
  if (command === "SEND") return true;
  return opens(command) ? !headers.has("accept-version") : version === undefined || version === "1.0";
}

function limit(bytes: number): void {
  if (bytes > MAX_FRAME_BYTES) throw new FrameFault(`a frame may have ${MAX_FRAME_BYTES} bytes`);
}

const encoder = new TextEncoder();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder();

function textOf(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    throw new FrameFault("a frame must be UTF-8");
  }
}

/** In 1.1 a carriage return is a character like any other; in the versions around it, it belongs to the line's end. */
function lineOf(bytes: Uint8Array, version: StompVersion | undefined): string {
  const text = textOf(bytes);
  if (version === "1.1") return text;
  const line = text.endsWith("\r") ? text.slice(0, -1) : text;
  if (line.includes("\r")) throw new FrameFault("a carriage return must end a line or be escaped");
  return line;
}

function joined(before: Uint8Array, after: Uint8Array): Uint8Array {
  const both = new Uint8Array(before.length + after.length);
  both.set(before);
  both.set(after, before.length);
  return both;
}

function commandOf(line: string): ClientCommand {
  const command = clientCommands.find((one) => one === line);
  if (!command) throw unknownCommand(line);
  return command;
}

/** What has no end yet, but can have none that is good, is refused at once. */
function mayBecomeCommand(bytes: Uint8Array): void {
  const line = lenient.decode(bytes);
  if (!["", ...clientCommands].some((command) => `${command}\r`.startsWith(line))) throw unknownCommand(line);
}

const unknownCommand = (line: string) => new FrameFault(`${JSON.stringify(line.slice(0, 20))} begins no frame that a client may send`);

const unescapes: Record<string, string> = { "\\\\": "\\", "\\r": "\r", "\\n": "\n", "\\c": ":" };
const escapes: Record<string, string> = { "\\": "\\\\", "\r": "\\r", "\n": "\\n", ":": "\\c" };

function unescape(text: string, version: "1.1" | "1.2"): string {
  return text.replaceAll(/\\[^]?/g, (pair) => {
    const plain = unescapes[pair];
    if (plain === undefined || (plain === "\r" && version === "1.1")) {
      throw new FrameFault(`a backslash in a header must begin one of \\\\ ${version === "1.1" ? "" : "\\r "}\\n \\c`);
    }
    return plain;
  });
}

/**
 * A header's name or value as this version writes it. 1.0 knows no escapes, so what would break its line becomes a space;
 * 1.1 has none for a return.
 */
const escape = (version: StompVersion, text: string): string =>
  version === "1.0"
    ? text.replaceAll(/[\r\n\0]/g, " ")
    : text.replaceAll(version === "1.1" ? /[\\\n:]/g : /[\\\r\n:]/g, (plain) => escapes[plain] ?? plain);

/** The frame up to its headers' end; append more lines, then the `tail`. CONNECTED is never escaped. */
export const head = (version: StompVersion, command: ClientCommand | ServerCommand, headers: Record<string, string>): string => {
  const style = command === "CONNECTED" || command === "CONNECT" ? "1.0" : version;
  return `${command}\n${Object.entries(headers)
    .map(([name, value]) => `${escape(style, name)}:${escape(style, value)}\n`)
    .join("")}`;
};

/** What ends a frame whose head is complete but for the body's length. */
export const tail = (body: string): string => (body === "" ? "\n\0" : `content-length:${encoder.encode(body).length}\n\n${body}\0`);

export const frame = (version: StompVersion, command: ClientCommand | ServerCommand, headers: Record<string, string>, body = ""): string =>
  head(version, command, headers) + tail(body);
