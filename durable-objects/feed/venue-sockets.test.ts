import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { creating, id, kitchen, till } from "../../domain/order/given.fixture";
import { venueFeed } from "../../protocol/feed";
import { tokenOf } from "../gateway/stomp-client.fixture";
import { open, pay, soup } from "../order/open.fixture";
import { OrderObject } from "../order/order-object";
import { storeMenu } from "../order/stored-menu.fixture";

beforeAll(storeMenu);
afterEach(async () => {
  vi.restoreAllMocks();
  for (const socket of opened.splice(0)) socket.close(1000);
  await expect.poll(sockets).toBe(0);
});

type Change = { order: string; seq: number; body: { status: string }; gone?: true };
type Message = { seq: number; snapshot?: { id: string; status: string }[]; changes?: Change[] };

const opened: WebSocket[] = [];
const sockets = () => runInDurableObject(feed(), (_, state) => state.getWebSockets().length);
const feed = () => env.FEED.getByName(venueFeed("t1", "v1"));

async function screen(after?: number, { roles = ["ROLE_v1_KDS"], tenant = "t1" } = {}) {
  const token = await tokenOf({ tenant, user: "kit", roles }, 600);
  const query = after === undefined ? "" : `?after=${after}`;
  const res = await feed().fetch(`https://api.test/live${query}`, {
    headers: { upgrade: "websocket", authorization: `Bearer ${token}`, "sec-websocket-protocol": `brigade.live.v1, bearer.${token}` },
  });
  const socket = res.webSocket;
  if (!socket) return { status: res.status, said: await res.text() };
  opened.push(socket);
  const heard: Message[] = [];
  let closed: number | undefined;
  socket.addEventListener("message", ({ data }) => void heard.push(JSON.parse(String(data))));
  socket.addEventListener("close", ({ code }) => void (closed = code));
  socket.accept();
  return {
    status: 101,
    protocol: res.headers.get("sec-websocket-protocol"),
    socket,
    heard,
    closes: (code: number) => expect.poll(() => closed).toBe(code),
  };
}

async function connected(...args: Parameters<typeof screen>) {
  const one = await screen(...args);
  if (!one.heard) throw new Error(`no socket: ${one.status}`);
  await expect.poll(() => one.heard).not.toHaveLength(0);
  return one;
}

/** An order that the kitchen has to make. */
async function placed(n: number) {
  const one = open(n);
  await one.ask("c1", creating);
  await one.ask("c2", soup(n));
  await one.ask("c3", pay(n + 90, 1250), till);
  await expect.poll(() => feed().openOrders()).toContain(one.order);
  let asked = 0;
  const note = () => one.ask(`n${++asked}`, { type: "CommentOrder", id: crypto.randomUUID(), comment: `note ${asked}` });
  const end = async () => {
    await one.ask("e1", { type: "ProcessLines", lines: [id(n)] }, kitchen);
    await one.ask("e2", { type: "DeliverOrder" }, kitchen);
    await one.ask("e3", { type: "CloseOrder" }, kitchen);
  };
  return { ...one, note, end };
}

/** The one socket that is there: says how many bytes its client has not read. */
const onlySocket = () =>
  runInDurableObject(feed(), (_, state) => {
    const [socket] = state.getWebSockets();
    return (bytes: number) => void (socket && Object.defineProperty(socket, "bufferedAmount", { value: bytes, configurable: true }));
  });

const newest = (heard: Message[]) => heard.at(-1)?.seq ?? 0;

