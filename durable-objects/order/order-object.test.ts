import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import type { Actor, OrderCommand } from "../../domain/order/commands";
import { readEvent } from "../../domain/order/events";
import { boss, card, creating, discounter, envelope, guest, id, kitchen, stranger, till } from "../../domain/order/given.fixture";
import { replay } from "../../domain/order/evolve";
import { view } from "../../domain/order/view";
import { cola, open, pay, soup } from "./open.fixture";
import { storeMenu } from "./stored-menu.fixture";

beforeAll(storeMenu);

describe("inbox", () => {
  it("[Q20] a repeated command gets the stored answer and has one effect, also after eviction", async () => {
    const { ask, read, evict } = open(1);
    await ask("c1", creating);
    const first = await ask("c2", soup(1));
    await evict();
    expect(first).toEqual({ ok: true, value: { seq: 2, lines: [id(1)] } });
    expect(await ask("c2", soup(1))).toEqual({ ok: true, value: { seq: 2, lines: [id(1)], repeated: true } });
    expect((await read()).order.buckets[0].lines).toHaveLength(1);
  });

  it("[Q21] a command id that was used for something else is refused and changes nothing", async () => {
    const { ask, read } = open(2);
    await ask("c1", creating);
    await ask("c2", soup(1));
    expect(await ask("c2", soup(2))).toEqual({ ok: false, error: { code: "command-id-reused" } });
    expect((await read()).seq).toBe(2);
  });

  it("[Q22] a refusal is an answer too, and stays what it was", async () => {
    const { ask } = open(3);
    await ask("c1", creating);
    const refused = await ask("c2", { type: "CompleteOrder" });
    expect(refused).toEqual({ ok: false, error: { code: "order-empty" } });
    await ask("c3", soup(1));
    expect(await ask("c2", { type: "CompleteOrder" })).toEqual(refused);
  });

  it("[Q23] who may not see an order leaves no trace in it", async () => {
    const { ask, rows } = open(4);
    await ask("c1", creating);
    expect(await ask("x1", soup(1), stranger)).toEqual({ ok: false, error: { code: "order-not-found" } });
    expect(await rows("SELECT id FROM inbox")).toEqual([{ id: "c1" }]);
  });

  it("[O459] an order whose terms have to be asked for again keeps nothing of it, and takes the same command with newer ones", async () => {
    const { ask, rows } = open(46);
    await ask("c1", creating);
    await ask("c2", soup(1));
    const paying: OrderCommand = { type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "web", amount: 1250 };
    expect(await ask("c3", paying, guest, { cards: [] })).toEqual({ ok: false, error: { code: "terms-outdated", venue: "v1" } });
    expect(await rows("SELECT id FROM inbox")).toEqual([{ id: "c1" }, { id: "c2" }]);
    expect(await ask("c3", paying, guest)).toMatchObject({ ok: true, value: { seq: 3 } });
  });
});

describe("log", () => {
  it("[Q24] the state after eviction between any two commands is the fold of the log", async () => {
    const { ask, read, rows, evict } = open(5);
    const steps: [OrderCommand, Actor][] = [
      [creating, guest],
      [soup(1), guest],
      [cola(2), guest],
      [{ type: "RemoveLines", lines: [id(2)] }, guest],
      [pay(90, 1250), till],
      [{ type: "ProcessLines", lines: [id(1)] }, kitchen],
      [{ type: "DeliverOrder" }, kitchen],
      [{ type: "CloseOrder" }, kitchen],
    ];
    for (const [index, [command, actor]] of steps.entries()) {
      expect(await ask(`c${index}`, command, actor)).toMatchObject({ ok: true });
      const before = await read();
      await evict();
      expect(await read()).toEqual(before);
    }
    const log = (await rows("SELECT body FROM events ORDER BY seq")).map(({ body }) => readEvent(typeof body === "string" ? body : ""));
    const state = replay(log);
    if (state.status === "ABSENT") throw new Error("absent");
    expect(JSON.parse(JSON.stringify(view(state)))).toEqual((await read()).order);
  });

  it("[Q25] a snapshot is only a cache: with it, without it and with one of another format the order is the same", async () => {
    const { ask, stub, read, rows, evict } = open(6);
    await ask("c0", creating);
    for (let n = 1; n <= 120; n++) await ask(`c${n}`, cola(n));
    const before = await read();
    await runDurableObjectAlarm(stub());
    expect(await rows("SELECT seq FROM snapshot")).toEqual([{ seq: 121 }]);
    await ask("c200", cola(200));
    await evict();
    expect((await read()).seq).toBe(before.seq + 1);
    await rows("UPDATE snapshot SET format = 0, body = 'junk'");
    await evict();
    expect((await read()).order.buckets[0].lines).toHaveLength(121);
    await rows("DELETE FROM snapshot");
    await evict();
    expect((await read()).order.buckets[0].lines).toHaveLength(121);
  });

  it("[Q26] an envelope that is for another order is a bug, and nothing is stored", async () => {
    const { ask, stub, order, rows } = open(7);
    await ask("c1", creating);
    const foreign = { ...envelope(soup(1), guest), tenant: "t2", order };
    await runInDurableObject(stub(), (actor) => expect(() => actor.execute(foreign)).toThrow("another order"));
    expect(await rows("SELECT count(*) AS n FROM events")).toEqual([{ n: 1 }]);
  });
});

