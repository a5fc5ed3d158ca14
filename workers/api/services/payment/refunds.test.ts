import { abortAllDurableObjects, runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { boss, creating, guest, id, payments, till } from "../../../../domain/order/given.fixture";
import type { OrderCommand } from "../../../../domain/order/commands";
import { err, ok } from "../../../../domain/result";
import { steeringFeed } from "../../../../protocol/feed";
import type { RefundAnswer, Reversal } from "../../../../protocol/payment-provider";
import { Payments } from "./payments";
import { FeedObject } from "../../../../durable-objects/feed/feed-object";
import { open, pay, soup } from "../../../../durable-objects/order/open.fixture";
import { storeMenu } from "../../../../durable-objects/order/stored-menu.fixture";

beforeAll(storeMenu);
afterEach(() => vi.restoreAllMocks());

/** What the provider is asked for. `answers`: what it says, one after the other; the last one stays. */
function provider(...answers: (() => Promise<RefundAnswer> | RefundAnswer)[]) {
  const asked: (Reversal & { source: string })[] = [];
  let nth = 0;
  vi.spyOn(Payments.prototype, "refund").mockImplementation(async (source, reversal) => {
    asked.push({ source, ...reversal });
    return (answers[Math.min(nth++, answers.length - 1)] ?? (() => ok("ref")))();
  });
  return asked;
}
const yes = () => ok("ref");
const no = () => err({ reason: "account closed" });
const unreachable = (): never => {
  throw new Error("unreachable");
};
const slow = () => scheduler.wait(3_000).then(() => ok("late"));

async function paidOnline(n: number) {
  const order = open(n);
  await order.ask("c1", creating);
  await order.ask("c2", soup(1));
  await order.ask("c3", { type: "OpenPayment", id: id(90), payment: "EPAYMENT", source: "sandbox", amount: 1250 });
  await order.ask("c4", { type: "RegisterPayment", id: id(90), payment: "EPAYMENT", source: "sandbox", amount: 1250 }, payments);
  return order;
}
type One = Awaited<ReturnType<typeof paidOnline>>;
const refund = (n: number, amount: number, of = 90): OrderCommand => ({
  type: "OpenRefund",
  id: id(n),
  payment: id(of),
  amount,
  reason: "cold",
});
const given = async ({ read }: One): Promise<string[]> =>
  (await read()).order.payments.flatMap(({ type, amount }: { type: string; amount: string }) => (type === "RETURN" ? [amount] : []));

describe("money on its way back", () => {
  it("[H220] is asked for when it is reserved in the log, under the refund's id, and is back when the provider says so", async () => {
    const asked = provider();
    const order = await paidOnline(700);
    expect(await order.ask("x1", { type: "CancelOrder" }, boss)).toMatchObject({ ok: true });
    await expect.poll(() => given(order)).toEqual(["-12.50"]);
    const { status, refunding, payments: books } = (await order.read()).order;
    expect([status, refunding, books.at(-1)?.source]).toEqual(["CANCELLED", [], "ref"]);
    expect(asked).toEqual([
      { source: "sandbox", id: books.at(-1)?.id, payment: id(90), amount: 1250, currency: { code: "PLN", decimals: 2 } },
    ]);
  });

  it("[XD2] cancelled while a part is on its way, the provider is asked for all of it and no more", async () => {
    const asked = provider(slow, yes);
    const order = await paidOnline(701);
    await order.ask("r1", refund(60, 450), till);
    await order.ask("x1", { type: "CancelOrder" }, boss);
    await expect.poll(() => given(order)).toEqual(["-8.00"]);
    expect(asked.map(({ amount }) => amount)).toEqual([450, 800]);
  });

  it("[H221] a provider that cannot be reached is asked again by the alarm, for the same refund", async () => {
    const asked = provider(unreachable, yes);
    const order = await paidOnline(702);
    await order.ask("x1", { type: "CancelOrder" }, boss);
    await expect.poll(() => asked.length).toBe(1);
    expect((await order.read()).order).toMatchObject({ status: "CANCELLED", refunding: [{ payment: id(90), amount: "12.50" }] });
    await order.evict();
    await runDurableObjectAlarm(order.stub());
    await expect.poll(() => given(order)).toEqual(["-12.50"]);
    expect(new Set(asked.map((one) => one.id)).size).toBe(1);
  });

  it("[H222] an order that was gone between reserving and the answer asks again when it wakes, and notes one refund", async () => {
    const asked = provider(slow, yes);
    const order = await paidOnline(703);
    await order.ask("r1", refund(60, 500), till);
    await expect.poll(() => asked.length).toBe(1);
    await abortAllDurableObjects();
    await runDurableObjectAlarm(order.stub());
    await expect.poll(() => given(order)).toEqual(["-5.00"]);
    expect(asked.map((one) => one.id)).toEqual([id(60), id(60)]);
  });

  it("[H223] an answer that comes twice is noted once, and the first one stands", async () => {
    provider();
    const order = await paidOnline(704);
    await order.ask("r1", refund(60, 500), till);
    await expect.poll(() => given(order)).toEqual(["-5.00"]);
    const settle = (command: OrderCommand) => order.ask(`${id(60)}:settle`, command, payments);
    expect(await settle({ type: "RegisterRefund", id: id(60), reference: "ref" })).toMatchObject({ ok: true, value: { repeated: true } });
    expect(await settle({ type: "DeclineRefund", id: id(60), reason: "late" })).toMatchObject({ error: { code: "command-id-reused" } });
    expect(await given(order)).toEqual(["-5.00"]);
  });

  it("[H224] a provider that hangs holds up no other refund, and whoever waits for one hears of that one", async () => {
    provider(slow, yes);
    const order = await paidOnline(705);
    await order.ask("r1", refund(60, 500), till);
    await order.ask("r2", refund(61, 300), till);
    expect(await order.stub().refund(id(61), 5_000)).toEqual({ status: "refunded", reference: "ref" });
    expect(await order.stub().refund(id(60), 10)).toEqual({ status: "on-its-way" });
    expect(await given(order)).toEqual(["-3.00"]);
  });

  it("[H225] whoever asks what has become of a refund has it tried again at once", async () => {
    const asked = provider(unreachable, yes);
    const order = await paidOnline(706);
    await order.ask("r1", refund(60, 500), till);
    await expect.poll(() => asked.length).toBe(1);
    await expect.poll(() => order.stub().refund(id(60), 500)).toEqual({ status: "refunded", reference: "ref" });
  });

  it("[H226] a definite no is kept, shown as still to be given back, and told to the venue's staff", async () => {
    const told: object[] = [];
    vi.spyOn(FeedObject.prototype, "tell").mockImplementation(async function (this: FeedObject, showings) {
      const feed: string = Reflect.get(this, "ctx").id.name;
      told.push(...showings.filter(({ topic }) => topic === "steering").map(({ body }) => ({ feed, body: JSON.parse(body) })));
    });
    provider(no);
    const order = await paidOnline(707);
    await order.ask("x1", { type: "CancelOrder" }, boss);
    const reason = "account closed";
    await expect
      .poll(async () => (await order.read()).order)
      .toMatchObject({ status: "CANCELLED", refunding: [], refundsDeclined: [{ payment: id(90), amount: "12.50", reason }] });
    const properties = { order: order.order, refund: expect.any(String), payment: id(90), amount: "12.50", reason };
    await expect
      .poll(() => told)
      .toMatchObject([{ feed: steeringFeed("t1", "v1"), body: { command: "REFUND_DECLINED", venue: "v1", properties } }]);
  });

  it("[H227] a tender goes back over the counter: no provider is asked, and the reference is staff", async () => {
    const asked = provider();
    const order = open(708);
    await order.ask("c1", creating);
    await order.ask("c2", soup(1));
    await order.ask("c3", pay(91, 1250), till);
    await order.ask("r1", refund(60, 500, 91), till);
    expect(await order.stub().refund(id(60), 1_000)).toEqual({ status: "refunded", reference: "staff" });
    expect(asked).toEqual([]);
  });

  it.each<[string, OrderCommand, object, string]>([
    ["a stale revision", { type: "CancelOrder" }, { ifSeq: 2 }, "revision-mismatch"],
    ["a command id that was used", { type: "CancelOrder" }, { commandId: "c2" }, "command-id-reused"],
    ["a role that may not", { type: "CancelOrder" }, { actor: guest }, "forbidden"],
  ])("[XD1] cancelled with %s: refused, and the provider is not asked", async (_, command, more, code) => {
    const asked = provider();
    const order = await paidOnline(710 + code.length);
    expect(await order.ask("x1", command, boss, more)).toMatchObject({ ok: false, error: { code } });
    expect(await order.read()).toMatchObject({ order: { status: "COMPLETED", refunding: [] } });
    expect(asked).toEqual([]);
  });

  it("[XD1] cancelled with lines on their way: refused, and the provider is not asked", async () => {
    const asked = provider();
    const order = open(740);
    await order.ask("c1", { ...creating, orderType: "DINE_IN_OPEN" });
    await order.ask("c2", soup(1));
    await order.ask("c3", soup(2));
    await order.ask("c4", { type: "OpenPayment", id: id(90), payment: "EPAYMENT", source: "sandbox", amount: 1250, lines: [id(1)] });
    await order.ask("c5", { type: "RegisterPayment", id: id(90), payment: "EPAYMENT", source: "sandbox", amount: 1250 }, payments);
    const transfer = id(900);
    const [, cancelled] = await Promise.all([
      order.ask("m1", { type: "ReleaseLines", transfer, to: open(741).order, lines: [id(2)], merge: false }),
      order.ask("x1", { type: "CancelOrder" }, boss),
    ]);
    expect(cancelled).toEqual({ ok: false, error: { code: "transfer-pending", transfer } });
    expect(asked).toEqual([]);
  });
});
