import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { creating, guest } from "../../domain/order/given.fixture";
import { replay } from "../../domain/order/evolve";
import { readEvent } from "../../domain/order/events";
import { MAX_MESSAGE_BYTES, TOKEN_WITHIN_MS } from "../../protocol/live";
import { alarmOf, dial, kit, storedBy, tokenOf } from "./order-sockets.fixture";
import { open, soup } from "./open.fixture";
import { FeedObject } from "../feed/feed-object";
import { SLOW_BYTES } from "../lib/live-connections";
import { storeMenu } from "./stored-menu.fixture";

beforeAll(storeMenu);
afterEach(() => vi.restoreAllMocks());

/** An order that ann has begun. */
async function begun(n: number) {
  const order = open(n);
  await order.ask("c1", creating, guest);
  return order;
}
const note = (n: number) => ({ type: "StoreExtra" as const, store: { note: String(n) } });
const later = (ms: number) => {
  const then = Date.now() + ms;
  vi.spyOn(Date, "now").mockReturnValue(then);
};
const sleep = ({ evict }: ReturnType<typeof open>) => evict();

describe("coming in", () => {
  it("[OL2] who came without a token sends it first and is shown the order; until then nothing is said", async () => {
    const order = await begun(2001);
    const socket = await dial(order.stub(), undefined);
    await order.ask("c2", note(1));
    expect(socket.texts).toEqual([]);
    await sleep(order);
    socket.say({ token: await tokenOf() });
    await expect.poll(() => socket.heard[0]).toMatchObject({ seq: 2, snapshot: { id: order.order } });
    await order.ask("c3", note(2));
    await expect.poll(() => socket.heard.some(({ events }) => events?.[0]?.type === "ExtraStored")).toBe(true);
  });

  it("[OL22] who sends a token and goes on without waiting is served in that order; who floods before he is known is closed with 4429", async () => {
    const order = await begun(2009);
    const socket = await dial(order.stub(), undefined);
    socket.say({ token: await tokenOf() });
    socket.say({ id: "c", command: "commands" });
    await expect.poll(() => socket.answers()).toMatchObject([{ id: "c", status: 404 }]);
    expect(socket.heard[0]).toMatchObject({ seq: 1, snapshot: { id: order.order } });
    const flood = await dial(order.stub(), undefined);
    const token = await tokenOf();
    vi.spyOn(crypto.subtle, "verify").mockImplementation(() => new Promise(() => {})); // it is not known yet who that is
    for (let n = 0; n < 61; n++) flood.say({ token });
    await flood.closes(4429);
    expect(flood.texts).toEqual([]);
  });

  it("[OL3] a first message that is no token, or a bad one, closes with 4401", async () => {
    const order = await begun(2002);
    for (const first of [{ id: "c", command: "append" }, { token: "x.y.z" }, { token: await tokenOf({}, -60) }, "hello"]) {
      const socket = await dial(order.stub(), undefined);
      socket.say(first);
      await socket.closes(4401);
      expect(socket.texts).toEqual([]);
    }
  });

  it("[OL4] who brings no token in time is closed with 4401 by the alarm, also after sleep", async () => {
    const order = await begun(2003);
    const [idle, known] = [await dial(order.stub(), undefined), await dial(order.stub(), await tokenOf())];
    expect(await alarmOf(order.stub())).toBeLessThanOrEqual(Date.now() + TOKEN_WITHIN_MS);
    await sleep(order);
    later(TOKEN_WITHIN_MS + 1);
    await runDurableObjectAlarm(order.stub());
    await idle.closes(4401);
    expect(known.isClosed()).toBe(false);
  });

  it("[OL5] an order that does not exist, a stranger's and another chain's end alike, with 4404", async () => {
    const [order, absent] = [await begun(2004), open(2005)];
    const cases = [
      { stub: absent.stub(), token: await tokenOf() },
      { stub: order.stub(), token: await tokenOf({ user: "bob" }) },
      { stub: order.stub(), token: await tokenOf({ tenant: "t2" }) },
      { stub: order.stub(), token: await tokenOf({ tenant: "t2", user: "boss", roles: ["ROLE_SU"] }) },
    ];
    for (const { stub, token } of cases) {
      const socket = await dial(stub, undefined);
      socket.say({ token });
      await socket.closes(4404);
      expect(socket.texts).toEqual([]);
      const headers = { upgrade: "websocket", authorization: `Bearer ${token}` };
      for (const path of ["live", "events"]) expect((await stub.fetch(`https://api.test/${path}`, { headers })).status).toBe(404);
    }
  });

  it("[OL6] sockets at an order that does not exist leave no row and no alarm behind", async () => {
    const absent = open(2006);
    const [idle, asking] = [await dial(absent.stub(), undefined), await dial(absent.stub(), undefined)];
    asking.say({ token: await tokenOf() });
    await asking.closes(4404);
    later(TOKEN_WITHIN_MS + 1);
    await runDurableObjectAlarm(absent.stub());
    await idle.closes(4401);
    for (const table of ["events", "inbox", "deliveries", "snapshot", "audience", "archive"]) {
      expect(await absent.rows(`SELECT count(*) AS n FROM ${table}`)).toEqual([{ n: 0 }]);
    }
    expect(await alarmOf(absent.stub())).toBeNull();
  });

  it("[OL7] no more than fifty of one address wait without a token, and others still come in", async () => {
    const order = await begun(2007);
    await Promise.all(Array.from({ length: 50 }, () => dial(order.stub(), undefined)));
    const knock = async (address: string) => {
      const headers = { upgrade: "websocket", "x-brigade-address": address };
      return (await order.stub().fetch("https://api.test/live", { headers })).status;
    };
    expect([await knock("none"), await knock("10.0.0.1")]).toEqual([429, 101]);
    const known = await dial(order.stub(), await tokenOf());
    await expect.poll(() => known.heard.length).toBeGreaterThan(0);
  });

  it("[OL8] a token that a socket cannot keep is refused with 4403", async () => {
    const order = await begun(2008);
    const roles = Array.from({ length: 900 }, (_, n) => `ROLE_v${n}-a-place_KDS`);
    const socket = await dial(order.stub(), await tokenOf({ roles }));
    await socket.closes(4403);
  });
});