describe("a venue's own screens", () => {
  it("[F13] a screen is shown what is open, then each change with the next number, and what leaves as it left; also after sleep", async () => {
    const [one, two] = [await placed(1), await placed(2)];
    const { heard, protocol } = await connected();
    expect(protocol).toBe("brigade.live.v1");
    expect(heard[0]?.snapshot?.map((order) => order.id).toSorted()).toEqual([one.order, two.order].toSorted());
    const first = newest(heard);
    await one.note();
    await expect.poll(() => newest(heard)).toBe(first + 1);
    await evictDurableObject(feed());
    await two.note();
    await expect.poll(() => newest(heard)).toBe(first + 2);
    await two.end();
    await expect.poll(() => heard.at(-1)?.changes?.[0]).toMatchObject({ order: two.order, gone: true, body: { status: "CLOSED" } });
    const numbers = heard.map(({ seq }) => seq);
    expect(numbers).toEqual(numbers.map((_, index) => first + index));
  });

  it("[F14] a screen that comes back is shown what has changed since its number, once, and nothing when nothing has", async () => {
    const [one, two, three] = [await placed(11), await placed(12), await placed(13)];
    const before = await connected();
    const number = newest(before.heard);
    before.socket.close(1000);
    await one.note();
    await one.note();
    await two.end();
    await expect.poll(async () => (await feed().openOrders()).includes(two.order)).toBe(false);
    await evictDurableObject(feed());

    const again = await connected(number);
    const changes = again.heard[0]?.changes ?? [];
    const told = new Map(changes.map(({ order, gone = false }) => [order, gone]));
    expect(told).toEqual(new Map([[one.order, false], [two.order, true]])); // prettier-ignore
    expect(changes.find(({ order }) => order === one.order)?.seq).toBe((await one.read()).seq);
    const upToDate = await connected(newest(again.heard));
    expect(upToDate.heard[0]).toEqual({ seq: newest(again.heard), changes: [] });
    await three.note();
    await expect.poll(() => [newest(again.heard), newest(upToDate.heard)]).toEqual(Array(2).fill(newest(upToDate.heard)));
  });

  it("[F15] who names a number from before the count had a gap, or one that has not been, is shown the whole", async () => {
    const one = await placed(21);
    const before = await connected();
    const number = newest(before.heard);
    before.socket.close(1000);
    await expect.poll(sockets).toBe(0);
    const start = Date.now();
    vi.spyOn(Date, "now").mockImplementation(() => start + 3 * 60_000);
    await runDurableObjectAlarm(feed()); // notices that nobody is there
    vi.spyOn(Date, "now").mockImplementation(() => start + 6 * 60_000);
    await runDurableObjectAlarm(feed());
    vi.restoreAllMocks();
    await one.note();
    for (const after of [number, number + 1_000]) {
      const again = await connected(after);
      expect(again.heard[0]?.snapshot?.map((order) => order.id)).toContain(one.order);
      expect(newest(again.heard)).toBeGreaterThan(number);
      again.socket.close(1000);
    }
  });

  it("[F16] a screen that reads nothing gets no more changes, and the whole once it has read; one that never does is closed", async () => {
    const one = await placed(31);
    const slow = await connected();
    const unread = await onlySocket();
    unread(2 << 20);
    const healthy = await connected();
    for (const count of [2, 3]) {
      await one.note();
      await expect.poll(() => healthy.heard.length).toBe(count);
    }
    expect(slow.heard).toHaveLength(1);
    unread(0);
    await runDurableObjectAlarm(feed());
    await expect.poll(() => slow.heard.at(-1)?.snapshot?.length).toBeGreaterThan(0);
    expect(newest(slow.heard)).toBe(newest(healthy.heard));

    unread(2 << 20);
    await one.note();
    await expect.poll(() => healthy.heard.length).toBe(4);
    const later = Date.now() + 31_000;
    vi.spyOn(Date, "now").mockReturnValue(later);
    await runDurableObjectAlarm(feed());
    await slow.closes(1013);
  });

  it("[F17] nothing leaves after the token's end, and the alarm closes the screen then", async () => {
    const { closes, heard } = await connected();
    const shown = heard.length;
    const later = Date.now() + 601_000;
    vi.spyOn(Date, "now").mockReturnValue(later);
    await runDurableObjectAlarm(feed());
    await closes(4401);
    expect(heard).toHaveLength(shown);
  });

  it("[F18] only the venue's staff come in: another venue's and another chain's are refused", async () => {
    expect((await screen(undefined, { roles: ["ROLE_v2_KDS"] })).status).toBe(403);
    expect((await screen(undefined, { roles: [] })).status).toBe(403);
    expect((await screen(undefined, { tenant: "t2" })).status).toBe(403);
  });

  it("[F19] when the venue's orders do not answer, the screen is closed to come again, never left blank", async () => {
    await placed(41);
    await evictDurableObject(feed());
    vi.spyOn(OrderObject.prototype, "since").mockImplementation(() => {
      throw new Error("moved");
    });
    const one = await screen();
    await one.closes?.(1013);
  });
});
