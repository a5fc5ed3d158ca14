import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { userFeed } from "../../protocol/feed";
import { GatewayObject } from "../gateway/gateway-object";
import { anySession, ask, connecting, listenAt, post, sessionObject, stomp, textsIn } from "./sockjs.fixture";

const PRELUDE = "h".repeat(2048);
const user = (n: number) => `0190a1b2-0000-7000-8000-0000000002${n.toString(16).padStart(2, "0")}`;
const hear = (n: number, seq: number, body: string) =>
  env.FEED.getByName(userFeed("pizza", user(n))).hear({
    order: "0190a1b2-0000-7000-8000-000000000001",
    seq,
    open: true,
    at: "2026-11-22T12:00:00.000Z",
    showings: [{ topic: "order-changes", body }],
  });

const say = (session: string, ...texts: string[]) => post(`${session}/xhr_send`, JSON.stringify(texts), { "content-type": "text/plain" });

/** A session whose client has connected and hears its orders. */
async function listen(n: number) {
  const session = anySession();
  const stream = await listenAt(`${session}/xhr_streaming`);
  const subscribe = stomp("SUBSCRIBE", { id: "s", destination: `/order-changes/pizza/${user(n)}`, receipt: "r" });
  expect((await say(session, await connecting({ user: user(n) }), subscribe)).status).toBe(204);
  await stream.hears("receipt-id:r");
  return { session, stream };
}

const large = (n: number) => JSON.stringify({ n, filling: "x".repeat(30_000) });

const later = (ms: number) => {
  const at = Date.now() + ms;
  return vi.spyOn(Date, "now").mockReturnValue(at);
};
const ring = (session: string) => runDurableObjectAlarm(sessionObject(session));
/** The client turns away, and the session has learnt of it. */
async function leave(session: string, stream: { leave(): Promise<void> }) {
  await stream.leave();
  const alarm = () => runInDurableObject(sessionObject(session), (_, state) => state.storage.getAlarm());
  await expect.poll(async () => Number(await alarm()) - Date.now()).toBeLessThanOrEqual(5_000);
}
/** The one poll of an answer that ends at once. */
const poll = async (session: string) => (await post(`${session}/xhr`)).text();

afterEach(() => vi.restoreAllMocks());

describe("SockJS by long answers", () => {
  it("[SJ10] an answer begins with 2 KB and `o`, then brings what the gateway says; it is JavaScript that nobody keeps", async () => {
    const { stream } = await listen(1);
    expect(stream.heard.slice(0, 2)).toEqual([PRELUDE, "o"]);
    expect([stream.answer.status, stream.answer.headers.get("content-type")]).toEqual([200, "application/javascript; charset=UTF-8"]);
    expect(stream.answer.headers.get("cache-control")).toBe("no-store, no-cache, no-transform, must-revalidate, max-age=0");
    await hear(1, 1, '{"n":"one"}');
    await stream.hears('{"n":"one"}');
  });

  it("[SJ10] beats of STOMP are answered through it", async () => {
    const { session, stream } = await listen(2);
    expect((await say(session, "\n")).status).toBe(204);
    await expect.poll(() => stream.heard.at(-1)).toBe('a["\\n"]');
  });

  it("[SJ11] after 128 KB the answer ends and the session goes on in the next: nothing is lost, nothing comes twice", async () => {
    const { session, stream } = await listen(3);
    for (let n = 1; n <= 4; n++) await hear(3, n, large(n));
    expect(stream.heard.length).toBeLessThanOrEqual(7);
    await hear(3, 5, large(5));
    await stream.ends();
    for (let n = 6; n <= 7; n++) await hear(3, n, large(n));
    const next = await listenAt(`${session}/xhr_streaming`);
    await next.hears('"n":7');
    const messages = textsIn([...stream.heard, ...next.heard]).filter((text) => text.startsWith("MESSAGE"));
    expect(messages.map((text) => /"n":(\d)/.exec(text)?.[1])).toEqual(["1", "2", "3", "4", "5", "6", "7"]);
    expect(next.heard.slice(0, 2)).not.toContain("o");
  });

  it("[SJ13] a second answer at the same time is told that another is open", async () => {
    const { session, stream } = await listen(4);
    const second = await listenAt(`${session}/xhr_streaming`);
    await second.ends();
    expect(second.heard).toEqual([PRELUDE, 'c[2010,"Another connection still open"]']);
    await hear(4, 1, '"still heard"');
    await stream.hears('"still heard"');
  });

  it("[SJ14] a client that comes back within 5 s finds its session, and what was said meanwhile", async () => {
    const { session, stream } = await listen(5);
    await leave(session, stream);
    await hear(5, 1, '"meanwhile"');
    later(4_000);
    await ring(session);
    const next = await listenAt(`${session}/xhr_streaming`);
    await next.hears('"meanwhile"');
    expect(next.heard).not.toContain("o");
  });

  it("[SJ14] after 5 s without an answer the session is over: its feed is told, and nothing of it is stored", async () => {
    const { session, stream } = await listen(6);
    expect(await hear(6, 1, "1")).toMatchObject({ gateways: [expect.stringMatching(/^gateway\/\d$/)] });
    await leave(session, stream);
    later(30_000);
    expect(await ring(session)).toBe(true);
    expect((await say(session, "\n")).status).toBe(404);
    await expect.poll(() => hear(6, 2, "2")).toMatchObject({ gateways: [] });
    expect(await runInDurableObject(sessionObject(session), (_, state) => state.storage.getAlarm())).toBeNull();
  });

  it("[SJ15] an answer that brings nothing for 25 s brings `h`, and the session stays", async () => {
    const { session, stream } = await listen(7);
    later(26_000);
    expect(await ring(session)).toBe(true);
    await expect.poll(() => stream.heard.at(-1)).toBe("h");
    expect((await say(session, "\n")).status).toBe(204);
    expect(await runInDurableObject(sessionObject(session), (_, state) => state.storage.getAlarm())).toBe(Date.now() + 25_000);
  });

  it("[SJ18] when the gateway ends it, the client is told with the gateway's code, also when it asks again", async () => {
    const session = anySession();
    const stream = await listenAt(`${session}/xhr_streaming`);
    await say(session, stomp("CONNECT", { login: "x.y.z", "accept-version": "1.2" }));
    await stream.ends();
    expect(textsIn(stream.heard).join("")).toContain("message:the token is malformed");
    expect(stream.heard.at(-1)).toBe('c[4401,"the token is malformed"]');
    expect((await say(session, "\n")).status).toBe(204);
    expect(await poll(session)).toBe('c[4401,"the token is malformed"]\n');
  });

  it("[SJ18] when no gateway can be reached, too", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    vi.spyOn(GatewayObject.prototype, "fetch").mockResolvedValueOnce(new Response(null, { status: 503 }));
    const session = anySession();
    const stream = await listenAt(`${session}/xhr_streaming`);
    await stream.ends();
    expect(stream.heard.slice(1)).toEqual(["o", 'c[1011,"something went wrong on our side; connect again"]']);
    expect((await say(session, "\n")).status).toBe(204);
  });

  it("[SJ19] a session that its object has lost begins anew, which its client takes for the loss that it is", async () => {
    const { session } = await listen(8);
    await abortAllDurableObjects();
    expect((await say(session, "\n")).status).toBe(404);
    const next = await listenAt(`${session}/xhr_streaming`);
    await expect.poll(() => next.heard).toEqual([PRELUDE, "o"]);
  });

  it("[SJ20] the page that a client is on is known to the gateway", async () => {
    const fetched = vi.spyOn(GatewayObject.prototype, "fetch");
    await listenAt(`${anySession()}/xhr_streaming`, { origin: "https://shop.test" });
    await listenAt(`${anySession()}/xhr`);
    await expect.poll(() => fetched.mock.calls.map(([request]) => request.headers.get("origin"))).toEqual(["https://shop.test", null]);
  });
});

