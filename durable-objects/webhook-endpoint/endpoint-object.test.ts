import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Delivery, newWebhookSecret } from "../../protocol/webhook";

const secret = newWebhookSecret();
const config = { tenant: "t", id: "e", url: "https://hooks.example.com/", active: true, secret };
const delivery = (id: string): Delivery => ({ id, type: "order.completed", body: `{"id":"${id}"}` });

/** A receiver: what it got, and what it answers. The object lives in the isolate of the tests, so it meets this instead of the network. */
let received: { id: string | null; body: string }[];
let answer: (id: string | null) => Promise<Response>;

beforeEach(() => {
  received = [];
  answer = async () => new Response("ok");
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const id = request.headers.get("webhook-id");
    received.push({ id, body: await request.text() });
    return answer(id);
  });
});
afterEach(() => vi.restoreAllMocks());

const status = async (stub: DurableObjectStub<import("./endpoint-object").EndpointObject>) =>
  (await stub.log(0, 100)).entries.map((entry) => `${entry.id} ${entry.status} ${entry.attempts.length}`);
const alarmOf = (stub: DurableObjectStub) => runInDurableObject(stub, (_, { storage }) => storage.getAlarm());

async function opened(name: string, change: Partial<typeof config> = {}) {
  const stub = env.ENDPOINT.getByName(`t/endpoint/${name}`);
  expect(await stub.open({ ...config, ...change })).toBe(true);
  return stub;
}

