import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { creating, till } from "../../domain/order/given.fixture";
import type { Showing } from "../../protocol/feed";
import { open, pay, soup } from "../order/open.fixture";
import { connect, dial, gateway, listen, tokenOf } from "./stomp-client.fixture";
import { storeMenu } from "../order/stored-menu.fixture";

beforeAll(storeMenu);

const cook = { tenant: "t1", user: "kit", roles: ["ROLE_KDS"] };
const screen = (name: string, headers: Record<string, string>) => listen(name, "/kds/t1/v1", cook, headers);
const shows = (name: string, ...orders: string[]) =>
  gateway(name).deliver(
    "t1/venue/v1",
    orders.map((order): Showing => ({ topic: "kds", body: "{}", of: { order, seq: 1, open: true } })),
  );
const ackOf = (text = "") => /\nack:(.*)/.exec(text)?.[1] ?? "";
const waiting = (name: string) =>
  runInDurableObject(gateway(name), (_, { storage }) => storage.sql.exec("SELECT order_id FROM unacknowledged ORDER BY n").toArray());

describe("acknowledging", () => {
  it.each([
    ["client-individual", "one message", ["a", "c"]],
    ["client", "all before it as well", ["c"]],
  ])("[G17] in mode %s an acknowledgement is of %s, and none counts twice", async (mode, _, left) => {
    const { messages, send, hears, closes } = await screen(mode, { ack: mode });
    await shows(mode, "a", "b", "c");
    await expect.poll(messages).toHaveLength(3);
    const second = ackOf(messages()[1]);
    send("ACK", { id: second, receipt: "r" });
    await hears("receipt-id:r");
    expect((await waiting(mode)).map((row) => row.order_id)).toEqual(left);
    send("ACK", { id: second });
    await hears("no message waits for an acknowledgement under this id");
    await closes(1002);
    await expect.poll(() => waiting(mode)).toEqual([]);
  });

  it("[G17] who acknowledges nothing is sent no ack header, and a subscription that ends leaves nothing waiting", async () => {
    const [plain, acking] = [await screen("auto", {}), await screen("auto", { ack: "client" })];
    await shows("auto", "a");
    await expect.poll(() => [ackOf(plain.messages()[0]), ackOf(acking.messages()[0])]).toEqual(["", "1"]);
    acking.send("UNSUBSCRIBE", { id: "sub-0", receipt: "u" });
    await acking.hears("receipt-id:u");
    expect(await waiting("auto")).toEqual([]);
  });

  it.each([
    [{ id: "1", transaction: "t" }, "there are no transactions"],
    [{}, "need the id that the MESSAGE has"],
    [{ id: "x" }, "no message waits"],
  ])("[G17] %j is refused in words", async (headers, message) => {
    const { send, hears, closes } = await connect("wrong");
    send("ACK", headers);
    await hears(message);
    await closes(1002);
  });

  it("[G17] a mode that is none and a screen's name that cannot be one are refused", async () => {
    for (const [headers, message] of [
      [{ ack: "later" }, "ack must be one of auto, client, client-individual"],
      [{ ack: "client", "x-config": "a b" }, "x-config must be"],
    ] as const) {
      const { send, hears } = await connect("wrong", cook);
      send("SUBSCRIBE", { id: "1", destination: "/kds/t1/v1", ...headers });
      await hears(message);
    }
  });

  it.each(["1.0", "1.1"] as const)("[G17] version %s acknowledges by message id", async (version) => {
    const { send, hears, messages } = await dial(version);
    send("CONNECT", { login: await tokenOf(cook), "accept-version": version });
    await hears("CONNECTED");
    send("SUBSCRIBE", { id: "s", destination: "/kds/t1/v1", ack: "client", receipt: "s" }, version);
    await hears("receipt-id:s");
    await shows(version, "a");
    await expect.poll(messages).toHaveLength(1);
    const id = /message-id:(.*)/.exec(messages()[0] ?? "")?.[1] ?? "";
    send("ACK", { "message-id": id, ...(version === "1.1" && { subscription: "s" }), receipt: "a" }, version);
    await hears("receipt-id:a");
    expect(await waiting(version)).toEqual([]);
  });

  it("[G18] what a kitchen screen acknowledges is the order's receipt under its name, also after sleep; what it refuses is none", async () => {
    const [shown, refused] = [open(1), open(2)];
    for (const [n, { ask }] of [shown, refused].entries()) {
      await ask("c1", creating);
      await ask("c2", soup(n + 1));
      await ask("c3", pay(n + 90, 1250), till);
    }
    const { messages, send, hears } = await screen("kitchen", { ack: "client-individual", "x-config": "grill", "resume-after": "" });
    const of = (order: string) => ackOf(messages().find((text) => text.includes(`\norder:${order}\n`)));
    await expect.poll(() => [of(shown.order), of(refused.order)]).not.toContain("");
    await evictDurableObject(gateway("kitchen"));
    send("ACK", { id: of(shown.order) });
    send("NACK", { id: of(refused.order), receipt: "n" });
    await hears("receipt-id:n");
    const names = async ({ read }: typeof shown) => Object.keys((await read()).order.traces);
    expect([await names(shown), await names(refused)]).toEqual([["grill"], []]);
  });
});
