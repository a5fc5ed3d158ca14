// How a connection ends: when, and what its client is told.
import { type ClientFrame, frame, versions } from "../../protocol/stomp";
import { type Attachment, read } from "./attachment";
import type { Framing } from "./framing";

/** Codes from 4400 on say what HTTP says with the number after the 4. */
export type Ending = { code: number; message: string };

export const expired: Ending = { code: 4401, message: "the access token has expired" };
const unfinished: Ending = { code: 1002, message: "the frame was not finished in time" };
const unconnected: Ending = { code: 1002, message: "CONNECT did not come in time" };
export const tooMuch: Ending = { code: 4429, message: "too much at once; wait for receipts" };
export const tooSlow: Ending = { code: 1013, message: "too slow; connect again and ask for the newest state" };

/** When and why the connection ends if nothing happens before. `quiet`: the client has done nothing wrong and gets no ERROR. */
export function deadline(attachment: Attachment): { at: number; ending: Ending; quiet: boolean } | undefined {
  if (attachment.stage === "left") return undefined;
  const own =
    attachment.stage === "waiting"
      ? { at: attachment.connectBy, ending: unconnected, quiet: false }
      : { at: attachment.who.exp * 1000, ending: expired, quiet: true };
  const { unfinishedBy } = attachment;
  return unfinishedBy !== undefined && unfinishedBy < own.at ? { at: unfinishedBy, ending: unfinished, quiet: false } : own;
}

/** The ERROR frame. `refused`: the frame that brought it about. Call it while the socket's attachment still says which version is spoken. */
export function tell(socket: WebSocket, { begin, end }: Framing, { message }: Ending, refused?: Pick<ClientFrame, "headers">): void {
  const state = read(socket);
  const receipt = refused?.headers.get("receipt");
  const headers = {
    message,
    version: versions.toReversed().join(","),
    "content-type": "text/plain",
    ...(receipt !== undefined && { "receipt-id": receipt }),
  };
  try {
    socket.send(begin(frame(state.stage === "connected" ? state.version : "1.0", "ERROR", headers, message)) + end(""));
  } catch {
    // it has gone already
  }
}

export function close(socket: WebSocket, { farewell }: Framing, { code, message }: Ending): void {
  const reason = message.replaceAll(/[^ -~]/g, "?").slice(0, 120); // the protocol allows 123 bytes
  try {
    if (farewell) socket.send(farewell(code, reason));
    socket.close(code, reason);
  } catch {
    // it has gone already
  }
}
