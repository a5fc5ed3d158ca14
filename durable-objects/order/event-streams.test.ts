import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { creating, guest } from "../../domain/order/given.fixture";
import { readEvent } from "../../domain/order/events";
import { replay } from "../../domain/order/evolve";
import { EventLog } from "../lib/event-log";
import { committed } from "./live-messages";
import { EventStreams } from "./event-streams";
import { dial, readStream, storedBy, stream, tokenOf } from "./order-sockets.fixture";
import { open, soup } from "./open.fixture";
import { storeMenu } from "./stored-menu.fixture";

beforeAll(storeMenu);
afterEach(() => vi.unstubAllGlobals());

async function begun(n: number) {
  const order = open(n);
  await order.ask("c1", creating, guest);
  return order;
}
const note = (text: string) => ({ type: "StoreExtra" as const, store: { note: text } });
const heads = (blocks: string[]) => blocks.filter((block) => block !== ":").map((block) => block.split("\ndata: ")[0]);

it("[OL30] a stream shows the order, then each change under its number, in the words of the socket", async () => {
  const order = await begun(2101);
  const socket = await dial(order.stub(), await tokenOf());
  const events = await stream(order.stub(), await tokenOf());
  expect(Object.fromEntries(events.res.headers)).toMatchObject({
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  await order.ask("c2", soup(1));
  await order.ask("c3", note("a\\nb"));
  const blocks = await events.until((all) => all.length === 3);
  expect(heads(blocks)).toEqual(["event: snapshot\nid: 1", "event: change\nid: 2", "event: change\nid: 3"]);
  await expect.poll(() => socket.heard.filter(({ seq }) => seq !== undefined).length).toBe(3);
  const said = socket.texts.filter((text) => text.startsWith('{"seq"'));
  expect(blocks.map((block) => block.split("\ndata: ")[1])).toEqual(said);
  await events.hangUp();
});

it("[OL31] a stream resumes after `Last-Event-ID`, or `?after=`, without gap or duplicate", async () => {
  const order = await begun(2102);
  await order.ask("c2", soup(1));
  await order.ask("c3", note("1"));
  const token = await tokenOf();
  const both = [await stream(order.stub(), token, "?after=1"), await stream(order.stub(), token, "", { "last-event-id": "1" })];
  await order.ask("c4", note("2"));
  for (const resumed of both) {
    const blocks = await resumed.until((all) => all.length === 2);
    expect(blocks[0]).toMatch(
      /^event: change\nid: 3\ndata: \{"seq":3,"events":\[\{"seq":2,"type":"LinesAppended".*\{"seq":3,"type":"ExtraStored"/,
    );
    expect(blocks[1]).toMatch(/^event: change\nid: 4\n/);
    await resumed.hangUp();
  }
  const whole = await stream(order.stub(), token, "?state=1", { "last-event-id": "99" });
  const [snapshot] = await whole.until((all) => all.length === 1);
  expect(snapshot).toMatch(/^event: snapshot\nid: 4\ndata: \{"seq":4,"snapshot":\{.*"state":\{/);
  await whole.hangUp();
});

it("[OL32] a stream ends when its token expires, and by itself", async () => {
  const order = await begun(2103);
  const events = await stream(order.stub(), await tokenOf({}, 2));
  await events.until((all) => all.length === 1);
  expect(await events.toEnd()).toBe("ended");
  await order.ask("c2", note("late"));
  expect(events.text()).not.toContain("late");
});

it("[OL33] a reader who stands still is cut off when a megabyte waits for him; others are not", async () => {
  const order = await begun(2104);
  const [slow, quick] = [await stream(order.stub(), await tokenOf()), await stream(order.stub(), await tokenOf())];
  await slow.until((all) => all.length === 1);
  const long = "x".repeat(900);
  const most = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`k${n}`, long]));
  let seq = 1;
  const seen = async () => void (await quick.until((all) => all.some((block) => block.includes(`\nid: ${seq}\n`))));
  for (let n = 0; n < 60; n++) {
    seq++;
    await order.ask(`c${n + 2}`, {
      type: "StoreExtra",
      store: { ...most, n: String(n), ...Object.fromEntries(Object.keys(most).map((key) => [key, long + n])) },
    });
    await seen();
  }
  expect(await slow.toEnd()).toBe("ended");
  expect(slow.text()).not.toContain(`\nid: ${seq}\n`);
  expect(slow.text()).toMatch(/\n\n$/); // events come whole or not at all
  await quick.hangUp();
});

it("[OL34] a stream of somebody who has hung up is forgotten at the next word, and no more than a hundred are open", async () => {
  const order = await begun(2105);
  const token = await tokenOf();
  const all = await Promise.all(Array.from({ length: 100 }, () => stream(order.stub(), token)));
  const ask = () => order.stub().fetch("https://api.test/events", { headers: { authorization: `Bearer ${token}` } });
  expect((await ask()).status).toBe(429);
  await Promise.all(all.map(({ hangUp }) => hangUp()));
  await order.ask("c2", note("1"));
  await order.ask("c3", note("2"));
  await expect
    .poll(async () => {
      const res = await ask();
      await res.body?.cancel();
      return res.status;
    })
    .toBe(200);
});

it("[OL35] nobody hears on a stream of what is not stored yet, nor of what could not be stored", async () => {
  const order = await begun(2106);
  await order.ask("c2", note("once"));
  await order.ask("c3", note("twice"));
  const events = (await storedBy(order)).map(readEvent);
  const at = (seq: number) => {
    const state = replay(events.slice(0, seq));
    if (state.status === "ABSENT") throw new Error("there is no order");
    return state;
  };
  const storing = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const waits = storing.values();
  const streams = new EventStreams({
    storage: { sync: () => waits.next().value?.promise ?? Promise.resolve() },
    register: () => Promise.resolve(undefined),
    gone: () => {},
  });
  const log = await runInDurableObject(order.stub(), (_, { storage }) => new EventLog(storage.sql, readEvent));
  const told = readStream(
    await streams.open(
      { tenant: "t1", region: "global", session: "s", user: "ann", roles: [], exp: Date.now() / 1000 + 600, token: "-" },
      () => at(1),
      log,
      { whole: false, address: "none" },
    ),
  );
  await told.until((all) => all.length === 1);
  streams.show(committed(at(1), events.slice(1, 2), at(2)));
  streams.show(committed(at(2), events.slice(2, 3), at(3)));
  const next = told.until((all) => all.length === 2);
  await scheduler.wait(1); // every step that could be taken has been
  expect(told.text()).not.toContain("ExtraStored");
  storing[0]?.resolve();
  expect(heads(await next)).toEqual(["event: snapshot\nid: 1", "event: change\nid: 2"]);
  storing[1]?.reject(new Error("the disk is full"));
  expect(await told.toEnd()).toBe("ended");
  expect(told.text()).not.toContain("id: 3");
});

it("[OL36] a stream on which nothing happens beats, so that nobody on the way takes it for dead", async () => {
  const { setTimeout } = globalThis;
  const waits: unknown[] = [];
  const soon = (beat: () => void, ms?: number) => {
    waits.push(ms);
    return setTimeout(beat, 1);
  };
  vi.stubGlobal("setTimeout", soon);
  const order = await begun(2107);
  const events = await stream(order.stub(), await tokenOf());
  const blocks = await events.until((all) => all.length >= 3);
  expect(blocks.slice(1, 3)).toEqual([":", ":"]);
  expect(waits).toContain(15_000);
  await events.hangUp();
});

it("[V61] one person has twenty streams of an order open, and others still come in", async () => {
  const order = await begun(2108);
  const ask = async (token: string) => order.stub().fetch("https://api.test/events", { headers: { authorization: `Bearer ${token}` } });
  const token = await tokenOf();
  const streams = await Promise.all(Array.from({ length: 20 }, () => ask(token)));
  expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]));
  expect((await ask(token)).status).toBe(429);
  const staff = await ask(await tokenOf({ user: "kit", roles: ["ROLE_KDS"] }));
  expect(staff.status).toBe(200);
  for (const { body } of [...streams, staff]) await body?.cancel();
});
