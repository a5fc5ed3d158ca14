import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { OrderCommand } from "../../domain/order/commands";
import { asked, card, creating, guest, id, till, waiter, tab, kitchen } from "../../domain/order/given.fixture";
import { venueName } from "../../protocol/venue";
import { VenueObject } from "../venue/venue-object";
import { open, pay, soup } from "./open.fixture";
import { storeMenu } from "./stored-menu.fixture";

beforeAll(storeMenu);
afterEach(() => vi.restoreAllMocks());

const venue = env.VENUE.getByName(venueName("t1", "v1"));
const count = (left: number) => venue.setStock("global", "soup", { left, resetAt: null, resetTo: null });
const left = async () => (await venue.stock()).find(({ product }) => product === "soup")?.left;

const opening = (n: number, amount = 1250): OrderCommand => ({
  type: "OpenPayment",
  id: id(n),
  payment: "EPAYMENT",
  source: "web",
  amount,
});

const oneSoup = (n: number) => ({ line: id(n), items: [{ product: "soup", quantity: 1 }] });

async function basket(n: number) {
  const order = open(n);
  await order.ask("c1", creating);
  await order.ask("c2", soup(1));
  return order;
}

describe("what venues keep for an order", () => {
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

  it("[K121] what was held before there were holds goes by the order's own id, and by what the order needs today", async () => {
    await count(9);
    const order = await basket(704);
    const outcome = () => order.stub().holdOutcome(order.order);
    expect(await outcome()).toBe("gone");
    await order.ask("p", opening(5), guest);
    expect(await outcome()).toBe("kept");
    await order.ask("d", { type: "DeclinePayment", id: id(5), reason: "card refused" });
    expect(await outcome()).toBe("gone");
    await order.ask("pay", pay(6, 1250), till);
    expect(await outcome()).toBe("kept");
    await order.ask("c", { type: "CancelOrder" }, till);
    expect(await outcome()).toBe("gone");
    expect(await open(705).stub().holdOutcome(open(705).order)).toBe("gone");
  });

  it("[XB1] a till's sale and an aggregator's take from the same shelf as a guest's", async () => {
    await count(5);
    const sold = await basket(710);
    await sold.ask("q", { type: "ChangeQuantity", line: id(1), quantity: 2 });
    expect(await sold.ask("pay", pay(20, 2500), till)).toMatchObject({ ok: true });
    expect((await sold.read()).order.status).toBe("COMPLETED");
    expect(await left()).toBe(3);
    const aggregator = { kind: "user" as const, user: "agg", roles: ["ROLE_AGGREGATOR", "ROLE_PAY"] };
    const brought = open(711);
    const paid = { id: id(21), payment: "EXTERNAL" as const, source: "agg" };
    expect(await brought.ask("c", { ...creating, append: { venue: "v1", lines: [asked(1, "soup")] }, paid }, aggregator)).toMatchObject({
      ok: true,
    });
    expect(await left()).toBe(2);
    const third = await basket(712);
    await third.ask("q", { type: "ChangeQuantity", line: id(1), quantity: 3 });
    expect(await third.ask("p", opening(5, 3750), guest)).toMatchObject({ ok: false, error: { code: "sold-out" } });
  });

  it("[Q89] a venue hears of an order when the order comes to need something else of it, and of nothing else", async () => {
    await count(9);
    const confirmed = vi.spyOn(VenueObject.prototype, "confirm");
    const order = await basket(719);
    const own = () => confirmed.mock.calls.filter(([hold]) => hold.order === order.order);
    const heard = () => own().map(([{ takes, gives }]) => ({ takes, gives }));
    await order.ask("c3", { type: "CommentOrder", id: id(40), comment: "no salt" });
    expect(heard()).toEqual([]);
    await order.ask("p", opening(8), guest);
    await expect.poll(heard).toEqual([{ takes: [oneSoup(1)], gives: [] }]);
    await order.ask("d", { type: "DeclinePayment", id: id(8), reason: "card refused" });
    await expect.poll(heard).toHaveLength(2);
    await order.ask("c4", soup(2));
    await order.ask("c5", { type: "CommentOrder", id: id(41), comment: "and no pepper" });
    await order.ask("p2", opening(9, 2500), guest);
    await expect.poll(heard).toEqual([
      { takes: [oneSoup(1)], gives: [] },
      { takes: [], gives: [oneSoup(1)] },
      { takes: [oneSoup(1), oneSoup(2)], gives: [] },
    ]);
    expect(await left()).toBe(7);
  });

  it("[Q85] what is confirmed stays kept through eviction at any time, and what is voided unmade goes back once", async () => {
    await count(3);
    const table = open(720);
    await table.ask("c1", tab, waiter);
    await table.ask("c2", soup(1, 2), waiter);
    await table.ask("f", { type: "FireLines" }, waiter);
    await table.evict();
    await runDurableObjectAlarm(table.stub());
    await table.evict();
    await runDurableObjectAlarm(table.stub());
    expect(await left()).toBe(1);
    await table.ask("v", { type: "VoidLines", lines: [id(1)] }, kitchen);
    await expect.poll(left).toBe(3);
    await table.evict();
    await runDurableObjectAlarm(table.stub());
    expect(await left()).toBe(3);
  });

  it("[Q85] what one payment gives up and the next one needs stays kept: who pays anew gives nothing back", async () => {
    await count(3);
    const order = await basket(725);
    await order.ask("p1", opening(30), guest);
    await order.ask("p2", opening(31), guest);
    expect((await order.read()).order.locked).toBe(true);
    await order.evict();
    await runDurableObjectAlarm(order.stub());
    expect(await left()).toBe(2);
    await order.ask("d", { type: "DeclinePayment", id: id(31), reason: "gone home" }, guest);
    await expect.poll(left).toBe(3);
  });

  it("[Q86] an order says what became of a hold: kept when it is in its log, else gone", async () => {
    await count(3);
    const order = await basket(730);
    await order.ask("p", opening(6), guest);
    const [row] = await order.rows("SELECT json_extract(body, '$.hold') AS hold FROM events ORDER BY seq DESC LIMIT 1");
    expect(await order.stub().holdOutcome(typeof row?.hold === "string" ? row.hold : "")).toBe("kept");
    expect(await order.stub().holdOutcome("another")).toBe("gone");
  });

  it("[Q87] a provider's money for what is sold out meanwhile is booked and goes back, and nothing is placed", async () => {
    await count(1);
    const order = await basket(740);
    await order.ask("p", opening(7), guest);
    await order.ask("d", { type: "DeclinePayment", id: id(7), reason: "gone home" }, guest);
    await expect.poll(left).toBe(1);
    await count(0);
    const approval = { type: "RegisterPayment" as const, id: id(7), payment: "EPAYMENT" as const, source: "web", amount: 1250 };
    expect(await order.ask("s", approval, { kind: "service", service: "payment" })).toMatchObject({ ok: true });
    const { order: shown } = await order.read();
    expect([shown.status, shown.payments?.[0]?.amount]).toEqual(["NEW", "12.50"]);
    const opened = "SELECT count(*) AS n FROM events WHERE json_extract(body, '$.type') = 'RefundOpened'";
    expect(await order.rows(opened)).toEqual([{ n: 1 }]);
  });

  it("[Q88] a venue that cannot be reached: the order is refused, or sold where the venue says so, and then it says so and takes what is left", async () => {
    await count(1);
    vi.spyOn(VenueObject.prototype, "hold").mockImplementation(() => {
      throw new Error("down");
    });
    const refused = await basket(750);
    expect(await refused.ask("p", opening(8), guest)).toEqual({
      ok: false,
      error: { code: "venue-unreachable", venue: "v1", retryAfterSeconds: 1 },
    });
    const sold = open(751);
    await sold.ask("c1", creating);
    await sold.ask("c2", soup(1, 2), guest, { card: { ...card, whenUnreachable: "sell" } });
    expect(await sold.ask("pay", pay(30, 2500), till)).toMatchObject({ ok: true });
    const { order } = await sold.read();
    expect([order.status, order.logs?.map((entry: { message: string }) => entry.message)]).toEqual([
      "COMPLETED",
      ["sold without asking v1, which could not be reached"],
    ]);
    await expect.poll(left).toBe(0);
    expect((await venue.stock()).find(({ product }) => product === "soup")).toMatchObject({ left: 0, oversold: 1 });
  });

  it("[Q123] a fired line leaves when its venue knows of it, and is back on the shelf when it is not needed where it went", async () => {
    await count(5);
    const [from, to] = [open(790), await basket(791)];
    await from.ask("c1", tab, waiter);
    await from.ask("l1", soup(5, 2), waiter);
    const away = vi.spyOn(VenueObject.prototype, "confirm").mockRejectedValue(new Error("away"));
    expect(await from.ask("f1", { type: "FireLines" }, waiter)).toMatchObject({ ok: true });
    await from.ask("m1", { type: "ReleaseLines", transfer: id(900), to: to.order, lines: [id(5)], merge: false }, waiter);
    await runDurableObjectAlarm(from.stub());
    expect((await from.read()).order).toMatchObject({ locked: true });
    expect(await left()).toBe(3);

    away.mockRestore();
    const confirm = vi.spyOn(VenueObject.prototype, "confirm");
    const settled = async () => {
      await runDurableObjectAlarm(from.stub());
      return (await from.read()).order.locked;
    };
    await expect.poll(settled, { timeout: 15_000, interval: 200 }).toBe(false);
    await expect.poll(left).toBe(5);
    const told = confirm.mock.calls.map(([hold]) => hold.order);
    expect(told.indexOf(from.order)).toBeLessThan(told.indexOf(to.order));
  });
});
