// Why looking at something live ends.
import { closing, MAX_MESSAGE_BYTES } from "../../protocol/live";

/** Why a socket or a stream ends. Codes from 4400 on say what HTTP says with the number after the 4. */
export type Ending = { code: number; reason: string };

export const expired: Ending = { code: closing.unauthorized, reason: "the access token has expired" };
export const late: Ending = { code: closing.unauthorized, reason: "no token came in time" };
export const tokenless: Ending = { code: closing.unauthorized, reason: "the first message must be {token}" };
export const another: Ending = { code: closing.forbidden, reason: "the token is of somebody else, or of another sign-in" };
export const foreign: Ending = { code: closing.forbidden, reason: "the chain allows no sockets from pages of this origin" };
export const tooLong: Ending = { code: closing.forbidden, reason: "the token is longer than one socket can keep" };
export const tooLarge: Ending = { code: closing.tooLarge, reason: `a message has at most ${MAX_MESSAGE_BYTES} bytes` };
export const tooMany: Ending = { code: closing.tooMany, reason: "more messages than are taken at once" };
export const tooSlow: Ending = { code: closing.slow, reason: "too slow; connect again with ?after=" };

export const endingOf = ({ code, message }: { code: number; message: string }): Ending => ({ code, reason: message });

/** The platform also lists sockets that are closing, and they throw. */
export function close(socket: WebSocket, { code, reason }: Ending): void {
  try {
    socket.close(code, reason.slice(0, 120)); // the protocol allows 123 bytes
  } catch {
    // it has gone already
  }
}
