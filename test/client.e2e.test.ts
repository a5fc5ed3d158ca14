// The typed client in Node against the whole platform, over a connection that is cut again and again.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { memoryQueue, type OpenedOrder, type OpenedVenue, openOrder, openVenue } from "../client/index";
import { type ApiClient, signIn } from "../scripts/platform/api-client.ts";
import { type TestPlatform, openTestPlatform } from "./platform.fixture.ts";
import { openFlakyNetwork, type FlakyNetwork } from "./flaky-network.ts";

const SOON = { timeout: 30_000 };

let house: TestPlatform;
let signal: FlakyNetwork;
let guest: ApiClient;
let order: string;
const opened: (OpenedOrder | OpenedVenue)[] = [];

beforeAll(async () => {
  house = await openTestPlatform();
  signal = await openFlakyNetwork(house.sheet.baseUrl);
}, 120_000);
afterAll(async () => {
  await signal?.close();
  await house?.close();
});
beforeEach(async () => {
  guest = await signIn(house.sheet.baseUrl, house.sheet, "anonymous", "");
  order = (await accepted(guest, "new", { orderType: "TAKE_AWAY" })).orderId;
  await accepted(guest, `${order}/append`, {
    venue: house.sheet.venues[0]?.id,
    lines: [{ productId: house.sheet.products.simple, quantity: 2 }],
  });
});
afterEach(() => {
  signal.mend();
  for (const client of opened.splice(0)) client.close();
});

async function accepted(who: ApiClient, path: string, body: unknown): Promise<{ orderId: string }> {
  const answer = await who.call("POST", `/ordering-api/api/order/${path}`, body, { prefer: "wait" });
  expect(answer).toMatchObject({ status: 200 });
  return JSON.parse(JSON.stringify(answer.body));
}

/** The server stamps by its own clock. */
const withoutTimes = (json: unknown): unknown =>
  JSON.parse(JSON.stringify(json ?? null, (key, value) => (["lastChanged", "updated", "created", "timestamp"].includes(key) ? 0 : value)));

const open = <Client extends OpenedOrder | OpenedVenue>(client: Client): Client => {
  opened.push(client);
  return client;
};

it("[TC50] an order's client ends equal to the order, whatever is cut while it changes", async () => {
  const client = open(openOrder({ baseUrl: signal.baseUrl, order, token: async () => guest.token }));
  await expect.poll(() => client.view().connection.is, SOON).toBe("live");
  for (let n = 0; n < 12; n++) {
    if (n % 4 === 1) signal.cut();
    await accepted(guest, `${order}/contact`, { name: `Ann ${n}` });
    if (n % 4 === 3) signal.mend();
  }
  const now = await guest.call("GET", `/ordering-api/api/orders/${order}`);
  await expect.poll(() => client.view().confirmed, SOON).toEqual(now.body);
});

it("[TC55] where no websocket gets through, an order's client follows the order all the same, takes commands, and ends equal to it", async () => {
  signal.block();
  const client = open(openOrder({ baseUrl: signal.baseUrl, order, token: async () => guest.token }));
  await expect.poll(() => client.view().connection.is, SOON).toBe("live");
  expect((await client.send("comment", "by post")).status).toBe(200);
  for (let n = 0; n < 8; n++) {
    if (n === 3) signal.cut();
    await accepted(guest, `${order}/contact`, { name: `Ann ${n}` });
    if (n !== 5) continue;
    signal.mend();
    signal.block();
  }
  const now = await guest.call("GET", `/ordering-api/api/orders/${order}`);
  await expect.poll(() => client.view().confirmed, SOON).toEqual(now.body);
  expect(client.presence()).toEqual([]); // which only a socket tells
});

