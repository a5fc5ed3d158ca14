import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type FeedWord, type Showing, userFeed, venueFeed } from "../../protocol/feed";
import { GatewayObject } from "../gateway/gateway-object";
import { OrderObject } from "../order/order-object";

const id = (n: number) => `0190a1b2-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
const feedOf = (venue: string) => env.FEED.getByName(venueFeed("pizza", venue));
const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 12, minute)).toISOString();
const shown = (body: string): Showing[] => [{ topic: "kds", body }];
const word = (order: number, seq: number, open: boolean, more: Partial<FeedWord> = {}): FeedWord => ({
  order: id(order),
  seq,
  open,
  at: at(order),
  showings: [],
  ...more,
});

const nameOf = (object: object): string => Reflect.get(object, "ctx").id.name;

/** What gateways are sent: `gateway body` in order of arrival. `answer` stands in for them. */
function gateways(answer: (name: string, body: string) => number | Promise<number>) {
  const calls: string[] = [];
  const fake: object = {
    deliver: async (name: string, body = "") => {
      calls.push(`${name} ${body}`);
      return { listeners: await answer(name, body) };
    },
  };
  vi.spyOn(GatewayObject.prototype, "deliver").mockImplementation(function (this: GatewayObject, _feed, [showing]) {
    return Reflect.get(fake, "deliver")(nameOf(this), showing?.body); // a promise in place of a value: over RPC both are awaited
  });
  return calls;
}

/** What orders are told: `order feed gateways`. */
function orders(answer: () => void | Promise<void> = () => {}) {
  const told: string[] = [];
  vi.spyOn(OrderObject.prototype, "audience").mockImplementation(async function (this: OrderObject, feed, listening) {
    told.push(`${nameOf(this)} ${feed} ${listening.join("+")}`);
    await answer();
  });
  return told;
}

/** A rejected call, as words. */
const failureOf = (call: PromiseLike<unknown>) => call.then(() => "none", String);

afterEach(() => vi.restoreAllMocks());

describe("membership", () => {
  it("[F1] open orders are listed newest first, last orders are of every state", async () => {
    const feed = feedOf("lists");
    for (const one of [word(1, 1, true), word(3, 1, true), word(2, 1, true), word(3, 5, false, { at: at(9) })]) await feed.hear(one);
    expect(await feed.openOrders()).toEqual([id(2), id(1)]);
    expect(await feed.lastOrders(10)).toEqual([id(3), id(2), id(1)]);
    expect([await feed.lastOrders(2), await feed.lastOrders(0), await feed.lastOrders(-1)]).toEqual([[id(3), id(2)], [], []]);
  });

  it("[F2] the same word twice is the same as once, and a late word changes nothing, also after sleep", async () => {
    const feed = feedOf("late");
    for (const one of [word(1, 2, true), word(1, 2, true), word(1, 1, false)]) await feed.hear(one);
    expect(await feed.openOrders()).toEqual([id(1)]);
    await feed.hear(word(1, 7, false));
    await evictDurableObject(feed);
    await feed.hear(word(1, 6, true));
    expect(await feed.openOrders()).toEqual([]);
  });

  it("[F2] a late word is not shown either", async () => {
    const feed = feedOf("late-shown");
    const calls = gateways(() => 1);
    await feed.listen("gateway/0", "global");
    await feed.hear(word(1, 5, true, { showings: shown("new") }));
    await feed.hear(word(1, 4, true, { showings: shown("old") }));
    await feed.hear(word(1, 5, true, { showings: shown("again") }));
    expect(calls).toEqual(["gateway/0 new", "gateway/0 again"]);
  });

  it("[F3] a change that opens or ends nothing writes no row", async () => {
    const feed = feedOf("unwritten");
    gateways(() => 1);
    await feed.listen("gateway/0", "global");
    await feed.hear(word(1, 1, true));
    const writes = () => runInDurableObject(feed, (_, { storage }) => storage.sql.exec("SELECT total_changes() AS n").one().n);
    const before = await writes();
    for (let seq = 2; seq < 10; seq++) await feed.hear(word(1, seq, true, { at: at(seq), showings: shown(`${seq}`) }));
    expect(await writes()).toBe(before);
  });

  it("[F4] the last 50 ended orders are kept, older ones at least an hour", async () => {
    const feed = feedOf("kept");
    for (let n = 0; n < 60; n++) await feed.hear(word(n, 1, false));
    const rows = () => runInDurableObject(feed, (_, { storage }) => storage.sql.exec("SELECT count(*) AS n FROM orders").one().n);
    expect(await rows()).toBe(60);
    expect(await feed.lastOrders(100)).toHaveLength(50);
    await feed.hear(word(200, 1, false));
    expect(await rows()).toBe(50);
    expect((await feed.lastOrders(100)).at(-1)).toBe(id(11));
  });

  it("[F4] open orders are never forgotten", async () => {
    const feed = feedOf("open-kept");
    await feed.hear(word(0, 1, true));
    for (let n = 0; n < 55; n++) await feed.hear(word(1000 + n, 1, false));
    expect(await feed.openOrders()).toEqual([id(0)]);
  });
});

describe("listening", () => {
  it("[F5] who comes first to a gateway is answered when every open order knows the gateway, and not before", async () => {
    const feed = feedOf("first");
    for (let n = 1; n <= 40; n++) await feed.hear(word(n, 1, n % 2 === 0));
    const { promise: gate, resolve: release } = Promise.withResolvers<void>();
    const told = orders(() => gate);
    let heard = false;
    const listening = feed.listen("gateway/0", "global").then(() => (heard = true));
    await expect.poll(() => told.length).toBe(20);
    expect(heard).toBe(false);
    release();
    await listening;
    expect(told.toSorted()[0]).toBe(`pizza/order/${id(2)} ${venueFeed("pizza", "first")} gateway/0`);
    await feed.listen("gateway/0", "global");
    expect(told).toHaveLength(20);
    await feed.listen("gateway/1", "global");
    expect(told.slice(20).toSorted()[0]).toBe(`pizza/order/${id(2)} ${venueFeed("pizza", "first")} gateway/0+gateway/1`);
  });

  it("[F6] an order that opens while its feed is telling the others hears at once that somebody listens", async () => {
    const feed = feedOf("meanwhile");
    await feed.hear(word(1, 1, true));
    const { promise: gate, resolve: release } = Promise.withResolvers<void>();
    const told = orders(() => gate);
    const calls = gateways(() => 1);
    const listening = feed.listen("gateway/0", "global");
    await expect.poll(() => told.length).toBe(1);
    expect(await feed.hear(word(2, 1, true, { showings: shown("2") }))).toEqual({ gateways: ["gateway/0"] });
    expect(calls).toEqual(["gateway/0 2"]);
    release();
    await listening;
  });

  it("[F12] an order that cannot be told keeps no listener out, and is told by the alarm, also after sleep", async () => {
    const feed = feedOf("untold");
    for (const n of [1, 2]) await feed.hear(word(n, 1, true));
    let isDown = true;
    const told = orders(() => {
      if (isDown && told.at(-1)?.includes(id(1))) throw new Error("moved");
    });
    vi.spyOn(console, "warn").mockImplementation(() => {});
    await feed.listen("gateway/0", "global");
    expect(await feed.hear(word(2, 3, true))).toEqual({ gateways: ["gateway/0"] });
    await evictDurableObject(feed);
    isDown = false;
    told.length = 0;
    await runDurableObjectAlarm(feed);
    expect(told).toEqual([`pizza/order/${id(1)} ${venueFeed("pizza", "untold")} gateway/0`]);
    await runDurableObjectAlarm(feed);
    expect(told).toHaveLength(1);
  });

  it("[F7] when the last listener of a gateway goes, the orders are told, also after sleep", async () => {
    const feed = feedOf("last");
    await feed.hear(word(1, 1, true));
    await feed.listen("gateway/0", "global");
    await feed.listen("gateway/1", "global");
    await evictDurableObject(feed);
    const told = orders();
    await feed.unlisten("gateway/0");
    expect(await feed.hear(word(1, 2, true))).toEqual({ gateways: ["gateway/1"] });
    await feed.unlisten("gateway/1");
    await feed.unlisten("gateway/1");
    const first = `pizza/order/${id(1)} ${venueFeed("pizza", "last")}`;
    expect(told).toEqual([`${first} gateway/1`, `${first} `]);
    expect(await feed.hear(word(1, 3, true))).toEqual({ gateways: [] });
  });

  it("[F7] orders hear of coming and going in that order, however slow they are", async () => {
    const feed = feedOf("order");
    await feed.hear(word(1, 1, true));
    const told = orders(() => scheduler.wait(5));
    await Promise.all([feed.listen("gateway/0", "global"), feed.unlisten("gateway/0"), feed.listen("gateway/0", "global")]);
    expect(told.map((one) => one.split(" ")[2])).toEqual(["gateway/0", "", "gateway/0"]);
  });
});

describe("relaying", () => {
  it("[F8] each gateway is called once, and one that fails makes the word fail after the others were served", async () => {
    const feed = feedOf("fails");
    const calls = gateways((name) => {
      if (name === "gateway/0") throw new Error("down");
      return 1;
    });
    for (const n of [0, 1, 2]) await feed.listen(`gateway/${n}`, "global");
    expect(await failureOf(feed.hear(word(1, 1, true, { showings: shown("1") })))).toContain("down");
    expect(calls.toSorted()).toEqual(["gateway/0 1", "gateway/1 1", "gateway/2 1"]);
    expect(await feed.openOrders()).toEqual([id(1)]);
  });

  it("[F9] a gateway without sockets is asked no more, and its going counts", async () => {
    const feed = feedOf("empty");
    gateways((name) => (name === "gateway/0" ? 0 : 1));
    await feed.listen("gateway/0", "global");
    await feed.listen("gateway/1", "global");
    await feed.hear(word(1, 1, true, { showings: shown("1") }));
    const calls = gateways(() => 0);
    await feed.hear(word(1, 2, true, { showings: shown("2") }));
    expect(calls).toEqual(["gateway/1 2"]);
    expect(await feed.hear(word(1, 3, true))).toEqual({ gateways: [] });
  });

  it("[F9] an order's word that a gateway is empty counts only when the gateway says so too", async () => {
    const feed = feedOf("doubted");
    gateways((name) => (name === "gateway/0" ? 0 : 1));
    await feed.listen("gateway/0", "global");
    await feed.listen("gateway/1", "global");
    expect(await feed.empty("gateway/1")).toEqual({ gateways: ["gateway/0", "gateway/1"] });
    expect(await feed.empty("gateway/0")).toEqual({ gateways: ["gateway/1"] });
    expect(await feed.empty("gateway/7")).toEqual({ gateways: ["gateway/1"] });
  });

  it("[F9] an empty gateway that asks again before its answer has arrived stays", async () => {
    const feed = feedOf("again");
    const { promise: gate, resolve: release } = Promise.withResolvers<number>();
    const calls = gateways((_, body) => (body === "1" ? gate : 1));
    await feed.listen("gateway/0", "global");
    const heard = feed.hear(word(1, 1, true, { showings: shown("1") }));
    await expect.poll(() => calls).toEqual(["gateway/0 1"]);
    await feed.listen("gateway/0", "global");
    release(0);
    expect(await heard).toEqual({ gateways: ["gateway/0"] });
    expect(await feed.hear(word(1, 2, true, { showings: shown("2") }))).toEqual({ gateways: ["gateway/0"] });
    expect(calls).toEqual(["gateway/0 1", "gateway/0 2"]);
  });

  it("[F9] … also when it went in between", async () => {
    const feed = feedOf("again-after");
    const { promise: gate, resolve: release } = Promise.withResolvers<number>();
    const calls = gateways((_, body) => (body === "1" ? gate : 1));
    await feed.listen("gateway/0", "global");
    const heard = feed.hear(word(1, 1, true, { showings: shown("1") }));
    await expect.poll(() => calls).toHaveLength(1);
    await feed.unlisten("gateway/0");
    await feed.listen("gateway/0", "global");
    release(0);
    await heard;
    await feed.hear(word(1, 2, true, { showings: shown("2") }));
    expect(calls).toEqual(["gateway/0 1", "gateway/0 2"]);
  });

  it("[F10] what is no change of an order is shown without touching the lists", async () => {
    const feed = feedOf("told");
    const calls = gateways(() => 1);
    await feed.tell(shown("nobody"));
    await feed.listen("gateway/0", "global");
    await feed.tell(shown("refused"));
    expect([calls, await feed.lastOrders(1)]).toEqual([["gateway/0 refused"], []]);
  });

  it("[F9] nothing to show calls nobody", async () => {
    const feed = env.FEED.getByName(userFeed("pizza", id(1)));
    const calls = gateways(() => 1);
    await feed.listen("gateway/0", "global");
    await feed.hear(word(1, 1, true));
    expect(calls).toEqual([]);
  });
});
