// What one of the order's sockets is: the part that survives sleep, at most 16 KB serialized.
import { Attached } from "../lib/attached";
import type { Standing } from "../lib/conversation";
import type { Viewer } from "../lib/viewer";
import type { Audience } from "./live-messages";

/** What a client asked for with the upgrade. `after`: the newest `seq` that it has. `whole`: it folds events itself. `origin`: of the page that asks. */
export type Wish = { after?: number; whole: boolean; origin?: string };

/**
 * `tokenBy`: epoch ms by which the first message must bring the token. `guests`: is shown the order as its guests see it, for all of its life,
 * because changes are told from what was shown before.
 */
export type Attachment =
  | { stage: "waiting"; tokenBy: number; wish: Wish }
  | { stage: "open"; viewer: Viewer; whole: boolean; guests?: boolean }
  | { stage: "left" };

export const attached = new Attached<Attachment>({ stage: "left" });

export const audienceOf = ({ whole, guests = false }: Extract<Attachment, { stage: "open" }>): Audience => ({ whole, guests });

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