describe("staying", () => {
  it("[OL9] a socket is closed with 4401 when its token expires, by the alarm, also after sleep; others stay", async () => {
    const order = await begun(2020);
    const [short, long] = [await dial(order.stub(), await tokenOf({}, 60)), await dial(order.stub(), await tokenOf({}, 600))];
    await sleep(order);
    later(61_000);
    await runDurableObjectAlarm(order.stub());
    await short.closes(4401);
    expect(long.isClosed()).toBe(false);
    const next = await alarmOf(order.stub());
    expect(next).toBeLessThanOrEqual(Date.now() + 540_000);
  });

  it("[OL10] nothing is said after a token's expiry, also when the alarm has not rung", async () => {
    const order = await begun(2021);
    const socket = await dial(order.stub(), await tokenOf({}, 60));
    await expect.poll(() => socket.heard.length).toBe(2);
    later(60_001);
    await order.ask("c2", note(1));
    await socket.closes(4401);
    expect(socket.heard).toHaveLength(2);
    const asking = await dial(order.stub(), await tokenOf({}, 60));
    later(120_002);
    asking.say({ id: "c3", command: "comment", body: "late" });
    await asking.closes(4401);
    expect(asking.answers()).toEqual([]);
  });

  it("[OL11] the alarm is set for a socket's end while deliveries lag, and a lost one is set again on waking", async () => {
    const order = await begun(2022);
    const short = await dial(order.stub(), await tokenOf({}, 3));
    const end = Date.now() + 3000;
    await order.ask("c2", note(1)); // the deliveries' own alarm would ring in five seconds
    expect(await alarmOf(order.stub())).toBeLessThanOrEqual(end);
    await expect.poll(short.isClosed, { timeout: 10_000 }).toBe(true);
    await short.closes(4401);

    await dial(order.stub(), await tokenOf({}, 60));
    for (const destination of ["projections", "webhooks", "discounts"]) await order.stub().acknowledge(destination, 1, 2);
    await expect.poll(async () => new Set(Object.values((await order.stub().progress()).destinations))).toEqual(new Set([2]));
    await runDurableObjectAlarm(order.stub());
    await runInDurableObject(order.stub(), (_, { storage }) => storage.deleteAlarm());
    await sleep(order);
    await order.read();
    await expect.poll(() => alarmOf(order.stub())).not.toBeNull();
    expect(await alarmOf(order.stub())).toBeLessThanOrEqual(Date.now() + 60_000);
  });

  it("[OL14] a delivery that hangs does not keep a socket open beyond its end, nor one that comes while the alarm rings", async () => {
    vi.spyOn(FeedObject.prototype, "hear").mockImplementation(() => new Promise(() => {}));
    for (const [n, comes] of (["before", "while"] as const).entries()) {
      const order = await begun(2025 + n * 100);
      const early = comes === "before" ? await dial(order.stub(), await tokenOf({}, 2)) : undefined;
      await order.ask("c2", note(1));
      const rung = runDurableObjectAlarm(order.stub());
      const socket = early ?? (await dial(order.stub(), await tokenOf({}, 2)));
      await expect.poll(socket.isClosed, { timeout: 6_000 }).toBe(true); // a delivery gives up after ten seconds
      await socket.closes(4401);
      await rung;
    }
  });

  it("[OL12] a fresh token of the same person prolongs the socket and is answered with its end", async () => {
    const order = await begun(2023);
    const socket = await dial(order.stub(), await tokenOf({}, 60));
    const token = await tokenOf({}, 600);
    socket.say({ token });
    await expect.poll(() => socket.heard.find((one) => one.token)?.token?.exp).toBeGreaterThan(Date.now() / 1000 + 500);
    await sleep(order);
    later(61_000);
    await runDurableObjectAlarm(order.stub());
    await order.ask("c2", note(1));
    await expect.poll(() => socket.heard.some(({ seq, events }) => seq === 2 && events)).toBe(true);
    expect(socket.isClosed()).toBe(false);
  });

  it("[OL13] a token of somebody else or of another chain closes with 4403; one that does not hold changes nothing", async () => {
    const order = await begun(2024);
    for (const other of [{ user: "kit", roles: ["ROLE_v1_KDS", "ROLE_MANAGER"] }, { tenant: "t2" }]) {
      const socket = await dial(order.stub(), await tokenOf());
      socket.say({ token: await tokenOf(other) });
      await socket.closes(4403);
    }
    const socket = await dial(order.stub(), await tokenOf());
    socket.say({ token: "x.y.z" });
    await expect.poll(() => socket.heard.at(-1)?.problem).toMatchObject({ status: 401, reason: "the token is malformed" });
    await order.ask("c2", note(1));
    await expect.poll(() => socket.heard.at(-1)).toMatchObject({ seq: 2, events: [{ type: "ExtraStored" }] });
  });

  it("[OL15] ping is answered, and a reader who is too slow is closed with 1013", async () => {
    const order = await begun(2026);
    const socket = await dial(order.stub(), await tokenOf());
    socket.socket.send("ping");
    await expect.poll(() => socket.texts).toContain("pong");
    await runInDurableObject(order.stub(), (_, state) => {
      const [server] = state.getWebSockets();
      if (server) Object.defineProperty(server, "bufferedAmount", { value: SLOW_BYTES + 1 });
    });
    await order.ask("c2", note(1));
    await socket.closes(1013);
  });

  it("[B7] a socket that is being closed for what it said does not hinder the order", async () => {
    const order = await begun(2027);
    const token = await tokenOf();
    const res = await order.stub().fetch("https://api.test/live", { headers: { upgrade: "websocket", authorization: `Bearer ${token}` } });
    const socket = res.webSocket;
    if (!socket) throw new Error(`no socket: ${res.status}`);
    const closed = new Promise<number>((heard) => socket.addEventListener("close", ({ code }) => heard(code)));
    socket.accept({ allowHalfOpen: true });
    socket.send("x".repeat(MAX_MESSAGE_BYTES + 1));
    expect(await closed).toBe(1009);
    expect(await order.ask("c2", note(7))).toEqual({ ok: true, value: { seq: 2 } });
  });
});

