// For tests: a SockJS client by hand, over HTTP and over a websocket.
import { env, exports } from "cloudflare:workers";
import { expect } from "vitest";
import type { Principal } from "../../domain/access/principal";
import { frame, type ClientCommand } from "../../protocol/stomp";
import { tokenOf } from "../gateway/stomp-client.fixture";

export const ask = (path: string, init?: RequestInit) => exports.default.fetch(new Request(`https://api.test/ws${path}`, init));

export const post = (path: string, body?: string, headers: Record<string, string> = {}) =>
  ask(path, { method: "POST", body: body ?? null, headers });

export const stomp = (command: ClientCommand, headers: Record<string, string>) => frame("1.2", command, headers);

export const connecting = async (who: Partial<Omit<Principal, "exp">> = {}) =>
  stomp("CONNECT", { login: await tokenOf(who), "accept-version": "1.2", "heart-beat": "4000,4000" });

/** The object of a session of `anySession`. */
export const sessionObject = (path: string) => env.SOCKJS.getByName(path.slice(1));

export const anySession = () => `/000/${crypto.randomUUID()}`;

/** The texts in message frames. */
export const textsIn = (frames: readonly string[]): string[] =>
  frames.filter((one) => one.startsWith("a")).flatMap((one): string[] => JSON.parse(one.slice(1)));

/** An answer whose frames are remembered as they come. */
export async function listenAt(path: string, headers: Record<string, string> = {}) {
  const answer = await post(path, undefined, headers);
  if (!answer.body) throw new Error(`no body: ${answer.status}`);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  const heard: string[] = [];
  let ended = false;
  const reading = (async () => {
    for (let rest = ""; ;) {
      const { value, done } = await reader.read();
      if (done) break;
      const lines = (rest + value).split("\n");
      rest = lines.pop() ?? "";
      heard.push(...lines);
    }
    ended = true;
  })();
  reading.catch(() => {}); // cut off
  return {
    answer,
    heard,
    hears: (text: string) => expect.poll(() => textsIn(heard).join("")).toContain(text),
    frames: (...frames: string[]) => expect.poll(() => heard).toEqual(frames),
    ends: () => expect.poll(() => ended).toBe(true),
    leave: () => reader.cancel(),
  };
}

/** A SockJS websocket on that gateway, whatever the API would have picked. */
export async function dialSockJs(n: string) {
  const answer = await env.GATEWAY.getByName(`sockjs/${n}`).fetch("https://api.test/ws/000/x/websocket", {
    headers: { upgrade: "websocket" },
  });
  return rememberSocket(answer);
}

export function rememberSocket(answer: Response) {
  const socket = answer.webSocket;
  if (!socket) throw new Error(`no socket: ${answer.status}`);
  const heard: string[] = [];
  let closed: { code: number; reason: string } | undefined;
  socket.addEventListener("message", ({ data }) => void heard.push(String(data)));
  socket.addEventListener("close", ({ code, reason }) => void (closed = { code, reason }));
  socket.accept();
  return {
    socket,
    heard,
    say: (...texts: string[]) => socket.send(JSON.stringify(texts)),
    hears: (text: string) => expect.poll(() => textsIn(heard).join("")).toContain(text),
    closes: (code: number) => expect.poll(() => closed?.code).toBe(code),
  };
}
