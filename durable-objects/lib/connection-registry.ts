// The sockets of one object by the sign-in that each belongs to: tells the sign-in's own object (durable-objects/session) when some come or
// go, and closes them when it says so. A call at connecting and one at leaving; none per message, none on waking.
import type { Principal } from "../../domain/access/principal";
import { objectStub, type ObjectNamespace } from "../../runtime/object-stub";
import { type Admission, type Holder, sessionName } from "../../protocol/session";
import { withTimeout } from "../../runtime/timeout";
import { log } from "../../runtime/log";
import { type Ending, refusedBySession, uncounted } from "./close-reasons";

/** Whose socket it is. Belongs into the socket's attachment, because that is what survives sleep. */
export type SocketOwner = Pick<Principal, "tenant" | "session" | "region">;

/** The session's object, as far as it matters here (RPC). */
export type SessionWord = {
  hold(holder: Holder, sockets: number, turn: number): Promise<Admission>;
  release(holder: Holder, sockets: number, turn: number): Promise<void>;
};

/**
 * A socket is whatever is open to one client: an order has streams, too. `holder`: who we are, in the region where we live.
 * `read`: whose socket it is, by its attachment; undefined for one that has not been let in, or has left.
 * `end`: says goodbye and closes. It may call `left`.
 */
export type ConnectionRegistryDeps<S extends object> = {
  ctx: { getWebSockets(): S[] } & Pick<DurableObjectState, "waitUntil">;
  sessions: ObjectNamespace<SessionWord>;
  holder: (owner: SocketOwner) => Holder;
  read: (socket: S) => SocketOwner | undefined;
  end: (socket: S, ending: Ending) => void;
};

/** A socket that waits for the word on it. `fate`: what has happened to it meanwhile. */
type Candidate<S> = { socket: S; fate?: "left" | "ended"; answer: PromiseWithResolvers<Admission> };

/**
 * One sign-in's sockets here. `asking`: those that the session's object is being asked about. `stale`: it may believe in more than `open`.
 * `overstated`: it has been told of those in `asking` as if they were open.
 */
type Group<S> = {
  owner: SocketOwner;
  open: Set<S>;
  waiting: Candidate<S>[];
  asking: Set<Candidate<S>>;
  stale: boolean;
  overstated: boolean;
  running: boolean;
};

/** Longer than the session's object asks others. */
const WORD_WITHIN_MS = 8_000;

/** Put one into the object (lib/live-connections.ts does), and the two questions of a `SocketHolder` on its class. */
export class ConnectionRegistry<S extends object = WebSocket> {
  readonly #deps: ConnectionRegistryDeps<S>;
  readonly #groups = new Map<string, Group<S>>();
  readonly #groupOf = new WeakMap<S, Group<S>>();
  readonly #candidates = new WeakMap<S, Candidate<S>>();
  #turn = 0;

  constructor(deps: ConnectionRegistryDeps<S>) {
    this.#deps = deps;
    for (const socket of deps.ctx.getWebSockets()) {
      const owner = deps.read(socket);
      if (owner) this.#enter(this.#group(owner), socket);
    }
  }

  /** Whether the socket may be open; harmless when repeated. Rejects when the session's object cannot be asked: nothing is known then. */
  async admit(socket: S, owner = this.#deps.read(socket)): Promise<Admission> {
    if (!owner) throw new Error("nobody owns the socket");
    if (this.#groupOf.has(socket)) return { ok: true };
    const known = this.#candidates.get(socket);
    if (known) return known.answer.promise;
    const candidate: Candidate<S> = { socket, answer: Promise.withResolvers() };
    this.#candidates.set(socket, candidate);
    const group = this.#group(owner);
    group.waiting.push(candidate);
    this.#start(group);
    return candidate.answer.promise;
  }

  /** Why the socket cannot be let in; undefined when it is. */
  async register(socket: S, owner: SocketOwner): Promise<Ending | undefined> {
    try {
      const admission = await this.admit(socket, owner);
      return admission.ok ? undefined : refusedBySession[admission.reason];
    } catch (error) {
      log("warn", "connection.count_failed", { session: nameOf(owner), error });
      return uncounted;
    }
  }

  /** The socket is gone, or is being closed. */
  left(socket: S): void {
    const candidate = this.#candidates.get(socket);
    if (candidate) candidate.fate ??= "left";
    const group = this.#groupOf.get(socket);
    if (!group) return;
    this.#groupOf.delete(socket);
    group.open.delete(socket);
    group.stale = true;
    this.#start(group);
  }

  /** Ends every socket of the session, also those that are just being let in. Nothing is reported: who asks knows. */
  end(session: string): void {
    for (const [name, group] of this.#groups) {
      if (group.owner.session !== session) continue;
      for (const candidate of [...group.waiting, ...group.asking]) candidate.fate = "ended";
      const sockets = [...group.open];
      group.open.clear();
      for (const socket of sockets) this.#groupOf.delete(socket);
      if (!group.running) this.#groups.delete(name);
      for (const socket of sockets) this.#end(socket);
    }
  }

  /** How many sockets of the session are open here, at most: with those that the session's object may be letting in at this moment. */
  holding(session: string): number {
    let sockets = 0;
    for (const group of this.#groups.values()) {
      if (group.owner.session !== session) continue;
      sockets += group.open.size + group.asking.size;
      group.overstated ||= group.asking.size > 0;
    }
    return sockets;
  }

  /** One word at a time per session, because two calls may overtake each other; whoever comes or goes meanwhile is in the next one. */
  #start(group: Group<S>): void {
    if (group.running) return;
    group.running = true;
    this.#deps.ctx.waitUntil(this.#run(group));
  }