describe("SockJS by polling", () => {
  it("[SJ16] each answer brings one frame, and waits for it", async () => {
    const session = anySession();
    expect(await poll(session)).toBe("o\n");
    const next = poll(session);
    await say(session, await connecting());
    expect(await next).toMatch(/^a\["CONNECTED\\n.*\\u0000"\]\n$/);
    const open = await post(`${session}/xhr`);
    later(26_000);
    expect(await ring(session)).toBe(true);
    expect(await open.text()).toBe("h\n");
  });
});

describe("what a client says", () => {
  it.each([
    ["", 500, "Payload expected. It must be a JSON array of strings."],
    ['["x', 500, "Broken JSON encoding. It must be a JSON array of strings."],
    ['{"a":1}', 500, "Payload expected. It must be a JSON array of strings."],
    ["[1]", 500, "Payload expected. It must be a JSON array of strings."],
  ])("[SJ17] %s is refused in plain text, and the session goes on", async (piece, status, text) => {
    const session = anySession();
    await poll(session);
    const refused = await post(`${session}/xhr_send`, piece, { "content-type": "text/plain" });
    expect([refused.status, refused.headers.get("content-type"), await refused.text()]).toEqual([
      status,
      "text/plain; charset=UTF-8",
      text,
    ]);
    const taken = await say(session);
    expect([taken.status, taken.headers.get("content-type"), await taken.text()]).toEqual([204, "text/plain; charset=UTF-8", ""]);
  });

  it("[SJ17] it is taken under any content type, from a session that is there", async () => {
    const session = anySession();
    await poll(session);
    for (const type of ["text/plain", "T", "application/json", "application/xml", "application/json; charset=utf-8", "text/xml"]) {
      expect((await post(`${session}/xhr_send`, "[]", { "content-type": type })).status).toBe(204);
    }
    const absent = await post(`${anySession()}/xhr_send`, '["x"]');
    expect([absent.status, absent.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
  });

  it("[SJ17] it may have 64 KB, also when it does not say how long it is", async () => {
    const tooLarge = JSON.stringify(["x".repeat(64 * 1024)]);
    for (const body of [tooLarge, new Blob([tooLarge]).stream()]) {
      const answer = await ask(`${anySession()}/xhr_send`, { method: "POST", body });
      expect(answer.status).toBe(413);
      expect(await answer.json()).toMatchObject({ message: expect.stringContaining("65536") });
    }
  });
});
