// Why a socket or a stream ends, and how it is told.
import { closing, MAX_MESSAGE_BYTES } from "../../protocol/live";
import { MAX_CONNECTIONS } from "../../protocol/session";

/**
 * Codes from 4400 on say what HTTP says with the number after the 4.
 * `quiet`: the client has done nothing wrong, so that STOMP says no ERROR.
 */
export type Ending = { code: number; reason: string; quiet?: boolean };

export const expired: Ending = { code: closing.unauthorized, reason: "the access token has expired" };
export const late: Ending = { code: closing.unauthorized, reason: "no token came in time" };
export const tokenless: Ending = { code: closing.unauthorized, reason: "the first message must be {token}" };
export const another: Ending = { code: closing.forbidden, reason: "the token is of somebody else, or of another sign-in" };
export const foreign: Ending = { code: closing.forbidden, reason: "the chain allows no sockets from pages of this origin" };
export const tooLong: Ending = { code: closing.forbidden, reason: "the token is longer than one socket can keep" };
export const tooLarge: Ending = { code: closing.tooLarge, reason: `a message has at most ${MAX_MESSAGE_BYTES} bytes` };
export const tooMany: Ending = { code: closing.tooMany, reason: "more messages than are taken at once" };
export const uncounted: Ending = { code: closing.slow, reason: "the sign-in does not answer; try again" };

/** What a socket is closed with that its sign-in does not let in, or not leave in. */
export const refusedBySession = {
  revoked: { code: closing.unauthorized, reason: "the sign-in has ended" },
  "too-many": { code: closing.tooMany, reason: `a sign-in may have ${MAX_CONNECTIONS} sockets open; close one and connect again` },
} as const satisfies Record<string, Ending>;

/** `advice`: what its client does to have what it missed. */
export const tooSlow = (advice: string): Ending => ({ code: closing.slow, reason: `too slow; ${advice}` });

/** The platform also lists sockets that are closing, and they throw. `farewell`: said before. */
export function close(socket: WebSocket, ending: Ending, farewell?: (code: number, reason: string) => string): void {
  const reason = ending.reason.replaceAll(/[^ -~]/g, "?").slice(0, 120); // the protocol allows 123 bytes
  try {
    if (farewell) socket.send(farewell(ending.code, reason));
    socket.close(ending.code, reason);
  } catch {
    // it has gone already
  }
}