describe("endpoint object", () => {
  it("[W23] the first attempt follows at once, without an alarm", async () => {
    const stub = await opened("a");
    expect(await stub.enqueue([delivery("m1"), delivery("m2")])).toBe(true);
    await expect.poll(() => status(stub)).toEqual(["m2 delivered 1", "m1 delivered 1"]);
    expect(received.map(({ id }) => id)).toEqual(expect.arrayContaining(["m1", "m2"]));
    await expect.poll(() => alarmOf(stub)).toBeNull();
  });

  it("[W24] a delivery that comes twice is sent once", async () => {
    const stub = await opened("b");
    await stub.enqueue([delivery("m1")]);
    await expect.poll(() => status(stub)).toEqual(["m1 delivered 1"]);
    await stub.enqueue([delivery("m1"), delivery("m2")]);
    await expect.poll(() => status(stub)).toEqual(["m2 delivered 1", "m1 delivered 1"]);
    expect(received).toHaveLength(2);
  });

  it("[W25] what failed is tried again by the alarm, under the same id and with the same body", async () => {
    const stub = await opened("c");
    answer = async () => new Response("not now", { status: 500 });
    await stub.enqueue([delivery("m1")]);
    await expect.poll(() => status(stub)).toEqual(["m1 pending 1"]);
    const { entries } = await stub.log(0, 1);
    expect(entries[0]?.attempts[0]).toMatchObject({ status: 500, response: "not now" });
    expect(await alarmOf(stub)).toBe(Date.parse(entries[0]?.nextAttempt ?? ""));

    answer = async () => new Response("ok");
    await due(stub);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await status(stub)).toEqual(["m1 delivered 2"]);
    expect(received).toEqual([received[0], received[0]]);
  });

  it("[W26] what waits survives eviction, and a lost alarm is armed again on waking", async () => {
    const stub = await opened("d");
    answer = async () => new Response(null, { status: 500 });
    await stub.enqueue([delivery("m1")]);
    await expect.poll(() => status(stub)).toEqual(["m1 pending 1"]);
    await due(stub);
    await runInDurableObject(stub, (_, { storage }) => storage.deleteAlarm());
    answer = async () => new Response("ok");
    await evictDurableObject(stub);
    await stub.status(); // any call wakes it
    await expect.poll(() => status(stub)).toEqual(["m1 delivered 2"]);
  });

  it("[W27] a crash between sending and writing down means: once more, under the same id", async () => {
    const stub = await opened("e");
    await stub.enqueue([delivery("m1")]);
    await expect.poll(() => status(stub)).toEqual(["m1 delivered 1"]);
    // The rows as the crash would have left them: taken, sent, not recorded, and the lease is over.
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec("UPDATE deliveries SET status = 'pending', attempts = '[]', next_at = 1");
    });
    await evictDurableObject(stub);
    await stub.status();
    await expect.poll(() => status(stub)).toEqual(["m1 delivered 1"]);
    expect(received.map(({ id }) => id)).toEqual(["m1", "m1"]);
  });

  it("[W27] a delivery that is being sent is leased, so that a crash leaves an alarm behind", async () => {
    const stub = await opened("e2");
    let open = 0;
    answer = () => when(() => open > 0);
    await stub.enqueue([delivery("m1")]);
    await expect.poll(() => received.length).toBe(1);
    expect(await alarmOf(stub)).toBeGreaterThan(Date.now());
    open = 1;
    await expect.poll(() => status(stub)).toEqual(["m1 delivered 1"]);
  });

  it("[W28] 410 Gone stops the endpoint: nothing more is sent, and why is on record", async () => {
    const stub = await opened("f");
    answer = async () => new Response(null, { status: 410 });
    await stub.enqueue([delivery("m1")]);
    await expect.poll(() => status(stub)).toEqual(["m1 failed 1"]);
    expect(await stub.status()).toEqual({
      active: false,
      disabled: { at: expect.any(String), reason: "the receiver answered 410 Gone" },
    });
    expect(await stub.enqueue([delivery("m2")])).toBe(false);
    await stub.change({ active: true });
    expect(await stub.status()).toEqual({ active: true, disabled: null });
  });

  it("[W29] one receiver gets four requests at a time, and in the end all of them", async () => {
    const stub = await opened("g");
    let open = 0;
    answer = () => {
      const place = received.length;
      return when(() => place <= open);
    };
    await stub.enqueue(Array.from({ length: 9 }, (_, index) => delivery(`m${index}`)));
    await stub.enqueue([delivery("m9")]);
    await expect.poll(() => received.length).toBe(4);
    await runDurableObjectAlarm(stub); // an alarm opens no further lane
    expect(received).toHaveLength(4);
    open = 2;
    await expect.poll(() => received.length).toBe(6);
    open = 10;
    await expect.poll(async () => (await status(stub)).filter((line) => line.endsWith("delivered 1"))).toHaveLength(10);
  });

  it("[W30] while it is inactive what waits stays, and goes out when it is active again", async () => {
    const stub = await opened("h");
    answer = async () => new Response(null, { status: 500 });
    await stub.enqueue([delivery("m1")]);
    await expect.poll(() => status(stub)).toEqual(["m1 pending 1"]);
    await stub.change({ active: false });
    await due(stub);
    expect(await alarmOf(stub)).toBeNull();
    answer = async () => new Response("ok");
    await stub.change({ active: true });
    await expect.poll(() => status(stub)).toEqual(["m1 delivered 2"]);
  });

  it("[W31] a ping tells at once what came of it, also while the endpoint is inactive, and is not repeated", async () => {
    const stub = await opened("i", { active: false });
    answer = async () => new Response("who are you?", { status: 403 });
    expect(await stub.ping({ id: "ping1", type: "ping", body: "{}" })).toMatchObject({ status: 403, response: "who are you?" });
    expect(await status(stub)).toEqual(["ping1 failed 1"]);
  });

  it("[W32] the log is newest first, in pages, and forgets the oldest that are finished", async () => {
    const stub = await opened("j");
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1199)
         INSERT INTO deliveries (number, id, type, body, created, status, next_at, attempts) SELECT i, 'old' || i, 'order.created', '{}', '2026-01-01T00:00:00.000Z',
           iif(i = 7, 'pending', 'delivered'), iif(i = 7, 4e12, NULL), '[]' FROM n`,
      );
    });
    await stub.enqueue([delivery("new")]);
    await expect.poll(async () => (await status(stub))[0]).toBe("new delivered 1");
    const { total, entries } = await stub.log(1, 3);
    expect(entries.map(({ id }) => id)).toEqual(["old1199", "old1198"]);
    expect(total).toBe(1_002);
    expect((await stub.log(1_001, 1_002)).entries.map(({ id }) => id)).toEqual(["old7"]);
  });

  it("[W33] a removed endpoint forgets all, sends nothing and takes nothing", async () => {
    const stub = await opened("k");
    answer = async () => new Response(null, { status: 500 });
    await stub.enqueue([delivery("m1")]);
    await expect.poll(() => status(stub)).toEqual(["m1 pending 1"]);
    await stub.remove();
    expect([await alarmOf(stub), await status(stub), await stub.status()]).toEqual([null, [], undefined]);
    expect([await stub.enqueue([delivery("m2")]), await stub.change({ active: true })]).toEqual([false, false]);
    expect(await stub.ping(delivery("m3"))).toBeUndefined();
  });

  it("[W34] an endpoint cannot be set up again with another secret", async () => {
    const stub = await opened("l");
    expect(await stub.open({ ...config, secret: newWebhookSecret() })).toBe(false);
    expect(await stub.open({ ...config, url: "https://other.example.com/" })).toBe(true);
  });
});

/** An answer that comes when it may. It is made in the object's own turn: a promise settled from outside could not reach it. */
async function when(may: () => boolean): Promise<Response> {
  while (!may()) await scheduler.wait(5);
  return new Response("ok");
}

/** Time passes: whatever waits may be taken now. */
function due(stub: DurableObjectStub) {
  return runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec("UPDATE deliveries SET next_at = 1 WHERE status = 'pending'");
  });
}
