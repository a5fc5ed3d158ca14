// What one of the order's sockets is: the part that survives sleep, at most 16 KB serialized.
import type { Ending, Viewer } from "./viewer";

/** What a client asked for with the upgrade. `after`: the newest `seq` that it has. `whole`: it folds events itself. */
export type Wish = { after?: number; whole: boolean };

/** `tokenBy`: epoch ms by which the first message must bring the token. */
export type Attachment =
  | { stage: "waiting"; tokenBy: number; wish: Wish }
  | { stage: "open"; viewer: Viewer; whole: boolean }
  | { stage: "left" };

const LEFT: Attachment = { stage: "left" };

/** Attachments as they were read or written last: a change is shown to many sockets, and reading one back costs more than the comparison it is for. */
const known = new WeakMap<WebSocket, Attachment>();

export function read(socket: WebSocket): Attachment {
  const found = known.get(socket);
  if (found) return found;
  const attachment: Attachment | null = socket.deserializeAttachment();
  if (!attachment) return LEFT; // it has been accepted and is nobody's yet
  known.set(socket, attachment);
  return attachment;
}

/** False when it does not fit: then nothing has changed. */
export function keep(socket: WebSocket, attachment: Attachment): boolean {
  try {
    socket.serializeAttachment(attachment);
  } catch {
    return false;
  }
  known.set(socket, attachment);
  return true;
}

/** When the socket ends if nothing happens before, in epoch ms. */
export function deadlineOf(attachment: Attachment): number | undefined {
  if (attachment.stage === "left") return undefined;
  return attachment.stage === "waiting" ? attachment.tokenBy : attachment.viewer.exp * 1000;
}

/** The platform also lists sockets that are closing, and they throw. */
export function close(socket: WebSocket, { code, reason }: Ending): void {
  try {
    socket.close(code, reason.slice(0, 120)); // the protocol allows 123 bytes
  } catch {
    // it has gone already
  }
}
