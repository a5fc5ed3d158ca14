// What a connection is and wants: the part that survives the gateway's sleep. At most 16 KB serialized, which is why it is kept lean.
import type { Principal } from "../../domain/access/principal";
import type { StompVersion } from "../../protocol/stomp";
import type { Deadline, Left } from "../lib/live-connections";
import { expiredQuietly, unconnected, unfinished } from "./stomp-close-reasons";
import type { AckMode } from "./unacknowledged";

/** The token's essence. `roles`: only those that decide about a destination. */
export type SocketPrincipal = Pick<Principal, "tenant" | "user" | "roles" | "region" | "exp" | "session" | "module">;

/** `venue`: the subscription's `x-venue`. `ack`: it acknowledges what it gets; `config`: the name of its screen in receipts. */
export type Subscription = { destination: string; venue?: string; ack?: AckMode; config?: string };

/**
 * `address`: from where it comes. `origin`: of the page that has opened the socket, as its browser says.
 * `unfinishedBy`: epoch ms by which a frame that has begun must end. `connection`: the `session` of CONNECTED.
 * `subscriptions` are by the client's own id.
 */
export type Attachment =
  | { stage: "waiting"; connectBy: number; address: string; origin?: string; unfinishedBy?: number }
  | {
      stage: "connected";
      who: SocketPrincipal;
      version: StompVersion;
      connection: string;
      subscriptions: Map<string, Subscription>;
      unfinishedBy?: number;
    };

export type Connected = Extract<Attachment, { stage: "connected" }>;

export const ownerOf = (attachment: Attachment | Left): SocketPrincipal | undefined =>
  attachment.stage === "connected" ? attachment.who : undefined;

export const addressOf = (attachment: Attachment): string | undefined => (attachment.stage === "waiting" ? attachment.address : undefined);

/** When and why the connection ends if nothing happens before. */
export function deadlineOf(attachment: Attachment): Deadline {
  const own =
    attachment.stage === "waiting"
      ? { at: attachment.connectBy, ending: unconnected }
      : { at: attachment.who.exp * 1000, ending: expiredQuietly };
  const { unfinishedBy } = attachment;
  return unfinishedBy !== undefined && unfinishedBy < own.at ? { at: unfinishedBy, ending: unfinished } : own;
}
