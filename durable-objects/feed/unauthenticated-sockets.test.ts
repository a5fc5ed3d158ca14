import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { venueFeed } from "../../protocol/feed";
import { TOKEN_WITHIN_MS } from "../../protocol/live";
import { tokenOf } from "../gateway/stomp-client.fixture";

const feed = (venue: string) => env.FEED.getByName(venueFeed("t1", venue));

/** The answer to an upgrade, whose socket is neither read nor closed: it never answers a close. */
async function knock(venue: string, address: string, token?: string): Promise<{ status: number; socket: WebSocket | null }> {
  const headers = { upgrade: "websocket", "x-brigade-address": address, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  const { status, webSocket } = await feed(venue).fetch("https://api.test/live", { headers });
  return { status, socket: webSocket };
}

async function knocks(times: number, venue: string, address: string, token?: string): Promise<number[]> {
  const answers = await Promise.all(Array.from({ length: times }, () => knock(venue, address, token)));
  return answers.map(({ status }) => status);
}

const letIn = (statuses: readonly number[]) => statuses.filter((status) => status === 101).length;

const later = (ms: number) => vi.spyOn(Date, "now").mockReturnValue(Date.now() + ms);

afterEach(() => vi.restoreAllMocks());

it("[XE2] 2,000 upgrades without a token, and none answers its close: a hundred are let in, the kitchen's screen always, with its token first or last", async () => {
  expect(letIn(await knocks(2_000, "v21", "10.0.0.1"))).toBe(100);
  await evictDurableObject(feed("v21"));
  expect(letIn(await knocks(10, "v21", "10.0.0.1"))).toBe(0);
  later(TOKEN_WITHIN_MS + 1);
  await runDurableObjectAlarm(feed("v21"));
  vi.restoreAllMocks();
  expect(letIn(await knocks(10, "v21", "10.0.0.1"))).toBe(0);

  const token = await tokenOf({ tenant: "t1", user: "kit", roles: ["ROLE_v21_KDS"] });
  expect((await knock("v21", "10.0.0.1", token)).status).toBe(101);
  const { socket } = await knock("v21", "10.0.0.2");
  const heard: string[] = [];
  socket?.addEventListener("message", ({ data }) => void heard.push(String(data)));
  socket?.accept();
  socket?.send(JSON.stringify({ token }));
  await expect.poll(() => heard[0]).toContain("snapshot");
});

it("[V60] who has closed, or has shown his token, takes no place at the door any more", async () => {
  const sockets = await Promise.all(Array.from({ length: 100 }, () => knock("v22", "10.0.0.1")));
  expect((await knock("v22", "10.0.0.1")).status).toBe(429);
  const [first, second] = sockets.map(({ socket }) => socket);
  first?.accept();
  first?.close(1000);
  await expect.poll(async () => (await knock("v22", "10.0.0.1")).status).toBe(101);
  expect((await knock("v22", "10.0.0.1")).status).toBe(429);
  second?.accept();
  second?.send(JSON.stringify({ token: await tokenOf({ tenant: "t1", user: "kit", roles: ["ROLE_v22_KDS"] }) }));
  await expect.poll(async () => (await knock("v22", "10.0.0.1")).status).toBe(101);
});

it("[V60] a client that answers its close takes no place any more", async () => {
  const { socket } = await knock("v23", "10.0.0.1");
  let closed: number | undefined;
  socket?.addEventListener("close", ({ code }) => void (closed = code));
  socket?.accept();
  socket?.send("no token");
  await expect.poll(() => closed).toBe(4401);
  expect(letIn(await knocks(101, "v23", "10.0.0.1"))).toBe(100);
});

it("[V62] sign-ins that are refused fill what is their own, and no address's", async () => {
  const token = await tokenOf({ tenant: "t1", user: "kit", roles: ["ROLE_v24_KDS"], session: "busy" });
  expect(letIn(await knocks(300, "v24", "10.0.0.1", token))).toBe(100);
  expect((await knock("v24", "10.0.0.1")).status).toBe(101);
  const other = await tokenOf({ tenant: "t1", user: "kim", roles: ["ROLE_v24_KDS"], session: "another" });
  expect((await knock("v24", "10.0.0.1", other)).status).toBe(101);
});

it("[V63] a gateway lets five hundred sockets of one address wait for their CONNECT, over SockJS without a websocket, too", async () => {
  const gateway = env.GATEWAY.getByName("gateway/0");
  const dial = async (address: string) =>
    (await gateway.fetch("https://api.test/ws", { headers: { upgrade: "websocket", "x-brigade-address": address } })).status;
  const statuses = await Promise.all(Array.from({ length: 600 }, () => dial("10.0.0.1")));
  expect(letIn(statuses)).toBe(500);
  const session = env.SOCKJS.getByName("one/stranger");
  const heard = await session.fetch("https://api.test/ws/one/stranger/xhr_streaming", { headers: { "x-brigade-address": "10.0.0.1" } });
  expect(await heard.text()).toContain('c[4429,"');
  expect(await dial("10.0.0.2")).toBe(101);
  expect(await runInDurableObject(gateway, (_, state) => state.getWebSockets().length)).toBe(501);
});
