// A STOMP client that knows nothing of us, against all workers: what a till of another maker would do.
import { Client, type IMessage } from "@stomp/stompjs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { signIn } from "../scripts/platform/api-client.ts";
import { openTestPlatform, type TestPlatform } from "./platform.fixture.ts";

const said = (message: IMessage): unknown => JSON.parse(message.body);

let house: TestPlatform;
beforeAll(async () => {
  house = await openTestPlatform();
}, 120_000);
afterAll(() => house?.close());

it("[E10] a plain STOMP client at /ws hears its own order change, and the verdict on what it asked", async () => {
  const { tenant, basicAuth, users, venues, products } = house.sheet;
  const { login, password, uuid } = users.customer;
  const guest = await signIn(house.platform.baseUrl, { tenant, basicAuth }, login, password);
  const [orders, verdicts]: [IMessage[], IMessage[]] = [[], []];
  const client = new Client({
    webSocketFactory: () => new WebSocket(`${house.platform.baseUrl.replace("http", "ws")}/ws`, ["v12.stomp"]),
    connectHeaders: { login: guest.token, passcode: "" },
    heartbeatIncoming: 4000,
    heartbeatOutgoing: 4000,
    reconnectDelay: 0,
  });
  await new Promise<void>((ready, failed) => {
    client.onStompError = ({ headers }) => failed(new Error(headers.message));
    client.onConnect = () => {
      client.watchForReceipt("both", () => ready());
      client.subscribe(`/order-changes/${tenant}/${uuid}`, (message) => orders.push(message));
      client.subscribe(`/notifications/${tenant}/${uuid}`, (message) => verdicts.push(message), { receipt: "both" });
    };
    client.activate();
  });

  const created = await guest.call("POST", "/ordering-api/api/order/new", { orderType: "TAKE_AWAY" });
  const { orderId } = z.object({ orderId: z.string() }).parse(created.body);
  const append = (lines: object[], key: string) =>
    guest.call("POST", `/ordering-api/api/order/${orderId}/append`, { venue: venues[0]?.id, lines }, { "idempotency-key": key });
  await append([{ productId: products.simple, quantity: 2 }], "good");
  await append([{ productId: "no-such", quantity: 1 }], "bad");

  await expect.poll(() => orders.map(said), { timeout: 10_000 }).toContainEqual(expect.objectContaining({ id: orderId, status: "NEW" }));
  await expect
    .poll(() => verdicts.map(said), { timeout: 10_000 })
    .toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: "OrderAppliedEvents", orderId, correlationId: "good" }),
        expect.objectContaining({
          type: "OrderEventError",
          orderId,
          correlationId: "bad",
          codes: [expect.objectContaining({ code: "productNotFound" })],
        }),
      ]),
    );
  await client.deactivate();
}, 60_000);

it("[E11] a client that closes its socket is answered, on the order's own socket as at /ws", async () => {
  const { tenant, basicAuth } = house.sheet;
  const guest = await signIn(house.platform.baseUrl, { tenant, basicAuth }, "anonymous", "");
  const created = await guest.call("POST", "/ordering-api/api/order/new", { orderType: "DINE_IN" });
  const { orderId } = z.object({ orderId: z.string() }).parse(created.body);
  const codes = ["/ws", `/ordering-api/api/order/${orderId}/live`].map(async (path) => {
    const headers = { authorization: `Bearer ${guest.token}` };
    const socket = new WebSocket(house.platform.baseUrl.replace("http", "ws") + path, { headers });
    await new Promise((opened, failed) => socket.once("open", opened).once("error", failed));
    const closed = new Promise((done) => socket.once("close", done));
    socket.close(1000);
    return closed;
  });
  expect(await Promise.all(codes)).toEqual([1000, 1000]);
}, 20_000);

it("[X14] a product that is locked while it lies in a basket is flagged there, and the guest is told; when it is back the flag goes", async () => {
  const { tenant, basicAuth, users, venues, products } = house.sheet;
  const guest = await signIn(house.platform.baseUrl, { tenant, basicAuth }, users.customer.login, users.customer.password);
  const manager = await signIn(house.platform.baseUrl, { tenant, basicAuth }, users.admin.login, users.admin.password);
  const messages: unknown[] = [];
  const client = new Client({
    webSocketFactory: () => new WebSocket(`${house.platform.baseUrl.replace("http", "ws")}/ws`, ["v12.stomp"]),
    connectHeaders: { login: guest.token, passcode: "" },
    reconnectDelay: 0,
  });
  await new Promise<void>((ready) => {
    client.onConnect = () => {
      client.watchForReceipt("heard", () => ready());
      client.subscribe(`/notifications/${tenant}/${users.customer.uuid}`, (message) => messages.push(said(message)), { receipt: "heard" });
    };
    client.activate();
  });
  const lines = [{ productId: products.simple, quantity: 1 }];
  const created = await guest.call("POST", "/ordering-api/api/order/new", {
    orderType: "TAKE_AWAY",
    buckets: [{ venue: venues[0]?.id, lines }],
  });
  const { orderId } = z.object({ orderId: z.string() }).parse(created.body);
  const unavailable = async () => {
    const { body } = await guest.call("GET", `/ordering-api/api/orders/${orderId}`);
    return Object(body).buckets?.[0]?.lines?.[0]?.unavailable;
  };
  const lock = { id: "burnt-in-basket", products: [products.simple], instances: [venues[0]?.id] };
  expect((await manager.call("POST", "/menu-api/api/manage-locks", lock)).status).toBe(201);
  await expect.poll(unavailable, { timeout: 40_000, interval: 500 }).toBe("product-locked");
  await expect
    .poll(() => messages, { timeout: 10_000 })
    .toContainEqual(
      expect.objectContaining({ type: "OrderMessage", orderId, codes: [expect.objectContaining({ code: "lineUnavailable" })] }),
    );
  await manager.call("DELETE", `/menu-api/api/manage-locks/${lock.id}`, undefined);
  await expect.poll(unavailable, { timeout: 40_000, interval: 500 }).toBeUndefined();
  await client.deactivate();
}, 120_000);
