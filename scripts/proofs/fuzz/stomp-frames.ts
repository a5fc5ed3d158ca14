// Good STOMP, to be made wrong: a connection as clients lead it, and a shift of bytes, headers and order that none of them would make.
import type { Dice } from "../lib/dice.ts";
import { nastyText, someBytes } from "./hostile-values.ts";

export type Talk = { token: string; destinations: readonly string[]; order: string };

export const greetingOf = ({ token }: Talk, dice: Dice): string =>
  `${dice.pick(["CONNECT", "STOMP"])}\naccept-version:${dice.pick(["1.2", "1.1,1.2", "1.0,1.1,1.2"])}\nhost:x\nheart-beat:4000,4000\nlogin:${token}\n\n\0`;

/** What may follow a greeting. */
export function goodFrame({ token, destinations, order }: Talk, dice: Dice): string {
  const id = dice.int(3);
  const receipt = dice.chance(0.3) ? `receipt:r${dice.int(100)}\n` : "";
  switch (dice.int(9)) {
    case 0:
      return `UNSUBSCRIBE\nid:${id}\n${receipt}\n\0`;
    case 1:
      return `${dice.pick(["ACK", "NACK"])}\nid:${dice.int(10)}\nsubscription:${id}\nmessage-id:${dice.int(10)}\n${receipt}\n\0`;
    case 2:
      return `${dice.pick(["BEGIN", "COMMIT", "ABORT"])}\ntransaction:t${id}\n${receipt}\n\0`;
    case 3:
      return `SEND\ndestination:${dice.pick(["/session/token", ...destinations])}\nlogin:${token}\ncontent-type:text/plain\ncontent-length:2\n${receipt}\nhi\0`;
    case 4:
      return `DISCONNECT\n${receipt}\n\0`;
    case 5:
      return "\n";
    default: {
      const ack = dice.pick(["", "ack:auto\n", "ack:client\n", "ack:client-individual\n"]);
      const resume = dice.pick(["", "resume-after:0\n", `resume-after:${order}=${dice.int(20)}\n`, `resume-after:${dice.int(9)}\n`]);
      return `SUBSCRIBE\nid:${id}\ndestination:${dice.pick(destinations)}\n${ack}${resume}${receipt}\n\0`;
    }
  }
}

const HUGE = 70_000;

/** One change: of bits, of bytes, of a header, or of what the frame is. */
export function mutatedFrame(frame: string, dice: Dice): Uint8Array {
  const bytes = Buffer.from(frame);
  const at = dice.int(bytes.length);
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (dice.int(13)) {
    case 0:
      return flipped(bytes, dice);
    case 1:
      return head;
    case 2:
      return Buffer.concat([head, head, tail]);
    case 3:
      return Buffer.concat([head, someBytes(dice, 12), tail]);
    case 4:
      return Buffer.concat([head, Buffer.from(dice.pick(["\0", "\0\0\0", "\r", "\n\n", ":", "\\", "\\t", "\ufeff"])), tail]);
    case 5:
      return Buffer.concat([
        head,
        Buffer.from(dice.pick([[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82]])),
        tail,
      ]);
    case 6:
      return withHeader(frame, dice.pick(["x", "id", "destination", "receipt", "login"]), "y".repeat(dice.pick([300, 9_000, HUGE])));
    case 7:
      return withHeader(
        frame,
        "content-length",
        dice.pick(["0", "1", "5", "65536", "70000", "-1", "1e3", "", " 2", "999999999", "0x10", "9".repeat(30)]),
      );
    case 8:
      return withHeader(
        frame,
        dice.pick(["accept-version", "heart-beat", "ack", "resume-after", "transaction", "__proto__"]),
        nastyText(dice),
      );
    case 9:
      return Buffer.from(frame.replaceAll("\n", dice.pick(["\r\n", "\r", "\n\n"])));
    case 10:
      return Buffer.from(
        frame.replace(/^[A-Z]+/, (command) =>
          dice.pick([command.toLowerCase(), `${command} `, "MESSAGE", "RECEIPT", "ERROR", "", "GET / HTTP/1.1"]),
        ),
      );
    case 11:
      return Buffer.from(`${frame.slice(0, -1)}${nastyText(dice)}${frame.slice(-1)}`);
    default:
      return Buffer.from(frame.replace("\n", `\n${"h:v\n".repeat(dice.pick([31, 33, 500]))}`));
  }
}

function flipped(bytes: Buffer, dice: Dice): Buffer {
  const changed = Buffer.from(bytes);
  for (let flips = 1 + dice.int(3); flips > 0; flips--) {
    const at = dice.int(changed.length);
    changed.writeUInt8(changed.readUInt8(at) ^ (1 << dice.int(8)), at);
  }
  return changed;
}

const withHeader = (frame: string, name: string, value: string): Buffer => Buffer.from(frame.replace("\n", `\n${name}:${value}\n`));

/**
 * As they go into the socket: now and then two in one message, one in two, or one before its time.
 * A text message must be UTF-8, or there is none.
 */
export function asMessages(frames: readonly Uint8Array[], dice: Dice): (string | Uint8Array)[] {
  const messages: Uint8Array[] = [];
  for (const frame of frames) {
    const before = messages.at(-1);
    if (before && dice.chance(0.15)) messages[messages.length - 1] = Buffer.concat([before, frame]);
    else if (dice.chance(0.15)) {
      const at = dice.int(frame.length + 1);
      messages.push(frame.subarray(0, at), frame.subarray(at));
    } else messages.push(frame);
  }
  if (messages.length > 1 && dice.chance(0.1)) messages.push(...messages.splice(0, 1));
  return messages.map((message) => (dice.chance(0.3) ? message : (textOf(message) ?? message)));
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}
