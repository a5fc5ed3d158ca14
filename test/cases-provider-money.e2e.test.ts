// Money from outside is on the books whatever has become of its order, and never leaves before the books say so. Each case as it was
// reported.
import { describe, expect, it } from "vitest";
import { CENTRUM, guest, house, staff } from "./cases.fixture.ts";
import { basket, of, type Person } from "./people.fixture.ts";

/** Two colas, 19.00. */
const colas = () => guest.create({ orderType: "TAKE_AWAY", buckets: [basket(CENTRUM, of("drink-cola", 2))] });
/** What has come in and gone back. */
const moved = async (order: string) => (await staff.till.read(order)).payments.map(({ amount }) => amount);
const sum = (amounts: string[]) => amounts.reduce((all, amount) => all + Math.round(Number(amount) * 100), 0) / 100;

/** Two colas that are paid for at the sandbox. */
async function paid() {
  const order = await colas();
  const payment = await guest.pay(order, "19.00");
  await payment.approve();
  return { order, payment: payment.payment };
}

type Paid = Awaited<ReturnType<typeof paid>>;
const refund = ({ order, payment }: Paid) =>
  staff.till.ask("POST", "/payment-api/refund", { orderId: order, payment, amount: "9.00", reason: "cold" });
const cancel = ({ order }: Paid) => staff.till.give(order, "cancel");

describe("a paid order", () => {
  it("[XD1] is not cancelled with a stale If-Match, a bad or a reused Idempotency-Key, or by who may not: the provider is not asked", async () => {
    const { order } = await paid();
    const used = { "idempotency-key": "used" };
    await staff.till.give(order, "comment", "is this still wanted?", used);
    const refused = async (by: Person, headers: Record<string, string>) => (await by.give(order, "cancel", {}, headers)).code;
    expect(await refused(staff.till, { "if-match": '"1"' })).toBe("revision-mismatch");
    expect(await refused(staff.till, { "idempotency-key": "two words" })).toBe("invalid-request");
    expect(await refused(staff.till, used)).toBe("command-id-reused");
    for (const by of [staff.kitchen, guest]) expect(await refused(by, {})).toBe("forbidden");
    expect(await guest.batch(order, { command: "cancel" })).toEqual(["forbidden"]);
    expect(await guest.read(order)).toMatchObject({ status: "COMPLETED", payments: [{ amount: "19.00" }], refunding: [] });
  });

  it("[XD2] that is cancelled while 9.00 of 19.00 are on their way back gives back 19.00 in all, in whatever order both come", async () => {
    for (const both of [
      [refund, cancel],
      [cancel, refund],
      [refund, cancel, cancel, refund],
    ]) {
      const begun = await paid();
      await Promise.all(both.map((each) => each(begun)));
      await expect.poll(async () => sum(await moved(begun.order))).toBe(0);
      expect(await staff.till.read(begun.order)).toMatchObject({ status: "CANCELLED", refunding: [] });
    }
  });
});

describe("a provider that approves late", () => {
  const ends: [string, (order: string) => Promise<unknown>, string][] = [
    ["cancelled", (order) => staff.till.give(order, "cancel"), "CANCELLED"],
    ["abandoned", (order) => guest.give(order, "abandon"), "ABANDONED"],
  ];
  it.each(ends)("[XD3] after its order was %s is booked, and the money goes back by itself", async (_, end, status) => {
    const order = await colas();
    const payment = await guest.pay(order, "19.00");
    await end(order);
    await payment.approve();
    await payment.approve();
    await expect.poll(() => moved(order)).toEqual(["19.00", "-19.00"]);
    expect(await guest.read(order)).toMatchObject({ status, locked: false, refunding: [] });
  });

  it("[XD3] after its order was paid in cash is booked, and the money goes back by itself; the order is not locked meanwhile", async () => {
    const order = await colas();
    const payment = await guest.pay(order, "19.00");
    const cash = await staff.till.give(order, "paymentUpdate", { type: "CASH", amount: "19.00" });
    expect(cash.order).toMatchObject({ status: "COMPLETED", locked: false });
    await payment.approve();
    await expect.poll(() => moved(order)).toEqual(["19.00", "19.00", "-19.00"]);
    expect(await guest.read(order)).toMatchObject({ status: "COMPLETED", remaining: "0.00", overpaid: "0.00", locked: false });
  });

  it("[XD3] after part was paid in cash is booked, and what is too much goes back", async () => {
    const order = await colas();
    const payment = await guest.pay(order, "19.00");
    await staff.till.give(order, "paymentUpdate", { type: "TERMINAL", amount: "4.00" });
    await payment.approve();
    await expect.poll(() => moved(order)).toEqual(["4.00", "19.00", "-4.00"]);
    expect(await guest.read(order)).toMatchObject({ status: "COMPLETED", remaining: "0.00", overpaid: "0.00" });
  });

  it("[XD3] for a basket that was given up and changed buys nothing of the new one", async () => {
    const order = await colas();
    const payment = await guest.pay(order, "19.00");
    await guest.ask("POST", "/payment-api/cancel", { orderId: order, trxId: payment.payment });
    await guest.give(order, "append", basket(CENTRUM, of("burger-classic")));
    await payment.approve();
    expect(await guest.read(order)).toMatchObject({ status: "NEW", editTotal: "44.20", remaining: "44.20" });
    expect(await guest.batch(order, { command: "complete" })).toEqual(["order-not-paid"]);
    await expect.poll(() => moved(order)).toEqual(["19.00", "-19.00"]);
    expect(await guest.read(order)).toMatchObject({ status: "NEW", remaining: "44.20" });
    await (await guest.pay(order, "44.20")).approve();
    expect(await guest.read(order)).toMatchObject({ status: "COMPLETED", remaining: "0.00" });
  });

  it("[XD3] twice, for a guest who came back and paid anew: one of both is kept", async () => {
    const order = await colas();
    const first = await guest.pay(order, "19.00");
    const second = await guest.pay(order, "19.00");
    await second.approve();
    await first.approve();
    await expect.poll(() => moved(order)).toEqual(["19.00", "19.00", "-19.00"]);
    const other = await colas();
    const [one, two] = [await guest.pay(other, "19.00"), await guest.pay(other, "19.00")];
    await one.approve();
    await two.approve();
    await expect.poll(() => moved(other)).toEqual(["19.00", "19.00", "-19.00"]);
    for (const each of [order, other])
      expect(await guest.read(each)).toMatchObject({ status: "COMPLETED", remaining: "0.00", overpaid: "0.00" });
  });

  it("[XD3] and the guest is told that the money goes back", async () => {
    const order = await colas();
    const payment = await guest.pay(order, "19.00");
    await staff.till.give(order, "cancel");
    await payment.approve();
    await expect.poll(() => moved(order)).toEqual(["19.00", "-19.00"]);
    const { body } = await guest.ask("GET", `/ordering-api/api/order/${order}/history`);
    const told = Object(body).entries.map(({ says }: { says: string }) => says);
    expect(told).toContainEqual(expect.stringMatching(/^began to give 19\.00 PLN back/));
    expect(told).toContainEqual(expect.stringMatching(/^gave 19\.00 PLN back/));
  });
});