it("[TC51] commands that were given offline arrive in order, once each, and are answered", async () => {
  const client = open(openOrder({ baseUrl: signal.baseUrl, order, token: async () => guest.token, queue: memoryQueue() }));
  await expect.poll(() => client.view().connection.is, SOON).toBe("live");
  signal.cut();
  await expect.poll(() => client.view().connection.is, SOON).not.toBe("live");
  const words = ["one", "two", "three", "four"];
  const answers = Promise.all(words.map((word) => client.send("comment", word)));
  await expect.poll(() => client.view().pending.length, SOON).toBe(4);
  signal.mend();
  expect((await answers).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  await expect.poll(() => client.view().confirmed?.comments.map(({ comment }) => comment), SOON).toEqual(words);
  expect(client.view().pending).toEqual([]);
  expect((await client.send("lines/quantity", { line: crypto.randomUUID(), quantity: 1 })).status).toBe(404);
});

it("[TC54] what is previewed on the server's state is what the server then shows", async () => {
  const client = open(openOrder({ baseUrl: signal.baseUrl, order, token: async () => guest.token }));
  await expect.poll(() => client.presence(), SOON).toEqual([{ user: guest.user, as: "guest" }]);
  await accepted(guest, `${order}/contact`, { name: "Ann" });
  await expect.poll(() => client.view().confirmed?.users[0], SOON).toMatchObject({ name: "Ann" });
  const line = client.view().confirmed?.buckets[0]?.lines[0]?.id ?? "";
  signal.cut();
  await expect.poll(() => client.view().connection.is, SOON).not.toBe("live");
  const answers = Promise.all([
    client.send("lines/quantity", { line, quantity: 7 }),
    client.send("lines/split", { line, quantities: [3, 4] }),
    client.send("comment", "hello"),
  ]);
  await expect.poll(() => client.view().pending.map(({ previewed }) => previewed), SOON).toEqual([true, true, true]);
  const guess = withoutTimes(client.view().optimistic);
  signal.mend();
  expect((await answers).map(({ status }) => status)).toEqual([200, 200, 200]);
  await expect.poll(() => withoutTimes(client.view().confirmed), SOON).toEqual(guess);
});

it("[TC52] a venue's client sees an order come, change and go, and takes commands for it", async () => {
  const { login, password } = house.sheet.users.kds;
  const kitchen = await signIn(house.sheet.baseUrl, house.sheet, login, password);
  const venue = house.sheet.venues[0]?.id ?? "";
  const client = open(openVenue({ baseUrl: signal.baseUrl, venue, token: async () => kitchen.token }));
  await expect.poll(() => client.view().connection.is, SOON).toBe("live");
  expect(client.view().orders.has(order)).toBe(false);

  const till = await signIn(house.sheet.baseUrl, house.sheet, house.sheet.users.pos.login, house.sheet.users.pos.password);
  const { body } = await guest.call("GET", `/ordering-api/api/orders/${order}`);
  await accepted(till, `${order}/paymentUpdate`, { type: "CASH", amount: Reflect.get(Object(body), "total") });
  await expect.poll(() => client.view().orders.get(order)?.status, SOON).toBe("COMPLETED");

  const lines =
    client
      .view()
      .orders.get(order)
      ?.buckets.flatMap((bucket) => bucket.lines.map(({ id }) => id)) ?? [];
  expect((await client.send(order, "lines/processed", lines)).status).toBe(200);
  await expect.poll(() => client.view().orders.get(order)?.status, SOON).toBe("DELIVER");
  signal.cut();
  await expect.poll(() => client.view().connection.is, SOON).not.toBe("live");
  const [delivered, closed] = [client.send(order, "deliver"), client.send(order, "close")];
  signal.mend();
  expect([(await delivered).status, (await closed).status]).toEqual([200, 200]);
  await expect.poll(() => client.view().orders.has(order), SOON).toBe(false);
});

it("[TC53] what is not the caller's is given up with a reason", async () => {
  const stranger = await signIn(house.sheet.baseUrl, house.sheet, "anonymous", "");
  const foreign = open(openOrder({ baseUrl: signal.baseUrl, order, token: async () => stranger.token }));
  await expect.poll(() => foreign.view().connection, SOON).toEqual({ is: "closed", why: "not-found" });
  const kitchen = open(openVenue({ baseUrl: signal.baseUrl, venue: house.sheet.venues[0]?.id ?? "", token: async () => stranger.token }));
  await expect.poll(() => kitchen.view().connection, SOON).toEqual({ is: "closed", why: "forbidden" });
  const forged = open(openOrder({ baseUrl: signal.baseUrl, order, token: async () => `${guest.token}x` }));
  await expect.poll(() => forged.view().connection, SOON).toEqual({ is: "closed", why: "unauthorized" });
});