describe("who looks", () => {
  it("[OL16] everybody is told when a person comes and when he goes, however many screens he has", async () => {
    const order = await begun(2040);
    await order.ask("c2", soup(1));
    const first = await dial(order.stub(), await tokenOf());
    await expect.poll(first.presence).toEqual(["ann:guest"]);
    const staff = await dial(order.stub(), await tokenOf(kit));
    await expect.poll(staff.presence).toEqual(["ann:guest kit:staff"]);
    await expect.poll(first.presence).toEqual(["ann:guest", "ann:guest staff:staff"]);
    const second = await dial(order.stub(), await tokenOf());
    await expect.poll(second.presence).toEqual(["ann:guest staff:staff"]);
    second.socket.close(1000);
    await second.closes(1000);
    staff.socket.close(1000);
    await expect.poll(first.presence).toEqual(["ann:guest", "ann:guest staff:staff", "ann:guest"]);
  });

  it("[OL17] after sleep it is known who looks, and no row is written for it", async () => {
    const order = await begun(2041);
    await order.ask("c2", soup(1));
    const [mine, staff] = [await dial(order.stub(), await tokenOf()), await dial(order.stub(), await tokenOf(kit))];
    await expect.poll(mine.presence).toContain("ann:guest staff:staff");
    const written = () =>
      order.rows("SELECT (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM inbox) AS inbox, total_changes() AS changes");
    await sleep(order);
    const before = await written();
    staff.socket.close(1000);
    await expect.poll(() => mine.presence().at(-1)).toBe("ann:guest");
    const again = await dial(order.stub(), await tokenOf(kit));
    await expect.poll(again.presence).toEqual(["ann:guest kit:staff"]);
    expect(await written()).toEqual(before);
  });

  it("[OL18] who is waiting, expired or refused is nobody who looks; staff who join the order are its people", async () => {
    const order = await begun(2042);
    await order.ask("c2", soup(1));
    const mine = await dial(order.stub(), await tokenOf());
    const staff = await dial(order.stub(), await tokenOf({ ...kit, roles: ["ROLE_v1_WAITER"] }, 60));
    await dial(order.stub(), undefined);
    await expect.poll(() => mine.presence().at(-1)).toBe("ann:guest staff:staff");
    const { claimCode } = (await order.read()).order;
    const waiter = { kind: "user" as const, user: "kit", roles: ["ROLE_v1_WAITER"] };
    expect(await order.ask("c3", { type: "ClaimOrder", claimCode }, waiter)).toMatchObject({ ok: true });
    await expect.poll(() => mine.presence().at(-1)).toBe("ann:guest kit:guest");
    later(61_000);
    await order.ask("c4", note(1));
    await staff.closes(4401);
    await expect.poll(() => mine.presence().at(-1)).toBe("ann:guest");
  });
});

