import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import type { OrderCommand } from "../../domain/order/commands";
import { creating, guest, id, menu } from "../../domain/order/given.fixture";
import { venueName } from "../../protocol/venue";
import { open, soup } from "./open.fixture";

beforeAll(() => env.MENUS.put("book:h1", JSON.stringify(menu)));

const venue = env.VENUE.getByName(venueName("t1", "v1"));
const count = (left: number) => venue.setStock("global", "soup", { left, resetAt: null, resetTo: null });
const left = async () => (await venue.stock()).find(({ product }) => product === "soup")?.left;

const opening = (n: number): OrderCommand => ({ type: "OpenPayment", id: id(n), payment: "EPAYMENT", source: "web", amount: 1250 });

async function basket(n: number) {
  const order = open(n);
  await order.ask("c1", creating);
  await order.ask("c2", soup(1));
  return order;
}

describe("what the venue keeps", () => {
  it("[K20] the last unit is sold to one of two who pay for it; the other is told what is left, and is asked for nothing", async () => {
    await count(1);
    const [one, two] = [await basket(700), await basket(701)];
    expect(await one.ask("p", opening(1), guest)).toMatchObject({ ok: true });
    expect(await two.ask("p", opening(2), guest)).toEqual({
      ok: false,
      error: { code: "sold-out", venue: "v1", products: ["soup (0 left)"] },
    });
    expect((await two.read()).order.status).toBe("NEW");
    expect(await left()).toBe(0);
  });

  it("[K20] who was refused may ask again, and gets it when it is back", async () => {
    await count(0);
    const order = await basket(702);
    const opened = opening(3);
    expect((await order.ask("p", opened, guest)).ok).toBe(false);
    await count(1);
    expect((await order.ask("p", opened, guest)).ok).toBe(true);
    expect((await order.ask("p", opened, guest)).ok).toBe(true);
    expect(await left()).toBe(0);
  });

  it("[K21] a basket that is abandoned gives back what was kept for it, also when the order slept meanwhile", async () => {
    await count(1);
    const order = await basket(703);
    await order.ask("p", opening(4), guest);
    expect(await left()).toBe(0);
    await order.ask("d", { type: "DeclinePayment", id: id(4), reason: "card refused" });
    await order.ask("a", { type: "AbandonOrder" });
    await order.evict();
    await runDurableObjectAlarm(order.stub());
    await expect.poll(left).toBe(1);
  });
});
