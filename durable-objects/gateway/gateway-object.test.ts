import { evictAllDurableObjects, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { userFeed, venueFeed } from "../../protocol/feed";
import { FeedObject } from "../feed/feed-object";
import { OrderObject } from "../order/order-object";
import { ann, connect, dial, dialApi, gateway, listen, tokenOf } from "./stomp-client.fixture";

const mine = (user: string = ann.user) => `/order-changes/${ann.tenant}/${user}`;
const hear = (feed: string, seq: number, body: string, venues?: string[]) =>
  env.FEED.getByName(feed).hear({
    order: "0190a1b2-0000-7000-8000-000000000001",
    seq,
    open: true,
    at: "2026-11-22T12:00:00.000Z",
    showings: [{ topic: feed.includes("/venue/") ? "kds" : "order-changes", body, ...(venues && { venues }) }],
  });
const user = (n: number) => `0190a1b2-0000-7000-8000-0000000000${n.toString(16).padStart(2, "0")}`;

afterEach(() => vi.restoreAllMocks());

describe("connecting", () => {
  it("[G4] speaks the newest version that both know, and beats as often as the client does", async () => {
    for (const [accept, version] of [
      ["1.0,1.1,1.2", "1.2"],
      ["1.1,1.0", "1.1"],
      ["1.0", "1.0"],
    ] as const) {
      const { send, hears } = await dial("connect");
      send("STOMP", { login: await tokenOf(), "accept-version": accept, "heart-beat": "4000,5000" });
      await hears(`version:${version}\nheart-beat:5000,5000\n`);
    }
  });

  it("[G4] a client that names no version speaks 1.0, and one that sends no beats gets none", async () => {
    const { send, hears } = await dial("connect");
    send("CONNECT", { login: await tokenOf(), "heart-beat": "0,4000" });
    await hears("version:1.0\nheart-beat:0,0\n");
  });

  it.each([
    ["an unknown version", { "accept-version": "2.0" }, "version:1.0,1.1,1.2", 1002],
    ["a heart-beat that is none", { "accept-version": "1.2", "heart-beat": "often" }, "heart-beat must be", 1002],
    ["no token", { "accept-version": "1.2", login: "" }, "login header must hold", 4401],
    ["a token that is none", { "accept-version": "1.2", login: "x.y.z" }, "the token is malformed", 4401],
  ])("[G5] %s is refused with an ERROR and a close", async (_, headers, message, code) => {
    const { send, hears, closes } = await dial("connect");
    send("CONNECT", { login: await tokenOf(), ...headers });
    await hears("ERROR\n");
    await hears(message);
    await closes(code);
  });

  it("[G5] an expired token is refused", async () => {
    const { send, hears, closes } = await dial("connect");
    send("CONNECT", { "accept-version": "1.2", login: await tokenOf({}, -60) });
    await hears("message:the token has expired");
    await closes(4401);
  });

  it("[G5] a token whose venue roles do not fit into a connection is refused clearly", async () => {
    const { send, hears, closes } = await dial("connect");
    const roles = Array.from({ length: 700 }, (_, n) => `ROLE_warszawa-centrum-${n}_KDS`);
    send("CONNECT", { "accept-version": "1.2", login: await tokenOf({ roles }) });
    await hears("more than one connection can hold");
    await closes(4403);
  });

  it("[G5] nobody is served before CONNECT, nor connects twice", async () => {
    const early = await dial("connect");
    early.send("SUBSCRIBE", { id: "1", destination: mine() });
    await early.hears("message:SUBSCRIBE before CONNECT");
    await early.closes(1002);
    const twice = await connect("connect");
    twice.send("CONNECT", { login: await tokenOf(), "accept-version": "1.2" });
    await twice.hears("message:the connection is open already");
    await twice.closes(1002);
  });

  it("[G6] who does not CONNECT in time hears so and is closed, others are not", async () => {
    const late = await dial("deadline");
    const good = await connect("deadline");
    const later = Date.now() + 11_000;
    vi.spyOn(Date, "now").mockReturnValue(later);
    expect(await runDurableObjectAlarm(gateway("deadline"))).toBe(true);
    await late.hears("message:CONNECT did not come in time");
    await late.closes(1002);
    good.send("DISCONNECT", { receipt: "bye" });
    await good.hears("receipt-id:bye");
    await good.closes(1000);
  });

  it("[G6] a frame that never ends is answered too", async () => {
    const half = await connect("deadline");
    half.socket.send("SUBSCRIBE\nid:1\n");
    await expect
      .poll(() =>
        runInDurableObject(gateway("deadline"), (_, state) =>
          state.getWebSockets().some((socket) => socket.deserializeAttachment().unfinishedBy),
        ),
      )
      .toBe(true);
    const later = Date.now() + 11_000;
    vi.spyOn(Date, "now").mockReturnValue(later);
    await runDurableObjectAlarm(gateway("deadline"));
    await half.hears("message:the frame was not finished in time");
    await half.closes(1002);
  });

  it("[G6] a frame that sleep has cut in two is refused, not misread", async () => {
    const half = await connect("cut");
    half.socket.send("SUBSCRIBE\nid:1\n");
    await expect
      .poll(() =>
        runInDurableObject(gateway("cut"), (_, state) =>
          state.getWebSockets().some((socket) => socket.deserializeAttachment().unfinishedBy),
        ),
      )
      .toBe(true);
    await evictDurableObject(gateway("cut"));
    half.socket.send(`destination:${mine()}\n\n\0`);
    await half.hears("a pause cut the frame in two");
    await half.closes(1002);
  });
});

describe("subscribing", () => {
  it("[G7] a listener hears each new state, also when every object has slept in between", async () => {
    const { hears, messages } = await listen("sleep", mine(user(1)), { user: user(1) });
    await hear(userFeed("pizza", user(1)), 1, '{"n":1}');
    await hears('{"n":1}');
    await evictAllDurableObjects();
    await hear(userFeed("pizza", user(1)), 2, '{"n":2}');
    await hears('{"n":2}');
    const [first = "", second = ""] = messages();
    expect(first).toMatch(
      /^MESSAGE\nsubscription:sub-0\ndestination:\/order-changes\/pizza\/[-\w]+\ncontent-type:application\/json\nmessage-id:[-\w]+\ncontent-length:7\n\n{"n":1}\0$/,
    );
    expect(first.match(/message-id:.*/)).not.toEqual(second.match(/message-id:.*/));
  });

  it("[G7] each header is escaped as the version wants it", async () => {
    const { hears } = await listen("escape", mine(user(2)), { user: user(2) }, { id: "a:b" });
    await hear(userFeed("pizza", user(2)), 1, "1");
    await hears("subscription:a\\cb\n");
  });

  it("[G8] one's own orders, one's venues, nothing else", async () => {
    const kds = { roles: ["ROLE_v1_COOK", "ROLE_USER"] };
    await listen("access", "/kds/pizza/v1", kds);
    await listen("access", "/kds/pizza/v2", { roles: ["ROLE_MANAGER"] });
    await listen("access", "/kds/pizza/v2", { roles: ["ROLE_SU"] });
    await listen("access", `/notifications/pizza/${ann.user}`);
    const refused = [
      "/kds/pizza/v2",
      "/kds/burger/v1",
      mine(user(9)),
      `/order-changes/burger/${ann.user}`,
      "/menus/pizza/v1",
      "x/kds/pizza/v1",
      "/kds/pizza",
      "/kds/pizza/v1/more",
      "",
    ];
    for (const destination of refused) {
      const { send, hears, closes } = await connect("access", kds);
      send("SUBSCRIBE", { id: "1", destination, receipt: "r" });
      await hears("ERROR\n");
      await hears("receipt-id:r");
      await closes(destination === "" ? 1002 : 4403);
    }
  });

  it("[G8] a subscription with x-venue hears only what concerns that venue", async () => {
    const at = await listen("venue", mine(user(3)), { user: user(3) }, { "x-venue": "v1" });
    const all = await listen("venue", mine(user(3)), { user: user(3) });
    const feed = userFeed("pizza", user(3));
    await hear(feed, 1, '"other"', ["v2"]);
    await hear(feed, 2, '"both"', ["v2", "v1"]);
    await hear(feed, 3, '"none"', []);
    await hear(feed, 4, '"every"');
    await at.hears('"every"');
    await all.hears('"every"');
    expect(at.messages().map((one) => one.split("\n\n")[1])).toEqual(['"both"\0', '"none"\0', '"every"\0']);
    expect(all.messages()).toHaveLength(4);
  });

  it("[G9] a second subscriber's receipt waits until the feed knows, and each hears everything once", async () => {
    const [one, two] = await Promise.all([connect("two", { user: user(4) }), connect("two", { user: user(4) })]);
    await hear(userFeed("pizza", user(4)), 1, "0");
    const { promise: gate, resolve: release } = Promise.withResolvers<void>();
    vi.spyOn(OrderObject.prototype, "audience").mockImplementation(() => gate);
    const calls = vi.spyOn(FeedObject.prototype, "listen");
    for (const { send } of [one, two]) send("SUBSCRIBE", { id: "s", destination: mine(user(4)), receipt: "r" });
    await expect.poll(() => gateway("two").deliver(userFeed("pizza", user(4)), [])).toEqual({ listeners: 2 });
    expect([one, two].map(({ heard }) => heard.join("").includes("RECEIPT"))).toEqual([false, false]);
    release();
    await one.hears("receipt-id:r");
    await two.hears("receipt-id:r");
    expect(calls).toHaveBeenCalledTimes(1);
    await hear(userFeed("pizza", user(4)), 2, "1");
    await one.hears("MESSAGE");
    await two.hears("MESSAGE");
    expect([one.messages().length, two.messages().length]).toEqual([1, 1]);
  });

  it("[G9] a feed that cannot be reached refuses the subscription, and the next attempt asks again", async () => {
    vi.spyOn(FeedObject.prototype, "listen").mockRejectedValueOnce(new Error("gone"));
    const refused = await connect("unreached", { user: user(5) });
    refused.send("SUBSCRIBE", { id: "s", destination: mine(user(5)), receipt: "r" });
    await refused.hears("message:the destination does not answer");
    await refused.closes(1013);
    const again = await listen("unreached", mine(user(5)), { user: user(5) });
    await hear(userFeed("pizza", user(5)), 1, "1");
    await again.hears("MESSAGE");
  });

  it("[G9] when the last listener goes the feed is told, and who comes back hears again", async () => {
    const feed = venueFeed("pizza", "v9");
    const kds = { roles: ["ROLE_KDS"] };
    const one = await listen("leave", "/kds/pizza/v9", kds);
    const two = await listen("leave", "/kds/pizza/v9", kds);
    one.send("UNSUBSCRIBE", { id: "sub-0", receipt: "u" });
    await one.hears("receipt-id:u");
    expect(await hear(feed, 1, "1")).toMatchObject({ gateways: ["gateway/leave"] });
    two.socket.close(1000);
    await expect.poll(() => hear(feed, 2, "2")).toMatchObject({ gateways: [] });
    one.send("SUBSCRIBE", { id: "again", destination: "/kds/pizza/v9", receipt: "s" });
    await one.hears("receipt-id:s");
    expect(await hear(feed, 3, "3")).toMatchObject({ gateways: ["gateway/leave"] });
    await one.hears("subscription:again");
    expect(one.messages()).toHaveLength(1);
  });

  it("[G9] leaving and coming at the same time ends with a listener that hears", async () => {
    const socket = await connect("race", { user: user(6) });
    for (let n = 0; n < 10; n++) {
      socket.send("SUBSCRIBE", { id: `s${n}`, destination: mine(user(6)) });
      socket.send("UNSUBSCRIBE", { id: `s${n}` });
    }
    socket.send("SUBSCRIBE", { id: "last", destination: mine(user(6)), receipt: "r" });
    await socket.hears("receipt-id:r");
    await hear(userFeed("pizza", user(6)), 1, '"heard"');
    await socket.hears('"heard"');
    expect(socket.messages()).toHaveLength(1);
  });

  it("[G9] a listener that comes while the feed is about to drop an empty gateway is not dropped", async () => {
    const feed = userFeed("pizza", user(7));
    const first = await listen("drop", mine(user(7)), { user: user(7) });
    vi.spyOn(FeedObject.prototype, "unlisten").mockRejectedValueOnce(new Error("lost"));
    first.send("DISCONNECT", { receipt: "bye" });
    await first.closes(1000);
    const second = await connect("drop", { user: user(7) });
    const word = hear(feed, 1, "1"); // the gateway may answer that it has nobody
    second.send("SUBSCRIBE", { id: "s", destination: mine(user(7)), receipt: "r" });
    await Promise.all([word, second.hears("receipt-id:r")]);
    await hear(feed, 2, '"later"');
    await second.hears('"later"');
  });

  it("[G10] a connection holds 32 subscriptions and says so", async () => {
    const { send, hears, closes } = await connect("many");
    for (let n = 0; n < 32; n++) send("SUBSCRIBE", { id: `s${n}`, destination: mine() });
    send("SUBSCRIBE", { id: "one-more", destination: mine() });
    await hears("message:a connection holds 32 subscriptions");
    await closes(4403);
  });
});

describe("other frames", () => {
  it.each([
    ["SEND", { destination: "/x" }, "commands go to the HTTP API"],
    ["BEGIN", { transaction: "1" }, "there are no transactions"],
    ["UNSUBSCRIBE", { id: "nothing" }, "no subscription with this id"],
    ["SUBSCRIBE", { destination: mine() }, "needs an id and a destination"],
    ["SUBSCRIBE", { id: "1", destination: mine(), "x-venue": "v".repeat(201) }, "may have 200 characters"],
  ] as const)("[G11] %s that is not served is refused in words: %j", async (command, headers, message) => {
    const { send, hears, closes } = await connect("other");
    send(command, headers);
    await hears(message);
    await closes(1002);
  });

  it("[G11] an id is used once", async () => {
    const { send, hears } = await connect("other");
    send("SUBSCRIBE", { id: "1", destination: mine() });
    send("SUBSCRIBE", { id: "1", destination: `/notifications/pizza/${ann.user}` });
    await hears("message:there is a subscription with this id already");
  });

  it.each([
    ["garbage", "hello there"],
    ["a header without colon", "SUBSCRIBE\nid\n\n\0"],
    ["a frame without an end", `SEND\n\n${"x".repeat(70_000)}`],
    ["bytes that are not UTF-8", new Uint8Array([83, 69, 78, 68, 10, 255, 10])],
  ])("[G3] %s gets an ERROR and a close", async (_, data) => {
    const { socket, hears, closes } = await connect("malformed");
    socket.send(data);
    await hears("ERROR\n");
    await closes(1002);
  });

  it("[G12] heart-beats are answered, in whatever form they come, and the plain one by the platform itself", async () => {
    const { socket, heard } = await connect("beat");
    await evictDurableObject(gateway("beat"));
    for (const beat of ["\n", "\r\n", new Uint8Array([10])]) socket.send(beat);
    await expect.poll(() => heard.slice(1)).toEqual(["\n", "\n", "\n"]);
    const stamp = await runInDurableObject(gateway("beat"), (_, state) =>
      state.getWebSockets().map((one) => state.getWebSocketAutoResponseTimestamp(one)),
    );
    expect(stamp).toEqual([expect.any(Date)]);
  });

  it("[G12] our own trouble is an ERROR too, never silence", async () => {
    const { send, hears, closes } = await connect("trouble");
    vi.spyOn(console, "error").mockImplementation(() => {});
    vi.spyOn(Date, "now").mockImplementation(() => {
      throw new Error("planted");
    });
    send("SUBSCRIBE", { id: "1", destination: mine() });
    await hears("message:something went wrong on our side");
    await closes(1011);
  });
});

describe("expiry", () => {
  it("[G13] nothing leaves after the token has expired, whether or not the alarm has rung", async () => {
    const late = await listen("expiry", mine(user(10)), { user: user(10) });
    const later = Date.now() + 601_000;
    vi.spyOn(Date, "now").mockReturnValue(later);
    expect(await gateway("expiry").deliver(userFeed("pizza", user(10)), [{ topic: "order-changes", body: "1" }])).toEqual({ listeners: 0 });
    await late.closes(4401);
    expect(late.messages()).toEqual([]);
  });

  it("[G13] the alarm closes a socket at its token's end, also after sleep, and its feed is told", async () => {
    const late = await listen("expiry", mine(user(11)), { user: user(11) });
    await evictDurableObject(gateway("expiry"));
    const unlisten = vi.spyOn(FeedObject.prototype, "unlisten");
    const later = Date.now() + 601_000;
    vi.spyOn(Date, "now").mockReturnValue(later);
    expect(await runDurableObjectAlarm(gateway("expiry"))).toBe(true);
    await late.closes(4401);
    await expect.poll(() => unlisten).toHaveBeenCalledWith("gateway/expiry");
    expect(late.heard.join("")).not.toContain("ERROR");
  });

  it("[G13] an alarm that was lost is set again on waking", async () => {
    await connect("lost");
    await runInDurableObject(gateway("lost"), (_, state) => state.storage.deleteAlarm());
    await evictDurableObject(gateway("lost"));
    expect(await runInDurableObject(gateway("lost"), (_, state) => state.storage.getAlarm())).toEqual(expect.any(Number));
  });
});

describe("the routes", () => {
  it("[G14] both paths take an upgrade and echo exactly one subprotocol, the newest", async () => {
    for (const path of ["/websocket", "/ws"]) {
      const { send, hears, protocol } = await dialApi(path);
      expect(protocol).toBe("v12.stomp");
      send("CONNECT", { login: await tokenOf(), "accept-version": "1.2" });
      await hears("CONNECTED");
    }
    expect((await dialApi("/ws", "chat, v11.stomp,v10.stomp")).protocol).toBe("v11.stomp");
    expect((await dialApi("/ws", "chat")).protocol).toBeNull();
  });

  it("[G14] a plain request is told that an upgrade is expected", async () => {
    const res = await exports.default.fetch("https://api.test/ws");
    expect([res.status, res.headers.get("content-type")]).toEqual([426, "application/problem+json"]);
    expect(await res.json()).toMatchObject({ type: expect.stringMatching(/upgrade-required$/), message: expect.any(String) });
  });
});
