import { evictAllDurableObjects, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { userFeed } from "../../protocol/feed";
import { GatewayObject } from "../gateway/gateway-object";
import { connecting, dialSockJs, rememberSocket, stomp, textsIn } from "./sockjs.fixture";

const user = (n: number) => `0190a1b2-0000-7000-8000-0000000001${n.toString(16).padStart(2, "0")}`;
const destination = (n: number) => `/order-changes/pizza/${user(n)}`;
const gateway = (n: string) => env.GATEWAY.getByName(`sockjs/${n}`);
const hear = (n: number, seq: number, body: string) =>
  env.FEED.getByName(userFeed("pizza", user(n))).hear({
    order: "0190a1b2-0000-7000-8000-000000000001",
    seq,
    open: true,
    at: "2026-11-22T12:00:00.000Z",
    showings: [{ topic: "order-changes", body }],
  });

async function connect(name: string, n: number) {
  const dialled = await dialSockJs(name);
  dialled.say(await connecting({ user: user(n) }));
  await dialled.hears("CONNECTED");
  return dialled;
}

async function listen(name: string, n: number, id = "s") {
  const connected = await connect(name, n);
  connected.say(stomp("SUBSCRIBE", { id, destination: destination(n), receipt: `r-${id}` }));
  await connected.hears(`receipt-id:r-${id}`);
  return connected;
}

afterEach(() => vi.restoreAllMocks());

describe("SockJS over websocket", () => {
  it("[SJ6] opens with `o`, and carries STOMP in arrays both ways, also when every object has slept in between", async () => {
    const { heard, hears, say } = await connect("sleep", 1);
    expect(heard[0]).toBe("o");
    await evictDurableObject(gateway("sleep"));
    say(stomp("SUBSCRIBE", { id: "s", destination: destination(1), receipt: "r" }));
    await hears("receipt-id:r");
    await hear(1, 1, '{"n":"one\\n"}');
    await hears('{"n":"one\\n"}');
    await evictAllDurableObjects();
    await hear(1, 2, '{"n":"two"}');
    await hears('{"n":"two"}');
    expect(textsIn(heard).filter((one) => one.startsWith("MESSAGE"))).toHaveLength(2);
    expect(heard.slice(1).every((one) => one.startsWith('a["'))).toBe(true);
  });

  it("[SJ6] one array may hold several frames, and one frame may come in several texts", async () => {
    const { say, hears } = await connect("pieces", 2);
    const [one, two] = ["a", "b"].map((id) => stomp("SUBSCRIBE", { id, destination: destination(2), receipt: id }));
    say(one ?? "", (two ?? "").slice(0, 20), (two ?? "").slice(20));
    await hears("receipt-id:a");
    await hears("receipt-id:b");
  });

  it("[SJ6] a change is escaped once, for any number of sockets", async () => {
    const [one, two] = [await listen("many", 3), await listen("many", 3, "other")];
    const written = vi.spyOn(JSON, "stringify");
    await runInDurableObject(gateway("many"), (object: GatewayObject) =>
      object.deliver(userFeed("pizza", user(3)), [{ topic: "order-changes", body: '"marked"' }]),
    );
    expect(written.mock.calls.filter(([text]) => String(text).includes("marked"))).toHaveLength(1);
    written.mockRestore();
    await one.hears("subscription:s\n");
    await one.hears('"marked"\0');
    await two.hears("subscription:other\n");
    await two.hears('"marked"\0');
  });

  it("[SJ7] beats are answered, the way that clients write them by the platform itself, while the gateway sleeps", async () => {
    const { socket, heard } = await connect("beat", 4);
    await evictDurableObject(gateway("beat"));
    const before = heard.length;
    for (const beat of ['["\\n"]', '"\\n"', '["\\n","\\r\\n"]']) socket.send(beat);
    await expect.poll(() => heard.slice(before)).toEqual(['a["\\n"]', 'a["\\n"]', 'a["\\n"]']);
    const stamp = await runInDurableObject(gateway("beat"), (_, state) =>
      state.getWebSockets().map((one) => state.getWebSocketAutoResponseTimestamp(one)),
    );
    expect(stamp).toEqual([expect.any(Date)]);
  });

  it.each([
    ["broken JSON", '["x', "Broken JSON encoding."],
    ["what is no text", "[1]", "Payload expected."],
    ["bytes", new Uint8Array([91, 93]), "SockJS messages are text"],
    ["what is no STOMP", '["hello there"]', "begins no frame"],
  ])("[SJ8] %s gets a STOMP ERROR, a SockJS close with the reason, and the close", async (_, data, message) => {
    const { socket, heard, hears, closes } = await connect("malformed", 5);
    socket.send(data);
    await hears(message);
    await closes(1002);
    expect(heard.at(-2)).toMatch(/^a\["ERROR/);
    expect(heard.at(-1)).toMatch(/^c\[1002,"/);
    expect(heard.at(-1)).toContain(message);
  });

  it("[SJ8] so are the other ends told: a refused token, a goodbye, a CONNECT that did not come", async () => {
    const refused = await dialSockJs("ends");
    refused.say(stomp("CONNECT", { login: "x.y.z", "accept-version": "1.2" }));
    await refused.closes(4401);
    expect(refused.heard.at(-1)).toBe('c[4401,"the token is malformed"]');

    const bye = await connect("ends", 6);
    bye.say(stomp("DISCONNECT", { receipt: "bye" }));
    await bye.closes(1000);
    expect(bye.heard.slice(-2)).toEqual(['a["RECEIPT\\nreceipt-id:bye\\n\\n\\u0000"]', 'c[1000,"bye"]']);

    const late = await dialSockJs("ends");
    const later = Date.now() + 11_000;
    vi.spyOn(Date, "now").mockReturnValue(later);
    expect(await runDurableObjectAlarm(gateway("ends"))).toBe(true);
    await late.closes(1002);
    expect(late.heard.at(-1)).toBe('c[1002,"CONNECT did not come in time"]');
  });

  it("[SJ9] messages that hold nothing are ignored, and a text may stand alone", async () => {
    const { socket, heard, hears } = await dialSockJs("empty");
    for (const nothing of ["", "[]"]) socket.send(nothing);
    socket.send(JSON.stringify(await connecting({ user: user(7) })));
    await hears("CONNECTED");
    expect(heard).toHaveLength(2);
  });

  it("[SJ20] the page that a socket comes from is known to the gateway", async () => {
    const fetched = vi.spyOn(GatewayObject.prototype, "fetch");
    const answer = await exports.default.fetch("https://api.test/ws/000/abc/websocket", {
      headers: { upgrade: "websocket", origin: "https://shop.test" },
    });
    const { heard } = rememberSocket(answer);
    await expect.poll(() => heard).toEqual(["o"]);
    expect(fetched.mock.calls.map(([request]) => request.headers.get("origin"))).toEqual(["https://shop.test"]);
  });
});