  async #run(group: Group<S>): Promise<void> {
    while (group.waiting.length > 0 || group.stale) {
      if (group.waiting.length > 0) await this.#ask(group);
      else await this.#correct(group);
    }
    group.running = false;
    if (group.open.size === 0) this.#groups.delete(nameOf(group.owner));
  }

  /** Asks for all that wait at once; only when they are too many together, one by one. */
  async #ask(group: Group<S>): Promise<void> {
    for (const candidate of group.waiting.splice(0)) {
      if (candidate.fate) this.#settle(group, candidate, { ok: true });
      else group.asking.add(candidate);
    }
    if (group.asking.size === 0) return;
    try {
      const together = await this.#hold(group, group.asking.size);
      const final = together.ok || together.reason === "revoked" || group.asking.size === 1;
      let word: Admission = final ? together : { ok: true };
      for (const candidate of group.asking) {
        if (!final && word.ok) word = await this.#hold(group, 1);
        this.#settle(group, candidate, word);
      }
    } catch (error) {
      for (const { socket, answer } of group.asking) {
        this.#candidates.delete(socket);
        answer.reject(error);
      }
      group.asking.clear();
      group.stale = true; // the word may have been taken, though the answer was lost
    }
    group.stale ||= group.overstated;
    group.overstated = false;
  }

  #settle(group: Group<S>, candidate: Candidate<S>, word: Admission): void {
    const { socket, fate, answer } = candidate;
    const counted = group.asking.delete(candidate) && word.ok;
    this.#candidates.delete(socket);
    if (fate === "ended") return answer.resolve({ ok: false, reason: "revoked" });
    if (word.ok && fate === undefined) this.#enter(group, socket);
    else if (counted) group.stale = true;
    answer.resolve(word);
  }

  async #correct(group: Group<S>): Promise<void> {
    group.stale = false;
    try {
      await withTimeout(WORD_WITHIN_MS, this.#session(group).release(this.#deps.holder(group.owner), group.open.size, this.#next()));
    } catch (error) {
      // It believes in more than there are: it will ask when that matters.
      log("warn", "connection.release_failed", { session: nameOf(group.owner), error });
    }
  }

  #hold(group: Group<S>, more: number): Promise<Admission> {
    const word = this.#session(group).hold(this.#deps.holder(group.owner), group.open.size + more, this.#next());
    return withTimeout(WORD_WITHIN_MS, word);
  }

  #end(socket: S): void {
    try {
      this.#deps.end(socket, refusedBySession.revoked);
    } catch (error) {
      log("warn", "connection.end_failed", { error }); // its trouble is its own
    }
  }

  #enter(group: Group<S>, socket: S): void {
    group.open.add(socket);
    this.#groupOf.set(socket, group);
  }

  #session({ owner }: Group<S>): SessionWord {
    return objectStub(this.#deps.sessions, owner.region, nameOf(owner));
  }

  #group(owner: SocketOwner): Group<S> {
    const name = nameOf(owner);
    let group = this.#groups.get(name);
    if (!group) {
      const { tenant, session, region } = owner;
      group = {
        owner: { tenant, session, region },
        open: new Set(),
        waiting: [],
        asking: new Set(),
        stale: false,
        overstated: false,
        running: false,
      };
      this.#groups.set(name, group);
    }
    return group;
  }

  /** Larger with each word, also after sleep. */
  #next(): number {
    this.#turn = Math.max(Date.now(), this.#turn + 1);
    return this.#turn;
  }
}

const nameOf = ({ tenant, session }: SocketOwner) => sessionName(tenant, session);