describe("a tender at the till", () => {
  it("[XD4] with the id of the guest's e-payment is refused, while that is open and when it is settled or given up", async () => {
    const order = await colas();
    const payment = await guest.pay(order, "19.00");
    const cash = { id: payment.payment, type: "CASH", amount: "5000.00" };
    expect((await staff.till.give(order, "paymentUpdate", cash)).code).toBe("payment-id-taken");
    expect(await staff.till.batch(order, { command: "paymentUpdate", body: { ...cash, taken: true } })).toEqual(["payment-id-taken"]);
    const offline = { command: "paymentUpdate", body: cash, at: new Date().toISOString() };
    expect(await staff.till.batch(order, offline)).toEqual(["payment-id-taken"]);
    await payment.approve();
    expect(await guest.read(order)).toMatchObject({
      status: "COMPLETED",
      overpaid: "0.00",
      payments: [{ type: "EPAYMENT", amount: "19.00" }],
    });
    expect((await staff.till.give(order, "paymentUpdate", cash)).code).toBe("payment-id-taken");

    const other = await colas();
    const given = await guest.pay(other, "19.00");
    await guest.ask("POST", "/payment-api/cancel", { orderId: other, trxId: given.payment });
    expect((await staff.till.give(other, "paymentUpdate", { ...cash, id: given.payment })).code).toBe("payment-id-taken");
    expect(await moved(other)).toEqual([]);
  });

  it("[XD4] with an id of its own is one tender, however often it is told; another amount under it is refused", async () => {
    const order = await colas();
    const tender = { id: crypto.randomUUID(), type: "TERMINAL", amount: "4.00" };
    for (const _ of ["once", "twice"]) expect((await staff.till.give(order, "paymentUpdate", tender)).status).toBe(200);
    expect((await staff.till.give(order, "paymentUpdate", { ...tender, amount: "5.00" })).code).toBe("payment-id-taken");
    expect(await moved(order)).toEqual(["4.00"]);
  });

  it("[XD5] that a terminal has taken for a bill that is paid by now is booked as overpaid, and can be given back", async () => {
    const { order } = await paid();
    const terminal = { id: crypto.randomUUID(), type: "TERMINAL", amount: "19.00" };
    expect((await staff.till.give(order, "paymentUpdate", terminal)).code).toBe("order-already-completed");
    expect((await staff.till.give(order, "paymentUpdate", { ...terminal, taken: true })).order).toMatchObject({
      overpaid: "19.00",
      tip: "0.00",
    });
    const back = { orderId: order, payment: terminal.id, amount: "19.00", kind: "correction", reason: "paid twice" };
    expect((await staff.till.ask("POST", "/payment-api/refund", back)).status).toBe(200);
    expect(await guest.read(order)).toMatchObject({ overpaid: "0.00", remaining: "0.00", status: "COMPLETED" });
    expect(await moved(order)).toEqual(["19.00", "19.00", "-19.00"]);
  });

  it("[XD5] … also as a till's queue brings it, of an order that has ended, and not by a guest", async () => {
    const { order } = await paid();
    await staff.till.give(order, "cancel");
    const taken = { type: "TERMINAL", amount: "19.00" };
    const queued = { command: "paymentUpdate", body: taken, at: new Date(Date.now() - 60_000).toISOString() };
    expect(await staff.till.batch(order, queued)).toEqual(["applied"]);
    expect(await staff.till.read(order)).toMatchObject({ status: "CANCELLED", overpaid: "19.00" });
    expect(await guest.batch(order, { command: "paymentUpdate", body: { ...taken, taken: true } })).toEqual(["forbidden"]);
    expect((await staff.kitchen.give(order, "paymentUpdate", { ...taken, taken: true })).code).toBe("forbidden");
  });
});

it("[XD1] no worker complains on the way", () => {
  expect(house.said).toEqual([]);
});
