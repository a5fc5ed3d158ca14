// For tests: a raw STOMP socket that remembers what it heard.
import { env, exports } from "cloudflare:workers";
import { expect } from "vitest";
import type { Principal } from "../../domain/access/principal";
import { signAccessToken } from "../../runtime/access-token";
import { readKeys } from "../../runtime/keys";
import { frame, type StompVersion } from "../../protocol/stomp";

export const ann = {
  tenant: "pizza",
  user: "0190a1b2-0000-7000-8000-00000000000a",
  login: "ann",
  roles: [],
  client: "web",
  region: "global",
} as const;

export const tokenOf = (who: Partial<Omit<Principal, "exp">> = {}, ttlSeconds = 600) =>
  signAccessToken(readKeys(env.KEYS), { ...ann, roles: [], session: `sign-in of ${who.user ?? ann.user}`, ...who }, Date.now(), ttlSeconds);

export const gateway = (n: number | string) => env.GATEWAY.getByName(`gateway/${n}`);

function remember(res: Response) {
  const socket = res.webSocket;
  if (!socket) throw new Error(`no socket: ${res.status}`);
  const heard: string[] = [];
  let closed: number | undefined;
  socket.addEventListener("message", ({ data }) => void heard.push(String(data)));
  socket.addEventListener("close", ({ code }) => void (closed = code));
  socket.accept();
  return {
    socket,
    heard,
    protocol: res.headers.get("sec-websocket-protocol"),
    send: (
      command: "CONNECT" | "STOMP" | "SUBSCRIBE" | "UNSUBSCRIBE" | "SEND" | "ACK" | "NACK" | "BEGIN" | "DISCONNECT",
      headers: Record<string, string>,
      version: StompVersion = "1.2",
    ) => socket.send(frame(version, command, headers)),
    hears: (text: string) => expect.poll(() => heard.join("")).toContain(text),
    messages: () => heard.filter((one) => one.startsWith("MESSAGE")),
    closes: (code: number) => expect.poll(() => closed).toBe(code),
  };
}

const upgrade = { upgrade: "websocket", "sec-websocket-protocol": "v10.stomp, v12.stomp" };

/** A socket on that gateway, whatever the API would have picked. */
export const dial = async (n: number | string) => remember(await gateway(n).fetch("https://api.test/ws", { headers: upgrade }));

export const dialApi = async (path: string, offered = upgrade["sec-websocket-protocol"]) =>
  remember(await exports.default.fetch(`https://api.test${path}`, { headers: { ...upgrade, "sec-websocket-protocol": offered } }));

/** A socket that is connected already. */
export async function connect(n: number | string, who: Partial<Omit<Principal, "exp">> = {}, ttlSeconds = 600) {
  const dialled = await dial(n);
  dialled.send("CONNECT", { login: await tokenOf(who, ttlSeconds), "accept-version": "1.0,1.1,1.2", "heart-beat": "4000,4000" });
  await dialled.hears("CONNECTED");
  return dialled;
}

/** … and that hears a destination from now on. */
export async function listen(
  n: number | string,
  destination: string,
  who: Partial<Omit<Principal, "exp">> = {},
  headers: Record<string, string> = {},
) {
  const connected = await connect(n, who);
  connected.send("SUBSCRIBE", { id: "sub-0", destination, receipt: "r0", ...headers });
  await connected.hears("receipt-id:r0");
  return connected;
}
