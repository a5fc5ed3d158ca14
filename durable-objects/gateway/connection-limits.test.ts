import { afterEach, describe, expect, it, vi } from "vitest";
import { userFeed } from "../../protocol/feed";
import { connect, dial, gateway, listen, tokenOf } from "./stomp-client.fixture";
import { ReconnectBackoff } from "./reconnect-backoff";

type Dialled = Awaited<ReturnType<typeof dial>>;

afterEach(() => vi.restoreAllMocks());

describe("staying", () => {
  it("[G19] a fresh token of the same person keeps the connection and what it hears", async () => {
    const ann = { tenant: "t1", user: "ann" };
    const { send, hears, messages } = await listen("fresh", "/order-changes/t1/ann", ann);
    send("SEND", { destination: "/session/token", login: await tokenOf(ann, 3600), receipt: "t" });
    await hears("receipt-id:t");
    const later = Date.now() + 601_000;
    vi.spyOn(Date, "now").mockReturnValue(later);
    await gateway("fresh").deliver(userFeed("t1", "ann"), [{ topic: "order-changes", body: "1" }]);
    await expect.poll(messages).toHaveLength(1);
  });

  it.each([
    ["another person's", { user: "bob" }, 600, "another person's", 4403],
    ["an expired one", {}, -60, "the token has expired", 4401],
    ["one that may hear less", { roles: [] }, 600, "is not yours to hear any more", 4403],
  ])("[G19] %s ends it", async (_, who, ttl, message, code) => {
    const cook = { tenant: "t1", user: "kit", roles: ["ROLE_COOK"] };
    const { send, hears, closes } = await listen("stale", "/kds/t1/v1", cook);
    send("SEND", { destination: "/session/token", login: await tokenOf({ ...cook, ...who }, ttl) });
    await hears(message);
    await closes(code);
  });

  it("[G20] more frames than a screen can mean are refused in words", async () => {
    const { send, hears, closes, heard } = await listen("fast", "/order-changes/t1/ann", { tenant: "t1", user: "ann" });
    const now = Date.now();
    vi.spyOn(Date, "now").mockReturnValue(now);
    for (let n = 0; n < 110; n++) {
      send("SUBSCRIBE", { id: "more", destination: "/notifications/t1/ann" });
      send("UNSUBSCRIBE", { id: "more", receipt: `r${n}` });
    }
    await hears("message:too many frames");
    await closes(4429);
    expect(heard.join("").match(/RECEIPT/g)?.length).toBeGreaterThan(90);
  });

  it("[G20] a message that is too large is refused in words, whatever is in it", async () => {
    for (const data of ["\n".repeat(300_000), new Uint8Array(300_000).fill(10)]) {
      const { socket, hears, closes } = await connect("large");
      socket.send(data);
      await hears("a message may have 262144 bytes");
      await closes(1002);
    }
  });

  it("[G21] who is refused again and again is answered later and later, within what a socket has for its CONNECT", () => {
    const storms = new ReconnectBackoff();
    const waits = Array.from({ length: 18 }, (_, n) => storms.patience("bad", n * 1_000));
    expect(waits).toEqual([...Array(10).fill(0), 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 8_000]);
    expect(storms.patience("another", 18_000)).toBe(0);
    expect(storms.patience("bad", 100_000)).toBe(0);
  });

  it.each([
    ["with a bad token", "bad", (send: Dialled["send"]) => send("CONNECT", { login: "bad", "accept-version": "1.2" })],
    ["with what is not its own to hear", "t1", (send: Dialled["send"]) => send("SUBSCRIBE", { id: "1", destination: "/kds/t1/v1" })],
  ])("[G21] a client that storms the gateway %s hears why, and is slowed down", async (_, name, mistake) => {
    const wait = vi.spyOn(scheduler, "wait");
    for (let n = 0; n < 11; n++) {
      const { send, hears } = await (name === "bad" ? dial("storm") : connect("storm", { tenant: "t1", user: "ann" }));
      mistake(send);
      await hears("ERROR");
    }
    const waits = wait.mock.calls.map(([ms]) => ms);
    expect([waits.filter((ms) => ms === 0).length, waits.filter((ms) => ms === 500).length]).toEqual([10, 1]);
  });
});
