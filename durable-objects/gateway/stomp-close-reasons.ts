// Why a connection ends where STOMP has words of its own, and the ERROR that says so.
import { closing } from "../../protocol/live";
import { type ClientFrame, frame, versions } from "../../protocol/stomp";
import { type Ending, expired, tooSlow } from "../lib/close-reasons";
import type { Left } from "../lib/live-connections";
import type { Attachment } from "./attachment";

export const expiredQuietly: Ending = { ...expired, quiet: true };
export const slowQuietly: Ending = { ...tooSlow("connect again and ask for the newest state"), quiet: true };
export const unfinished: Ending = { code: closing.broken, reason: "the frame was not finished in time" };
export const unconnected: Ending = { code: closing.broken, reason: "CONNECT did not come in time" };
export const tooMuch: Ending = { code: closing.tooMany, reason: "too much at once; wait for receipts" };
export const tooManyRoles: Ending = { code: closing.forbidden, reason: "the token's venue roles are more than one connection can hold" };

export const broken = (reason: string): Ending => ({ code: closing.broken, reason });
export const forbidden = (reason: string): Ending => ({ code: closing.forbidden, reason });

/** `was`: what the socket was until now. `refused`: the frame that brought it about. */
export function errorFrame(was: Attachment | Left, { reason }: Ending, refused?: Pick<ClientFrame, "headers">): string {
  const receipt = refused?.headers.get("receipt");
  const headers = {
    message: reason,
    version: versions.toReversed().join(","),
    "content-type": "text/plain",
    ...(receipt !== undefined && { "receipt-id": receipt }),
  };
  return frame(was.stage === "connected" ? was.version : "1.0", "ERROR", headers, reason);
}
