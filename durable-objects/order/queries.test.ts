import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { creating, id, till } from "../../domain/order/given.fixture";
import { userFeed } from "../../protocol/feed";
import { cola, open, pay, soup } from "./open.fixture";
import { storeMenu } from "./stored-menu.fixture";

beforeAll(storeMenu);

const ann = { user: "ann", roles: [] };
const bob = { user: "bob", roles: [] };

describe("readers", () => {
  it("[Q70] history says who did what, and an earlier number shows the order as it was then", async () => {
    const order = open(300);
    await order.ask("c1", creating);
    await order.ask("c2", soup(1));
    await order.ask("c3", cola(2));
    const history = await order.stub().history(ann, { after: 1, limit: 1 });
    expect(history).toMatchObject({
      ok: true,
      value: { head: 3, entries: [{ seq: 2, by: "ann", says: "added 1 × soup at 12.50 PLN", lines: [id(1)] }] },
    });
    const then = await order.stub().viewAt(ann, 2);
    expect(then.ok && JSON.parse(then.value.body)).toMatchObject({ seq: 2, total: "12.50" });
    expect(await order.stub().viewAt(ann, 0)).toEqual({ ok: false, error: { code: "order-not-found" } });
    expect(await order.stub().viewAt(ann, 99)).toMatchObject({ ok: true, value: { seq: 3 } });
  });

  it("[Q71] whoever may not see the order reads nothing of it", async () => {
    const order = open(301);
    await order.ask("c1", creating);
    const stub = order.stub();
    const answers = [
      await stub.history(bob, { after: 0, limit: 10 }),
      await stub.viewAt(bob, 1),
      await stub.explain(bob),
      await stub.shares(bob, { by: "line" }),
      await stub.fiscal(bob),
      await stub.export(bob),
    ];
    for (const answer of answers) expect(answer).toEqual({ ok: false, error: { code: "order-not-found" } });
  });

  it("[Q73] who has claimed an order is shown it wherever its creator is", async () => {
    const order = open(303);
    await order.ask("c1", creating);
    const { claimCode } = (await order.read()).order;
    const waiter = { kind: "user" as const, user: "wanda", roles: ["ROLE_v1_WAITER"] };
    expect(await order.ask("x1", { type: "ClaimOrder", claimCode: "WRONG1" }, { ...waiter, roles: [] })).toEqual({
      ok: false,
      error: { code: "order-not-found" },
    });
    expect(await order.ask("x2", { type: "ClaimOrder", claimCode }, { ...waiter, roles: [] })).toMatchObject({ ok: true });
    await order.ask("c2", soup(1), { ...waiter, roles: [] });
    await expect.poll(async () => (await order.stub().progress()).destinations[`feed:${userFeed("t1", "wanda")}`]).toBe(3);
    await expect.poll(() => env.FEED.getByName(userFeed("t1", "wanda")).openOrders()).toEqual([order.order]);
  });

  it("[Q74] what a till prints adds up to what is paid, fees and discounts included", async () => {
    const order = open(304);
    await order.ask("c1", creating);
    await order.ask("c2", soup(1, 2));
    await order.ask("c3", pay(90, 2500), till);
    expect(await order.stub().fiscal(ann)).toMatchObject({
      ok: true,
      value: {
        amount: "25.00",
        entries: [{ item: "soup", qty: "2", price: "12.50", total: "25.00", vat: "8" }],
        payments: { CASH: "25.00" },
      },
    });
  });
});
