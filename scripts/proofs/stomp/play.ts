// Plays one script to one server and writes down what it answered, with everything that is the server's own (its ids,
// its words) put out of the way.
import { type IRawFrameType, Parser } from "@stomp/stompjs";
import { setTimeout as pause } from "node:timers/promises";
import { WebSocket } from "ws";
import type { Script, Step } from "./scripts.ts";
import type { Side, Stage } from "./servers.ts";

/** One line per frame, and how it ended if the server ended it. */
export type Transcript = string[];

/** How long nothing may come before a script goes on without what it waits for. Nothing in the scripts waits so long for either server. */
const SILENCE_MS = 10_000;
/** How long a server may take to close after an ERROR. */
const CLOSE_WITHIN_MS = 1_000;
/** What is heard of this subscription is not the script's. */
const FENCE = "the-end";

export async function play({ steps }: Script, side: Side): Promise<Transcript> {
  const stage = await side.stage();
  const line = await open(side.url);
  try {
    for (const step of steps) await take(step, stage, line);
    // A receipt says that all before it has been seen: what has not come by then will not come.
    if (!line.ended()) await take(`SUBSCRIBE\nid:${FENCE}\ndestination:{destination}\nreceipt:${FENCE}\n\n\0`, stage, line);
    if (!line.heard.some(isFence)) await line.settled();
    const { destination } = stage.words;
    const lines = line.heard.filter((frame) => !isFence(frame)).map((frame) => lineOf(frame).replaceAll(destination, "{destination}"));
    // One happening may be told several times as it settles.
    const once = lines.filter((one, n) => !one.startsWith("MESSAGE") || one !== lines[n - 1]);
    return [...once, ...(line.closed() ? ["closed"] : line.ended() ? ["left open"] : [])];
  } finally {
    line.socket.terminate();
  }
}

async function take(step: Step, stage: Stage, line: Line): Promise<void> {
  const since = line.heard.length;
  if (typeof step === "object" && "published" in step) {
    await stage.publish();
    return line.hears("MESSAGE", since);
  }
  if (line.socket.readyState !== WebSocket.OPEN) return;
  const sent = (Array.isArray(step) ? step : [step]).map((one) => filled(one, stage, line.heard));
  for (const one of sent) line.socket.send(one);
  const due = dueAfter(String(sent.at(-1)));
  if (due) await line.hears(due, since);
}

const dueAfter = (text: string) => (/^(CONNECT|STOMP)\r?\n/.test(text) ? "CONNECTED" : /\nreceipt:/.test(text) ? "RECEIPT" : undefined);

const isFence = (frame: IRawFrameType) => Object.values(headersOf(frame)).includes(FENCE);

/** `ended`: it is closed, or an ERROR has come, after which nothing may follow. */
type Line = {
  socket: WebSocket;
  heard: IRawFrameType[];
  closed(): boolean;
  ended(): boolean;
  /** Until a frame of this command has come since then, or the end. */
  hears(command: string, since: number): Promise<void>;
  /** Until it is clear whether the server closes. */
  settled(): Promise<void>;
};

async function open(url: string): Promise<Line> {
  const socket = new WebSocket(url, ["v10.stomp", "v11.stomp", "v12.stomp"]);
  const heard: IRawFrameType[] = [];
  let closed = false;
  let news = Promise.withResolvers<"news">();
  const tell = () => {
    news.resolve("news");
    news = Promise.withResolvers();
  };
  const parser = new Parser(
    (frame) => void heard.push(frame),
    () => {},
  );
  socket.on("message", (data: Buffer) => {
    parser.parseChunk(new Uint8Array(data).buffer);
    tell();
  });
  socket.on("close", () => {
    closed = true;
    tell();
  });
  await new Promise((opened, failed) => socket.once("open", opened).once("error", failed));
  const until = async (there: () => boolean, silence = SILENCE_MS) => {
    while (!there()) if ((await Promise.race([news.promise, pause(silence, "silence", { ref: false })])) === "silence") return;
  };
  const ended = () => closed || heard.some(({ command }) => command === "ERROR");
  return {
    socket,
    heard,
    closed: () => closed,
    ended,
    hears: (command, since) => until(() => ended() || heard.slice(since).some((frame) => frame.command === command)),
    settled: () => until(() => closed, CLOSE_WITHIN_MS),
  };
}

function filled(send: string | Uint8Array, { words }: Stage, heard: IRawFrameType[]): string | Buffer {
  const message = heard.findLast(({ command }) => command === "MESSAGE");
  const known = new Map([...Object.entries(message ? headersOf(message) : {}), ...Object.entries(words)]);
  const text = (typeof send === "string" ? send : Buffer.from(send).toString()).replaceAll(
    /\{[a-z-]+\}/g,
    (braced: string) => known.get(braced.slice(1, -1)) ?? "",
  );
  return typeof send === "string" ? text : Buffer.from(text);
}

/** Of a repeated header the first counts. */
const headersOf = ({ headers }: IRawFrameType): Record<string, string> =>
  Object.fromEntries(headers.toReversed().map(([name, value]) => [name, value]));

/** Headers of no standard meaning are the server's own. Values that must be there, but are its own, are shown as `*`. */
const SHOWN: Record<string, Record<string, "as it is" | "*">> = {
  CONNECTED: { version: "as it is", "heart-beat": "as it is", session: "*", server: "*" },
  MESSAGE: { subscription: "as it is", destination: "*", "message-id": "*", ack: "*", "content-type": "as it is", "content-length": "*" },
  RECEIPT: { "receipt-id": "as it is" },
  ERROR: { message: "*", "receipt-id": "as it is", "content-type": "as it is", "content-length": "*", version: "as it is" },
};

function lineOf(frame: IRawFrameType): string {
  const said = headersOf(frame);
  const shown = Object.entries(SHOWN[String(frame.command)] ?? {}).flatMap(([name, how]) => {
    const value = said[name];
    return value === undefined ? [] : [`${name}:${how === "*" ? "*" : value}`];
  });
  const length = frame.binaryBody?.byteLength ?? 0;
  const stated = said["content-length"];
  const wrong = stated !== undefined && Number(stated) !== length ? [`(content-length says ${stated}, there are ${length})`] : [];
  return [frame.command, ...shown, ...(length > 0 ? ["+ body"] : []), ...wrong].join(" ");
}
