import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { creating, guest, id, kitchen, till } from "../../domain/order/given.fixture";
import { DEFAULT_SETTINGS } from "../../domain/order/order-settings";
import { open, pay, soup } from "./open.fixture";
import { storeMenu } from "./stored-menu.fixture";

beforeAll(storeMenu);

const MINUTE_MS = 60_000;
const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS).toISOString();
const quick = { ...creating, house: { ...DEFAULT_SETTINGS, abandonAfterMinutes: 10, closeAfterMinutes: 10, escalateAfterMinutes: 10 } };
const types = ({ rows }: ReturnType<typeof open>) =>
  rows("SELECT json_extract(body, '$.type') AS type FROM events ORDER BY seq").then((all) => all.map(({ type }) => type));

/** Rings, and says that no consumer has anything left to do. */
async function ring({ stub, read }: ReturnType<typeof open>) {
  await runDurableObjectAlarm(stub());
  const { seq } = await read();
  for (const destination of ["projections", "webhooks", "discounts"]) await stub().acknowledge(destination, 1, seq);
}

describe("the order's own time", () => {
  it("[Q40] a basket that nobody touches is abandoned after the chain's limit, once, also when the alarm rings late and twice", async () => {
    const order = open(40);
    await order.ask("c1", quick, guest, { at: ago(60) });
    await order.ask("c2", soup(1), guest, { at: ago(30) });
    await order.evict();
    await ring(order);
    await ring(order);
    expect(await order.read()).toMatchObject({ seq: 3, order: { status: "ABANDONED", closed: true } });
    await ring(order);
    expect([await types(order), await order.rows("SELECT first, last FROM archive")]).toEqual([[], [{ first: 1, last: 3 }]]);
    expect(await order.read()).toMatchObject({ seq: 3, order: { status: "ABANDONED", closed: true } });
  });

  it("[Q41] a basket that was touched meanwhile stays, and the alarm waits for its new time", async () => {
    const order = open(41);
    await order.ask("c1", quick, guest, { at: ago(60) });
    await order.ask("c2", soup(1), guest, { at: ago(5) });
    await ring(order);
    await ring(order);
    expect((await order.read()).order.status).toBe("NEW");
    await expect.poll(async () => new Set(Object.values((await order.stub().progress()).destinations))).toEqual(new Set([2]));
    await runDurableObjectAlarm(order.stub());
    const alarm = await runInDurableObject(order.stub(), (_, { storage }) => storage.getAlarm());
    expect(alarm).toBeGreaterThan(Date.now() + 4 * MINUTE_MS);
    expect(alarm).toBeLessThan(Date.now() + 6 * MINUTE_MS);
  });

  it("[Q42] an order that was handed over is closed after the chain's time", async () => {
    const order = open(42);
    await order.ask("c1", quick, guest, { at: ago(60) });
    await order.ask("c2", soup(1), guest, { at: ago(60) });
    await order.ask("c3", pay(90, 1250), till, { at: ago(50) });
    await order.ask("c4", { type: "ProcessLines", lines: [id(1)] }, kitchen, { at: ago(40) });
    await order.ask("c5", { type: "DeliverOrder" }, kitchen, { at: ago(30) });
    await ring(order);
    expect((await order.read()).order).toMatchObject({ status: "CLOSED", closed: true });
  });

  it("[Q43] an order that no kitchen screen has shown is escalated once; one that was shown is not", async () => {
    const [missed, shown] = [open(43), open(44)];
    for (const order of [missed, shown]) {
      await order.ask("c1", quick, guest, { at: ago(60) });
      await order.ask("c2", soup(1), guest, { at: ago(60) });
      await order.ask("c3", pay(90, 1250), till, { at: ago(50) });
    }
    await shown.ask("c4", { type: "TraceOrder", config: "grill" }, kitchen);
    for (const order of [missed, shown]) {
      await ring(order);
      await ring(order);
      await ring(order);
    }
    expect((await types(missed)).filter((type) => type !== "PromiseMoved")).toEqual([
      "OrderCreated",
      "LinesAppended",
      "PaymentRegistered",
      "OrderCompleted",
      "KitchenAlerted",
      "OrderEscalated",
    ]);
    expect(await types(shown)).toEqual(["OrderCreated", "LinesAppended", "PaymentRegistered", "OrderCompleted", "OrderTraced"]);
  });

  it("[Q44] an alarm that was lost is armed again on waking while something will be due", async () => {
    const order = open(45);
    await order.ask("c1", quick);
    await order.stub().acknowledge("projections", 1, 1);
    await order.stub().acknowledge("webhooks", 1, 1);
    await expect.poll(async () => new Set(Object.values((await order.stub().progress()).destinations))).toEqual(new Set([1]));
    await runDurableObjectAlarm(order.stub());
    await runInDurableObject(order.stub(), (_, { storage }) => storage.deleteAlarm());
    await order.evict();
    await order.read();
    await expect.poll(() => runInDurableObject(order.stub(), (_, { storage }) => storage.getAlarm())).not.toBeNull();
  });
});
