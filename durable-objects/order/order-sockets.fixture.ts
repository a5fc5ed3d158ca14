// For tests: somebody at an order's own socket or stream, who remembers what was said.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { z } from "zod";
import type { Principal } from "../../domain/access/principal";
import { signAccessToken } from "../../runtime/access-token";
import { readKeys } from "../../runtime/keys";
import type { OrderObject } from "./order-object";

const ann = { tenant: "t1", user: "ann", login: "ann", roles: ["ROLE_ANONYMOUS"], client: "web", region: "global" as const };
export const kit = { ...ann, user: "kit", login: "kit", roles: ["ROLE_v1_KDS"] };

export const tokenOf = (who: Partial<Omit<Principal, "exp">> = {}, ttlSeconds = 600) =>
  signAccessToken(readKeys(env.KEYS), { ...ann, session: `sign-in of ${who.user ?? ann.user}`, ...who }, Date.now(), ttlSeconds);

type Stub = DurableObjectStub<OrderObject>;
/** What any of the messages may have. */
export type Heard = {
  seq?: number;
  snapshot?: unknown;
  state?: unknown;
  events?: { seq: number; type: string }[];
  patch?: unknown[];
  presence?: { user: string; as: string }[];
  id?: string;
  status?: number;
  body?: { type?: string; order?: unknown; errors?: { pointer: string }[] };
  token?: { exp: number };
  problem?: { type: string; status: number; errors?: { pointer: string }[]; retryAfterSeconds?: number };
};

export function listenTo(res: Response) {
  const socket = res.webSocket;
  if (!socket) throw new Error(`no socket: ${res.status}`);
  const heard: Heard[] = [];
  const texts: string[] = [];
  let closed: number | undefined;
  socket.addEventListener("message", ({ data }) => {
    texts.push(String(data));
    if (data !== "pong") heard.push(JSON.parse(String(data)));
  });
  socket.addEventListener("close", ({ code }) => void (closed = code));
  socket.accept();
  return {
    socket,
    heard,
    texts,
    say: (message: unknown) => socket.send(JSON.stringify(message)),
    presence: () => heard.flatMap(({ presence }) => (presence ? [presence.map(({ user, as }) => `${user}:${as}`).join(" ")] : [])),
    answers: () => heard.filter(({ id }) => id !== undefined),
    isClosed: () => closed !== undefined,
    closes: (code: number) => expect.poll(() => closed).toBe(code),
  };
}

/** A socket whose token came with the upgrade; without a token it waits for the first message. */
export async function dial(stub: Stub, token: string | undefined, query = "") {
  const headers = { upgrade: "websocket", ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  return listenTo(await stub.fetch(`https://api.test/live${query}`, { headers }));
}

/** Reads on when asked: a reader that is not asked stands still. */
export async function stream(stub: Stub, token: string, query = "", headers: Record<string, string> = {}) {
  const res = await stub.fetch(`https://api.test/order/events${query}`, { headers: { authorization: `Bearer ${token}`, ...headers } });
  return readStream(res);
}

const blocksOf = (text: string) => text.split("\n\n").slice(0, -1);

export function readStream(res: Response) {
  if (!res.body) throw new Error(`no stream: ${res.status}`);
  const reader = res.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let over: "ended" | "cut" | undefined;
  const more = async () => {
    try {
      const { done, value } = await reader.read();
      if (done) over = "ended";
      else text += decoder.decode(value, { stream: true });
    } catch {
      over = "cut";
    }
    return over === undefined;
  };
  return {
    res,
    text: () => text,
    /** Blocks as they came: `event: …`, `id: …`, `data: …`; a beat is `:`. */
    until: async (found: (blocks: string[]) => boolean) => {
      while (!found(blocksOf(text)) && (await more()));
      return blocksOf(text);
    },
    toEnd: async () => {
      while (await more());
      return over;
    },
    hangUp: () => reader.cancel(),
  };
}

export const alarmOf = (stub: Stub) => runInDurableObject(stub, (_, { storage }) => storage.getAlarm());

/** The bodies of the order's events. */
export const storedBy = ({ rows }: { rows: (sql: string) => Promise<Record<string, unknown>[]> }) =>
  rows("SELECT body FROM events ORDER BY seq").then((all) => all.map(({ body }) => z.string().parse(body)));
