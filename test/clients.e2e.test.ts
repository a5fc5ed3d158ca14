// STOMP clients that know nothing of us, each in every version that it speaks, against all workers.
// (@stomp/stompjs is in stomp-client.e2e.test.ts.)
import { RxStomp } from "@stomp/rx-stomp";
import { type IMessage, Versions } from "@stomp/stompjs";
import { afterAll, beforeAll, expect, it } from "vitest";
import webstomp from "webstomp-client";
import { WebSocket } from "ws";
import { z } from "zod";
import { signIn } from "../scripts/platform/api-client.ts";
import { openTestPlatform, type TestPlatform } from "./platform.fixture.ts";

let house: TestPlatform;
beforeAll(async () => {
  house = await openTestPlatform();
}, 120_000);
afterAll(() => house?.close());

type Version = "1.0" | "1.1" | "1.2";

/** `hear`: subscribes; resolves when the server says that it knows. */
type Stranger = {
  version: string | undefined;
  hear(destination: string, tell: (body: string) => void): Promise<void>;
  leave(): Promise<void>;
};
type Maker = (url: string, token: string, version: Version) => Promise<Stranger>;

const subprotocol = (version: Version) => `v${version.replace(".", "")}.stomp`;

const openRxStomp: Maker = async (url, token, version) => {
  const client = new RxStomp();
  client.configure({
    webSocketFactory: () => new WebSocket(url, [subprotocol(version)]),
    stompVersions: new Versions([version]),
    connectHeaders: { login: token, passcode: "" },
    heartbeatIncoming: 4000,
    heartbeatOutgoing: 4000,
    reconnectDelay: 0,
    ...(version === "1.1" && { forceBinaryWSFrames: true }),
    ...(version === "1.0" && { splitLargeFrames: true, maxWebSocketChunkSize: 64 }),
  });
  const connected = new Promise<void>((resolve, reject) => {
    client.connected$.subscribe(() => resolve());
    client.stompErrors$.subscribe(({ headers }) => reject(new Error(headers.message)));
  });
  client.activate();
  await connected;
  const answered = new Promise<string | undefined>((resolve) => client.serverHeaders$.subscribe(({ version: spoken }) => resolve(spoken)));
  return {
    version: await answered,
    hear: async (destination, tell) => {
      const known = new Promise<void>((resolve) => client.asyncReceipt(destination).then(() => resolve(), () => {})); // prettier-ignore
      client.watch({ destination, subHeaders: { receipt: destination } }).subscribe(({ body }: IMessage) => tell(body));
      await known;
    },
    leave: () => client.deactivate(),
  };
};

const openWebstomp: Maker = async (url, token, version) => {
  const client = webstomp.over(new WebSocket(url, [subprotocol(version)]), {
    debug: false,
    heartbeat: { outgoing: 4000, incoming: 4000 },
    protocols: [subprotocol(version)],
    ...(version === "1.1" && { binary: true }),
  });
  const receipts = new Map<string, () => void>();
  client.onreceipt = ({ headers }) => receipts.get(z.string().parse(Object(headers)["receipt-id"]))?.();
  const connected = await new Promise<unknown>((resolve, reject) => {
    client.connect({ login: token, passcode: "", host: "any" }, resolve, (refused) => reject(new Error(JSON.stringify(refused))));
  });
  return {
    version: z.object({ headers: z.object({ version: z.string() }) }).parse(connected).headers.version,
    hear: (destination, tell) =>
      new Promise((known) => {
        receipts.set(destination, known);
        client.subscribe(destination, ({ body }) => tell(body), Object.assign({ id: destination }, { receipt: destination }));
      }),
    leave: () => new Promise((left) => client.disconnect(() => left())),
  };
};

const makers: [string, Version, Maker][] = (["1.0", "1.1", "1.2"] as const).flatMap((version) => [
  ["@stomp/rx-stomp", version, openRxStomp],
  ["webstomp-client", version, openWebstomp],
]);

it.each(makers)(
  "[G125] %s in %s hears its own order change and the verdict on what it asked",
  async (_, version, open) => {
    const { tenant, basicAuth, venues, products } = house.sheet;
    const guest = await signIn(house.platform.baseUrl, { tenant, basicAuth }, "anonymous", "");
    const client = await open(`${house.platform.baseUrl.replace("http", "ws")}/ws`, guest.token, version);
    expect(client.version).toBe(version);
    const [orders, verdicts]: [unknown[], unknown[]] = [[], []];
    await client.hear(`/order-changes/${tenant}/${guest.user}`, (body) => orders.push(JSON.parse(body)));
    await client.hear(`/notifications/${tenant}/${guest.user}`, (body) => verdicts.push(JSON.parse(body)));

    const created = await guest.call("POST", "/ordering-api/api/order/new", { orderType: "TAKE_AWAY" });
    const { orderId } = z.object({ orderId: z.string() }).parse(created.body);
    const append = (productId: string, key: string) =>
      guest.call(
        "POST",
        `/ordering-api/api/order/${orderId}/append`,
        { venue: venues[0]?.id, lines: [{ productId, quantity: 1, comment: "żółw : 🍕" }] },
        { "idempotency-key": key },
      );
    await append(products.simple, "good");
    await append("no-such", "bad");

    const within = { timeout: 15_000 };
    await expect.poll(() => orders, within).toContainEqual(expect.objectContaining({ id: orderId, status: "NEW" }));
    await expect.poll(() => JSON.stringify(orders), within).toContain("żółw : 🍕");
    await expect
      .poll(() => verdicts, within)
      .toContainEqual(expect.objectContaining({ type: "OrderAppliedEvents", orderId, correlationId: "good" }));
    await expect
      .poll(() => verdicts, within)
      .toContainEqual(expect.objectContaining({ type: "OrderEventError", orderId, correlationId: "bad" }));
    await client.leave();
  },
  60_000,
);

it.each(makers)(
  "[G125] %s in %s is told why it may not come in",
  async (_, version, open) => {
    const { tenant, basicAuth } = house.sheet;
    const guest = await signIn(house.platform.baseUrl, { tenant, basicAuth }, "anonymous", "");
    await expect(open(`${house.platform.baseUrl.replace("http", "ws")}/ws`, `${guest.token}x`, version)).rejects.toThrow(
      /the signature is wrong/,
    );
  },
  60_000,
);
