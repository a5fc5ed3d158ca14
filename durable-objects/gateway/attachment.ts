// What a socket is and wants: the part that survives the gateway's sleep. At most 16 KB serialized, which is why it is kept lean.
import type { Principal } from "../../domain/access/principal";
import type { StompVersion } from "../../protocol/stomp";
import { ofSession } from "../lib/unauthenticated-sockets";
import type { AckMode } from "./unacknowledged";

/** The token's essence. `roles`: only those that decide about a destination. */
export type Who = Pick<Principal, "tenant" | "user" | "roles" | "region" | "exp" | "session" | "module">;

/** `venue`: the subscription's `x-venue`. `ack`: it acknowledges what it gets; `config`: the name of its screen in receipts. */
export type Wish = { destination: string; venue?: string; ack?: AckMode; config?: string };

/**
 * `address`: from where it comes. `left`: it is nobody's any more; `from`: whose it was, while it has not answered that it is to go. `origin`: of the page that has opened the socket, as its browser says. `unfinishedBy`: epoch ms by which a frame that has begun must end. `connection`: the `session` of CONNECTED. `subscriptions` are by the client's own id.
 */
export type Attachment =
  | { stage: "waiting"; connectBy: number; address: string; origin?: string; unfinishedBy?: number }
  | { stage: "connected"; who: Who; version: StompVersion; connection: string; subscriptions: Map<string, Wish>; unfinishedBy?: number }
  | { stage: "left"; from?: string };

export type Connected = Extract<Attachment, { stage: "connected" }>;

export const FRAME_WITHIN_MS = 10_000;

export const read = (socket: WebSocket): Attachment => socket.deserializeAttachment();

/** False when it does not fit: then nothing has changed. */
export function keep(socket: WebSocket, attachment: Attachment): boolean {
  try {
    socket.serializeAttachment(attachment);
    return true;
  } catch {
    return false;
  }
}

/** As whose a socket counts that is not connected; undefined for one that is nobody's any more. */
export function fromWhere(attachment: Attachment): string | undefined {
  if (attachment.stage === "left") return attachment.from;
  return attachment.stage === "waiting" ? attachment.address : ofSession(attachment.who.session);
}