describe("deliveries", () => {
  it("[Q27] wakes until every consumer has given its word, then rests until its own time has come", async () => {
    const { ask, stub } = open(8);
    await ask("c1", creating);
    await ask("c2", cola(1));
    await runDurableObjectAlarm(stub());
    await runInDurableObject(stub(), async (_, { storage }) => expect(await storage.getAlarm()).not.toBeNull());
    await stub().acknowledge("projections", 1, 2);
    await stub().acknowledge("webhooks", 1, 2);
    await expect
      .poll(async () => (await stub().progress()).destinations)
      .toMatchObject({ projections: 2, webhooks: 2, discounts: 2, "feed:t1/user/ann": 2 });
    await runDurableObjectAlarm(stub());
    const later = Date.now() + 55 * 60_000; // a guest's basket that nobody touches for an hour is abandoned
    await runInDurableObject(stub(), async (_, { storage }) => expect(await storage.getAlarm()).toBeGreaterThan(later));
  });

  it("[Q28] a lost alarm is armed again on waking while something lags", async () => {
    const { ask, stub, evict, read } = open(9);
    await ask("c1", creating);
    await runInDurableObject(stub(), (_, { storage }) => storage.deleteAlarm());
    await evict();
    await read();
    await runInDurableObject(stub(), async (_, { storage }) => expect(await storage.getAlarm()).not.toBeNull());
  });

  it("[Q32] a consumer's word for a later run does not cover an earlier one that was lost, and twice is once", async () => {
    const { ask, stub } = open(13);
    await ask("c1", creating);
    await ask("c2", cola(1));
    const done = async () => (await stub().progress()).destinations.projections;
    await stub().acknowledge("projections", 2, 2);
    expect(await done()).toBe(0);
    await stub().acknowledge("projections", 1, 1);
    await stub().acknowledge("projections", 1, 1);
    expect(await done()).toBe(1);
    await stub().acknowledge("projections", 2, 2);
    expect(await done()).toBe(2);
  });

  it("[W60] what a webhook job that was lost had to tell is still open after news that no webhook tells, and the word for it closes both", async () => {
    const { ask, stub } = open(47);
    const done = async () => (await stub().progress()).destinations.webhooks;
    await ask("c1", creating);
    await runDurableObjectAlarm(stub()); // until the job is with the queue
    await ask("c2", cola(1));
    await runDurableObjectAlarm(stub());
    expect(await done()).toBe(0);
    await stub().acknowledge("webhooks", 1, 1);
    expect(await done()).toBe(2);
  });

  it("[Q33] commands that do not depend on each other give the same order in any order, repeated or not", async () => {
    const commands: [string, OrderCommand][] = [
      ["a", soup(1, 2)],
      ["b", cola(2)],
      ["c", { type: "StoreExtra", store: { "x-table-number": "7" } }],
    ];
    const play = async (n: number, sequence: number[]) => {
      const { ask, read } = open(n);
      await ask("c0", creating);
      for (const index of sequence) {
        const [key, command] = commands[index] ?? ["c0", creating];
        await ask(key, command);
      }
      const { order } = await read();
      const lines = order.buckets[0].lines.map(({ productId, quantity }: { productId: string; quantity: number }) => [productId, quantity]);
      return { total: order.total, extra: order.extra, lines: lines.toSorted() };
    };
    const plain = await play(14, [0, 1, 2]);
    expect(await play(15, [2, 1, 0])).toEqual(plain);
    expect(await play(16, [1, 0, 1, 2, 0, 1])).toEqual(plain);
  });

  it("[Q29] discounts that were applied are the word that their job is done", async () => {
    const { ask, stub } = open(10);
    await ask("c1", creating);
    await ask("c2", soup(1), guest, { card: { ...card, discountRules: "not in store yet" } });
    const discounts = [{ line: id(1), layer: "rules", name: "Ten off", type: "PERCENT", amount: 125 }];
    await ask("d1", { type: "ApplyDiscounts", revision: 2, layer: "rules", discounts }, discounter);
    expect((await stub().progress()).destinations.discounts).toBe(4);
    expect(await stub().basket()).toMatchObject({ revision: 2, pending: false, lines: [{ id: id(1), total: 1250, tags: ["PROMO"] }] });
  });
});

describe("feeds", () => {
  it("[Q30] the guest's feed knows an order from its creation, the venue's from its placing, and both until its end", async () => {
    const { order, ask } = open(11);
    const mine = env.FEED.getByName("t1/user/gus");
    const venue = env.FEED.getByName("t1/venue/v1");
    const gus: Actor = { kind: "user", user: "gus", roles: [] };
    await ask("c1", creating, gus);
    await expect.poll(() => mine.openOrders()).toContain(order);
    await ask("c2", cola(1), gus);
    expect(await venue.openOrders()).not.toContain(order);
    await ask("c3", pay(90, 700), till);
    await expect.poll(() => venue.openOrders()).toContain(order);
    await ask("c4", { type: "CancelOrder" }, boss);
    await expect.poll(() => venue.openOrders()).not.toContain(order);
    await expect.poll(() => mine.openOrders()).not.toContain(order);
    expect(await mine.lastOrders(10)).toContain(order);
  });
});

describe("tenants", () => {
  it("[Q31] asking an order that does not exist stores nothing in it", async () => {
    const { ask, rows } = open(12);
    expect(await ask("c1", soup(1))).toEqual({ ok: false, error: { code: "order-not-found" } });
    expect(await rows("SELECT count(*) AS n FROM inbox")).toEqual([{ n: 0 }]);
  });
});
