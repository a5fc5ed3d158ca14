// The order's own socket and its fallback over real connections, with the whole platform behind them.
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { signIn, type ApiClient } from "../scripts/platform/api-client.ts";
import { openTestPlatform, type TestPlatform } from "./platform.fixture.ts";

let house: TestPlatform;
let guest: ApiClient;
let manager: ApiClient;

beforeAll(async () => {
  house = await openTestPlatform();
  const { tenant, basicAuth, users } = house.sheet;
  guest = await signIn(house.platform.baseUrl, { tenant, basicAuth }, "anonymous", "");
  manager = await signIn(house.platform.baseUrl, { tenant, basicAuth }, users.admin.login, users.admin.password);
}, 120_000);
afterAll(() => house?.close());

async function opened(): Promise<string> {
  const created = await guest.call("POST", "/ordering-api/api/order/new", { orderType: "TAKE_AWAY" });
  return z.object({ orderId: z.string() }).parse(created.body).orderId;
}

const Heard = z.looseObject({
  id: z.string().optional(),
  seq: z.int().optional(),
  presence: z.array(z.object({ as: z.string() })).optional(),
});

async function dial(order: string, protocols: string[], query = "") {
  const url = `${house.platform.baseUrl.replace("http", "ws")}/ordering-api/api/order/${order}/live${query}`;
  const socket = new WebSocket(url, protocols);
  const heard: z.infer<typeof Heard>[] = [];
  socket.on("message", (data: Buffer) => void heard.push(Heard.parse(JSON.parse(data.toString()))));
  await new Promise((done, failed) => socket.once("open", done).once("error", failed));
  return { socket, heard, say: (message: unknown) => socket.send(JSON.stringify(message)) };
}
const watchers = (heard: z.infer<typeof Heard>[]) =>
  heard.flatMap(({ presence }) => (presence ? [presence.map(({ as }) => as).toSorted()] : []));

it("[OL60] a guest orders over the order's socket as a browser speaks it, and sees who else looks", async () => {
  const order = await opened();
  const mine = await dial(order, ["brigade.live.v1", `bearer.${guest.token}`]);
  expect(mine.socket.protocol).toBe("brigade.live.v1");
  const line = { productId: house.sheet.products.simple, quantity: 2 };
  mine.say({ id: "add", command: "append", body: { venue: house.sheet.venues[0]?.id, lines: [line] }, wait: true });
  mine.say({ id: "note", command: "comment", body: "no onions" });
  mine.say({ id: "no", command: "verify", body: {}, wait: true });
  await expect
    .poll(() => mine.heard.filter(({ id }) => id).map(({ id, status }) => [id, status]), { timeout: 20_000 })
    .toEqual([
      ["add", 200],
      ["note", 202],
      ["no", 403],
    ]);
  const theirs = await dial(order, ["brigade.live.v1"], `?tenant=${house.sheet.tenant}`);
  theirs.say({ token: manager.token });
  await expect.poll(() => theirs.heard.some(({ snapshot }) => snapshot), { timeout: 10_000 }).toBe(true);
  await expect.poll(() => watchers(mine.heard).at(-1), { timeout: 10_000 }).toEqual(["guest", "staff"]);
  theirs.socket.close(1000);
  await expect.poll(() => watchers(mine.heard).at(-1), { timeout: 10_000 }).toEqual(["guest"]);
  mine.socket.close(1000);
}, 60_000);

it("[OL61] where sockets are blocked a stream tells the same, and goes on where it was cut", async () => {
  const order = await opened();
  const listen = async (headers: Record<string, string> = {}) => {
    const hangUp = new AbortController();
    const res = await fetch(`${house.platform.baseUrl}/ordering-api/api/order/${order}/events`, {
      headers: { authorization: `Bearer ${guest.token}`, ...headers },
      signal: hangUp.signal,
    });
    if (!res.body) throw new Error(`no stream: ${res.status}`);
    const reader = res.body.getReader();
    let text = "";
    const until = async (what: string) => {
      while (!text.includes(what)) {
        const { done, value } = await reader.read();
        if (done) throw new Error(`the stream has ended after ${text}`);
        text += new TextDecoder().decode(value);
      }
      return text.match(/^(event|id): .*$/gm);
    };
    return { until, hangUp: () => hangUp.abort() };
  };
  const comment = (text: string) => guest.call("POST", `/ordering-api/api/order/${order}/comment`, text);
  const first = await listen();
  await comment("one");
  expect((await first.until("id: 2\n"))?.slice(0, 4)).toEqual(["event: snapshot", "id: 1", "event: change", "id: 2"]);
  first.hangUp();
  await comment("two");
  const second = await listen({ "last-event-id": "2" });
  await comment("three");
  expect((await second.until("id: 4\n"))?.slice(0, 4)).toEqual(["event: change", "id: 3", "event: change", "id: 4"]);
  second.hangUp();
}, 60_000);

it("[OL62] no worker complains on the way", () => {
  expect(house.said).toEqual([]);
});
