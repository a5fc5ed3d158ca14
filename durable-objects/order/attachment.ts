// What one of the order's sockets is: the part that survives sleep, at most 16 KB serialized.
import type { Audience } from "../../domain/order/audience";
import { SocketAttachment } from "../lib/socket-attachment";
import type { Standing } from "../lib/socket-protocol";
import { ofSession } from "../lib/unauthenticated-sockets";
import type { Viewer } from "../lib/viewer";
import type { Listener } from "./live-messages";

/** What a client asked for with the upgrade. `after`: the newest `seq` that it has. `whole`: it folds events itself. `origin`: of the page that asks. `address`: from where. */
export type Wish = { after?: number; whole: boolean; origin?: string; address: string };

/**
/**
 * `tokenBy`: epoch ms by which the first message must bring the token. `audience`: how it is shown the order, for all of its life, because changes are told
 * from what was shown before. `left`: it is nobody's any more; `from`: whose it was, while it has not answered that it is to go.
 */
export type Attachment =
  | { stage: "waiting"; tokenBy: number; wish: Wish }
  | { stage: "open"; viewer: Viewer; whole: boolean; audience?: Audience }
  | { stage: "left"; from?: string };

export const attached = new SocketAttachment<Attachment>({ stage: "left" });

/** One that was open before there were audiences was shown all of it. */
export const listenerOf = ({ whole, audience = "staff" }: Extract<Attachment, { stage: "open" }>): Listener => ({ whole, audience });

/** When the socket ends if nothing happens before, in epoch ms. */
export function deadlineOf(attachment: Attachment): number | undefined {
  if (attachment.stage === "left") return undefined;
  return attachment.stage === "waiting" ? attachment.tokenBy : attachment.viewer.exp * 1000;
}

/** As its conversation knows it. */
export function standing(socket: WebSocket): Standing<Wish> {
  const it = attached.read(socket);
  return it.stage === "open" ? { stage: "in", viewer: it.viewer } : it;
}

/** Who is in; undefined for who waits or has left. */
export function viewerOf(socket: WebSocket): Viewer | undefined {
  const it = attached.read(socket);
  return it.stage === "open" ? it.viewer : undefined;
}

/** As whose a socket counts that is not in; undefined for one that is nobody's any more. */
export function fromWhere(socket: WebSocket): string | undefined {
  const it = attached.read(socket);
  if (it.stage === "left") return it.from;
  return it.stage === "waiting" ? it.wish.address : ofSession(it.viewer.session);
}
