// What passes between a sign-in's own object and the objects that hold its sockets (RPC, plain data).
// A session is one sign-in: the line of tokens that a refresh continues.
// Its object counts the sockets and, when the sign-in is revoked, has all of them closed.
import type { Region } from "../domain/access/principal";

export const sessionName = (tenant: string, session: string) => `${tenant}/session/${session}`;

/** Sockets that one sign-in may have open at a time, over all objects. */
export const MAX_CONNECTIONS = 100;

/** An object that holds sockets. `region`: where it lives. */
export type Holder = { kind: "gateway" | "feed" | "order"; name: string; region: Region };

/** The word of a session about another socket of its own. */
export type Admission = { ok: true } | { ok: false; reason: "revoked" | "too-many" };

/** What every object with sockets can be asked (RPC). */
export type SocketHolder = {
  /** Closes every socket of the session with 4401. */
  end(session: string): void | Promise<void>;
  /** Sockets of the session that are open here. */
  holding(session: string): number | Promise<number>;
};