describe("for clients that fold events themselves", () => {
  it("[OL19] with ?state=1 the snapshot has the state, and whole events lead from it to the next, also after resuming", async () => {
    const order = await begun(2050);
    const socket = await dial(order.stub(), await tokenOf(), "?state=1");
    const plain = await dial(order.stub(), await tokenOf());
    await order.ask("c2", soup(1));
    await order.ask("c3", note(1));
    await expect.poll(() => socket.heard.some(({ seq }) => seq === 3)).toBe(true);
    const resumed = await dial(order.stub(), await tokenOf(), "?state=1&after=1");
    await expect.poll(() => resumed.heard[0]?.seq).toBe(3);
    const said = socket.heard.flatMap(({ events = [] }) => events);
    expect(resumed.heard[0]?.events).toEqual(said);
    const all = (await storedBy(order)).map(readEvent);
    expect(socket.heard[0]?.state).toEqual({ ...JSON.parse(JSON.stringify(replay(all.slice(0, 1)))), shownTo: "guests" });
    expect(said.map(({ event }: { seq: number; event?: unknown }) => event)).toEqual(all.slice(1));
    await expect.poll(() => plain.heard.some(({ seq }) => seq === 3)).toBe(true);
    expect(JSON.stringify(plain.heard)).not.toContain("menuHash");
  });
});

it("[OL20] the order's sockets outlive no deploy and no crash, and resume where they were", async () => {
  const order = await begun(2060);
  const socket = await dial(order.stub(), await tokenOf());
  await expect.poll(() => socket.heard[0]?.seq).toBe(1);
  await order.evict("close");
  await expect.poll(socket.isClosed).toBe(true);
  await order.ask("c2", note(1));
  const again = await dial(order.stub(), await tokenOf(), "?after=1");
  await expect
    .poll(() => again.heard)
    .toMatchObject([{ seq: 2, events: [{ type: "ExtraStored" }] }, { presence: [{ user: "ann", as: "guest" }] }]);
});

it("[OL23] whatever befalls the order between any two steps, a watcher who comes back after each loss has every event once, in its order", async () => {
  const order = await begun(2061);
  const token = await tokenOf();
  const seen: number[] = [];
  let after = 0;
  let socket = await dial(order.stub(), token);
  /** Adds what the socket has heard, and takes leave of it. */
  const learn = async (seq: number) => {
    await expect.poll(() => socket.heard.some((one) => one.seq === seq), { timeout: 5_000 }).toBe(true);
    for (const { events = [] } of socket.heard) seen.push(...events.map((event) => event.seq));
    after = seq;
  };
  await learn(1);
  /** A client that got no answer asks again under the same id. */
  const surely = async (id: string, n: number) => {
    const answer = await Promise.resolve(order.ask(id, note(n))).catch(() => undefined);
    expect(answer ?? (await order.ask(id, note(n)))).toMatchObject({ ok: true });
  };
  const befalls = [
    () => runDurableObjectAlarm(order.stub()),
    () => sleep(order),
    () => order.evict("close"),
    () => abortAllDurableObjects(),
  ];
  for (const [n, befall] of befalls.entries()) {
    await befall();
    await surely(`d${n}`, n);
    await runDurableObjectAlarm(order.stub());
    socket = await dial(order.stub(), token, `?after=${after}`);
    await befall();
    await surely(`e${n}`, n + 10);
    const { seq } = await order.read();
    if (n >= 2) socket = await dial(order.stub(), token, `?after=${after}`); // these cut the sockets
    await learn(seq);
  }
  expect(seen).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
}, 90_000);
