// What stands around STOMP on a gateway's sockets: nothing, or SockJS. Pure.
import { err, ok, type Result } from "../../domain/result";
import type { GatewayKind } from "../../runtime/gateway-names";
import { closing, escaped, explained, messagesIn, OPENING } from "../../protocol/sockjs";

export type Framing = {
  /** Said to each new socket. */
  opening?: string;
  /** A lone heart-beat as it comes, and as it is answered. */
  beat: { asked: string; answered: string };
  /** `begin(a) + end(b)` is `a + b` as one message: what many sockets share is made once, what is a socket's own goes before it. */
  begin: (text: string) => string;
  end: (text: string) => string;
  /** The chunks of STOMP in a message, or why there are none to be found. */
  unwrap: (data: string | ArrayBuffer) => Result<readonly (string | ArrayBuffer)[], string>;
  /** Told before the socket is closed. */
  farewell?: (code: number, reason: string) => string;
};

const plain: Framing = {
  beat: { asked: "\n", answered: "\n" },
  begin: (text) => text,
  end: (text) => text,
  unwrap: (data) => ok([data]),
};

const sockjs: Framing = {
  opening: OPENING,
  beat: { asked: String.raw`["\n"]`, answered: String.raw`a["\n"]` },
  begin: (text) => `a["${escaped(text)}`,
  end: (text) => `${escaped(text)}"]`,
  unwrap: (data) => {
    if (typeof data !== "string") return err("SockJS messages are text");
    if (data === "") return ok([]); // the protocol has it ignored
    const found = messagesIn(data, "array or string");
    return found.ok ? found : err(explained[found.error]);
  },
  farewell: closing,
};

export const framings: Record<GatewayKind, Framing> = { gateway: plain, sockjs };
