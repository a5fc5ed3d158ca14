// Garbage on the sockets: whatever comes in, the platform answers or hangs up, and never calls it a mistake of its own.
import { WebSocket } from "ws";
import type { Dice } from "../lib/dice.ts";
import { nastyText, someBytes } from "./hostile-values.ts";

/** A frame that has begun may take ten seconds to end; what is silent longer hangs. */
const PATIENCE_MS = 15_000;
/** 1006: the connection went without a word. 1011: the platform's own mistake. */
const BAD_CODES = [1006, 1011];

/** Hangs up without a word. */
const GONE = 0;

/** `url`: `ws://…`. @returns what is wrong, or undefined */
export function garbageToGateway(url: string, token: string, destinations: readonly string[], dice: Dice): Promise<string | undefined> {
  const garbage = Array.from({ length: 1 + dice.int(4) }, () => chunk(destinations, dice));
  const greeting = dice.chance(0.7) ? [`CONNECT\naccept-version:1.${dice.int(3)}\nlogin:${token}\n\n\0`] : [];
  // Ends whatever has begun, and then asks for a sign of life.
  const probe = ["\0\n", "UNSUBSCRIBE\nid:none\nreceipt:alive\n\n\0"];
  const socket = new WebSocket(url, dice.chance(0.5) ? ["v12.stomp"] : []);
  return converse(socket, [...greeting, ...garbage, ...probe], (text) => text.includes("receipt-id:alive"), dice);
}

/** The order's own socket answers what it does not understand, and then still understands what it does. */
export function garbageToOrder(url: string, token: string, dice: Dice): Promise<string | undefined> {
  const probe = JSON.stringify({ id: "alive", command: "nothing" });
  const after = dice.chance(0.5) ? `?after=${dice.pick(["0", "1", "2", "999999", "-1", "", "x", "1e3", "0x1", "9007199254740993"])}` : "";
  const socket = new WebSocket(url + after, ["brigade.live.v1", `bearer.${token}`]);
  const garbage = Array.from({ length: 1 + dice.int(4) }, () => (dice.chance(0.5) ? nastyText(dice) : someBytes(dice, 400)));
  return converse(socket, [...garbage, probe], (text) => text.startsWith('{"id":"alive"'), dice);
}

/** Ends well with a close, a refusal of the upgrade, or the sign of life. */
function converse(
  socket: WebSocket,
  words: (string | Uint8Array)[],
  alive: (text: string) => boolean,
  dice: Dice,
): Promise<string | undefined> {
  const farewell = dice.pick([1000, 1001, 1003, 1011, 3000, 4999, GONE]);
  return new Promise((resolve) => {
    const done = (fault: string | undefined) => {
      clearTimeout(timer);
      resolve(fault && `${fault} after ${JSON.stringify(words.map((word) => Buffer.from(word).toString().slice(0, 200)))}`);
      if (farewell === GONE || socket.readyState !== WebSocket.OPEN) socket.terminate();
      else socket.close(farewell, "bye");
    };
    const timer = setTimeout(() => done(`silent for ${PATIENCE_MS / 1000} s`), PATIENCE_MS);
    socket.on("open", () => words.forEach((word) => socket.send(word)));
    socket.on("message", (data: Buffer) => alive(data.toString()) && done(undefined));
    socket.on("close", (code) => done(BAD_CODES.includes(code) ? `closed with ${code}` : undefined));
    socket.on("unexpected-response", (_, { statusCode = 0 }) => done(statusCode >= 500 ? `refused with ${statusCode}` : undefined));
    socket.on("error", (error) => done(String(error)));
  });
}

const COMMANDS = [
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
  "CONNECTED",
  "GET / HTTP/1.1",
];
const HEADERS = [
  "id",
  "destination",
  "receipt",
  "content-length",
  "heart-beat",
  "login",
  "accept-version",
  "x-venue",
  "selector",
  "constructor",
  "__proto__",
];

function chunk(destinations: readonly string[], dice: Dice): string | Uint8Array {
  switch (dice.int(8)) {
    case 0:
      return someBytes(dice, 400);
    case 1:
      return "\n".repeat(dice.int(200));
    case 2:
      return nastyText(dice);
    case 3:
      return `${dice.pick(COMMANDS)}\n${"h:v\n".repeat(dice.pick([31, 33, 20_000]))}\n\0`;
    default:
      return frameLike(destinations, dice);
  }
}

function frameLike(destinations: readonly string[], dice: Dice): string {
  const header = () => `${dice.pick(HEADERS)}${dice.chance(0.9) ? ":" : ""}${dice.chance(0.4) ? dice.pick(destinations) : nastyText(dice)}`;
  const good = dice.chance(0.5) ? `id:${dice.int(3)}\ndestination:${dice.pick(destinations)}\n` : "";
  const others = Array.from({ length: dice.int(4) }, () => `${header()}\n`).join("");
  const body = dice.chance(0.3) ? nastyText(dice) : "";
  return `${dice.pick(COMMANDS)}\n${good}${others}${dice.chance(0.9) ? "\n" : ""}${body}${dice.chance(0.9) ? "\0" : ""}`;
}
