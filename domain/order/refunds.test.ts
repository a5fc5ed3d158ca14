import { describe, expect, it } from "vitest";
import { z } from "zod";
import { nextStep } from "./timeouts";
import type { Actor, OrderCommand } from "./commands";
import { append, asked, boss, creating, given, guest, history, id, pay, payments, stranger, tab, till } from "./given.fixture";
import { refundable, refundIdOf } from "./refundable";
import { view } from "./view";

const begin = (n: number, amount: number): OrderCommand => ({ type: "OpenRefund", id: id(n), payment: id(90), amount, reason: "cold" });
const done = (n: number): OrderCommand => ({ type: "RegisterRefund", id: id(n), reference: "r" });
const declined = (n: number): OrderCommand => ({ type: "DeclineRefund", id: id(n), reason: "bank" });
const begun = (n: number, amount: number): OrderCommand => ({ type: "OpenPayment", id: id(n), payment: "EPAYMENT", source: "s", amount });
const cancel: OrderCommand = { type: "CancelOrder" };

describe("money that goes back", () => {
  const online = history(
    [creating, guest],
    [append(asked(1, "soup"), asked(2, "cola", { price: 650 })), boss],
    [begun(90, 1900), guest],
    [pay(90, 1900, "EPAYMENT"), payments],
  );
  const paid = history([creating, guest], [append(asked(1, "soup")), guest], [pay(90, 1250), till]);
  const after = (log: typeof paid, command: OrderCommand) => [
    ...log,
    ...given(...log)
      .when(command, boss)
      .events(),
  ];
  it("[O78] what has gone back, or is on its way, cannot go back again", () => {
    const going = after(paid, begin(60, 1000));
    given(...going)
      .when(begin(61, 251), till)
      .refuses({ code: "refund-exceeds-payment", refundable: "2.50", asked: "2.51" });
    const back = after(going, done(60));
    given(...back)
      .when(begin(61, 251), till)
      .refuses({ code: "refund-exceeds-payment", refundable: "2.50", asked: "2.51" });
    given(...back)
      .when(begin(61, 250), till)
      .gives({ type: "RefundOpened", amount: 250, of: id(90) });
    given(...back)
      .when(begin(60, 1000), till)
      .gives();
    given(...back)
      .when(done(60), till)
      .gives();
  });
  it("[O79] a refund that was declined reserves nothing, and cannot be registered after that", () => {
    const failed = after(after(paid, begin(60, 1000)), { type: "DeclineRefund", id: id(60), reason: "bank" });
    given(...failed)
      .when(done(60), till)
      .refuses({ code: "refund-not-found", refund: id(60) });
    given(...failed)
      .when(begin(61, 1250), till)
      .gives({ type: "RefundOpened" });
  });
  it("[O80] a payment that nobody made, or a refund itself, does not go back, and a guest gives nothing back", () => {
    const back = after(after(paid, begin(60, 100)), done(60));
    for (const payment of [id(99), id(60)]) {
      given(...back)
        .when({ type: "OpenRefund", id: id(62), payment, amount: 1, reason: "x" }, till)
        .refuses({ code: "payment-not-found", payment });
    }
    given(...paid)
      .when(begin(60, 1))
      .refusesWith("forbidden");
    given(...paid)
      .when(begin(60, 1), stranger)
      .refuses({ code: "order-not-found" });
  });
  it("[O39] cancelling reserves all that is left of what providers have taken, in the same decision, and leaves tenders to the till", () => {
    given(...paid)
      .when(cancel, boss)
      .gives({ type: "OrderCancelled" });
    given(...online)
      .when(cancel, boss)
      .gives({ type: "RefundOpened", of: id(90), amount: 1900, kind: "cancellation", forgiven: 1900 }, { type: "OrderCancelled" });
    const order = given(...online)
      .when(cancel, boss)
      .leaves();
    expect(view(order)).toMatchObject({ status: "CANCELLED", refunding: [{ payment: id(90), amount: "19.00" }] });
    expect(refundable(order, id(90))).toBe(0);
  });
  it("[O599] of a cancelled order nothing is owed, and the money that is left in it goes back without being a gift", () => {
    const basket = history([creating, guest], [append(asked(1, "soup"), asked(2, "cola")), guest], [pay(90, 700), till], [cancel, boss]);
    expect(view(given(...basket).order)).toMatchObject({ status: "CANCELLED", editTotal: "19.50", remaining: "0.00", overpaid: "7.00" });
    const back = { type: "OpenRefund", id: id(60), payment: id(90), amount: 700, kind: "correction", reason: "cancelled" } as const;
    const refund = given(...basket).when(back, boss);
    expect(refund.events()).toMatchObject([{ type: "RefundOpened", amount: 700, kind: "correction" }]);
    expect(refund.events()[0]).not.toHaveProperty("forgiven");
    expect(view(refund.leaves())).toMatchObject({ remaining: "0.00", overpaid: "0.00" });
    const gone = history([creating, guest], [append(asked(1, "soup")), guest], [{ type: "AbandonOrder" }, guest]);
    expect(view(given(...gone).order)).toMatchObject({ remaining: "0.00", overpaid: "0.00" });
  });
  it.each([done, declined])("[XD2] cancelled while 9.00 of 19.00 are on their way: the provider is asked for 19.00 in all", (end) => {
    const going = after(online, begin(60, 900));
    const cancelled = [
      ...going,
      ...given(...going)
        .when(cancel, boss)
        .events(),
    ];
    expect(cancelled.slice(-2)).toMatchObject([{ type: "RefundOpened", of: id(90), amount: 1000 }, { type: "OrderCancelled" }]);
    const wanted = given(...cancelled).order.pendingRefunds.map(({ amount }) => amount);
    expect(wanted).toEqual([900, 1000]);
    given(...after(cancelled, end(60)))
      .when(cancel, boss)
      .gives();
  });
  it("[O81] what has gone back of an e-payment already is not given back by cancelling", () => {
    const part = after(after(online, begin(60, 1000)), done(60));
    given(...part)
      .when(cancel, boss)
      .gives({ type: "RefundOpened", amount: 900 }, { type: "OrderCancelled" });
    given(...after(after(part, begin(62, 900)), done(62)))
      .when(cancel, boss)
      .gives({ type: "OrderCancelled" });
  });
  it("[O500] a refund that the order opens by itself has an id of its own, the same when it is decided again", () => {
    const two = history(
      [tab, guest],
      [append(asked(1, "soup"), asked(2, "cola")), guest],
      [begun(90, 1250), guest],
      [begun(91, 700), guest],
      [pay(90, 1250, "EPAYMENT"), payments],
      [pay(91, 700, "EPAYMENT"), payments],
    );
    const ids = (log: typeof two) =>
      given(...log)
        .when(cancel, boss)
        .leaves()
        .pendingRefunds.map((refund) => refund.id);
    expect(ids(two)).toEqual(ids(two));
    expect(ids(two)).toEqual([refundIdOf(id(90), two.length + 1), refundIdOf(id(91), two.length + 2)]);
    expect(ids(two).every((one) => z.uuid().safeParse(one).success)).toBe(true);
    expect(refundIdOf(id(90), 7)).not.toBe(refundIdOf(id(90), 8));
  });
  it("[O501] money that was not given back after the cancellation may be tried again", () => {
    const { pendingRefunds } = given(...online)
      .when(cancel, boss)
      .leaves();
    const [refund] = pendingRefunds;
    const failed = after(after(online, cancel), { type: "DeclineRefund", id: refund?.id ?? "", reason: "bank" });
    expect(view(given(...failed).order)).toMatchObject({ status: "CANCELLED", refundsDeclined: [{ payment: id(90), amount: "19.00" }] });
    const retried = after(failed, begin(60, 1900));
    expect(retried.at(-1)).toMatchObject({ type: "RefundOpened", amount: 1900 });
    expect(view(given(...after(retried, done(60))).order)).toMatchObject({ remaining: "0.00", overpaid: "0.00" });
  });
  it("[O502] money at a provider is given back by cancelling only by who may give money back; other orders are cancelled by who may cancel", () => {
    const orders: Actor = { kind: "user", user: "kit", roles: ["ROLE_v1_ORDERS", "ROLE_v1_KDS"] };
    given(...online)
      .when(cancel, orders)
      .refuses({ code: "forbidden", needs: ["ROLE_MANAGER", "ROLE_PAY"] });
    for (const log of [paid, after(after(online, begin(60, 1900)), done(60))]) {
      given(...log)
        .when(cancel, orders)
        .gives({ type: "OrderCancelled" });
    }
    given(...online)
      .when(cancel, till)
      .gives({ type: "RefundOpened" }, { type: "OrderCancelled" });
    given(...online)
      .when(cancel, { kind: "user", user: "pam", roles: ["ROLE_PAY"] })
      .refuses({ code: "forbidden", needs: ["ROLE_MANAGER", "ROLE_ORDERS", "ROLE_WAITER"] });
  });
  it("[O503] a payment that has begun lapses when the order ends", () => {
    const opened = history([creating, guest], [append(asked(1, "soup")), guest], [begun(90, 1250), guest]);
    const lapsed = { type: "PaymentDeclined", id: id(90) };
    given(...opened)
      .when(cancel, boss)
      .gives({ ...lapsed, reason: "the order was cancelled" }, { type: "OrderCancelled" });
    given(...opened)
      .when({ type: "AbandonOrder" })
      .gives({ ...lapsed, reason: "the order was abandoned" }, { type: "OrderAbandoned" });
    const table = history(
      [tab, boss],
      [append(asked(1, "soup")), boss],
      [{ type: "FireLines" }, boss],
      [{ type: "ProcessLines", lines: [id(1)] }, boss],
      [begun(90, 1250), boss],
      [{ type: "WasteLines", lines: [id(1)], reason: "cold" }, boss],
    );
    expect(table.slice(-2)).toMatchObject([{ type: "LinesWasted" }, { ...lapsed, reason: "nothing is left to pay" }]);
    const gone = given(...table)
      .when({ type: "CloseOrder" }, boss)
      .leaves();
    expect([gone.status, view(gone).locked]).toEqual(["CLOSED", false]);
  });
  it("[O504] a basket whose money has all gone back can be abandoned, by the clock as well, and not before", () => {
    const some = history([creating, guest], [append(asked(1, "soup")), guest], [pay(90, 500), till]);
    const going = after(some, begin(60, 500));
    for (const log of [some, going]) {
      given(...log)
        .when({ type: "AbandonOrder" })
        .refuses({ code: "cannot-abandon", orderStatus: "NEW" });
      expect(nextStep(given(...log).order)).toBeUndefined();
    }
    const back = after(going, done(60));
    given(...back)
      .when({ type: "AbandonOrder" })
      .gives({ type: "OrderAbandoned" });
    expect(nextStep(given(...back).order)?.command.type).toBe("AbandonOrder");
  });
  it("[O82] money goes back from an order that has ended, too", () => {
    const closed = [
      ...paid,
      ...given(...paid)
        .when({ type: "CancelOrder" }, boss)
        .events(),
    ];
    given(...closed)
      .when(begin(60, 1250), till)
      .gives({ type: "RefundOpened" });
  });
  it("[O83] an order shows what is on its way back and what was paid too much", () => {
    const state = given(...after(paid, begin(60, 1000))).order;
    expect(view(state).refunding).toMatchObject([{ id: id(60), payment: id(90), amount: "10.00", reason: "cold" }]);
  });
});
