import { describe, expect, it } from "vitest";
import type { OrderCommand } from "./commands";
import { nextStep } from "./timeouts";
import type { OrderEvent } from "./events";
import {
  append,
  asked,
  boss,
  clock,
  creating,
  given,
  guest,
  history,
  id,
  kitchen,
  mover,
  payments,
  tab,
  till,
  under,
  waiter,
} from "./given.fixture";
import { paymentsInForce } from "./paid-lines";
import { totals } from "./totals";
import { view } from "./view";

const open = (n: number, amount: number): OrderCommand => ({
  type: "OpenPayment",
  id: id(n),
  payment: "EPAYMENT",
  source: "sandbox",
  amount,
});
const approve = (n: number, amount: number): OrderCommand => ({
  type: "RegisterPayment",
  id: id(n),
  payment: "EPAYMENT",
  source: "sandbox",
  amount,
});
const tender = (n: number, amount: number, more: object = {}): OrderCommand => ({
  type: "RegisterPayment",
  id: id(n),
  payment: "CASH",
  source: "till",
  amount,
  ...more,
});
const decline = (n: number, reason = "no"): OrderCommand => ({ type: "DeclinePayment", id: id(n), reason });
const basket = history([creating, guest], [append(asked(1, "soup")), guest]);
const paying = [
  ...basket,
  ...given(...basket)
    .when(open(50, 1250))
    .events(),
];
const then = (log: OrderEvent[], ...steps: Parameters<ReturnType<typeof given>["when"]>[]): OrderEvent[] =>
  steps.reduce(
    (known, step) => [
      ...known,
      ...given(...known)
        .when(...step)
        .events(),
    ],
    log,
  );

describe("a provider's money", () => {
  it("[O521] is booked whatever has become of the order, and what it cannot use goes back by itself", () => {
    const ends: [string, OrderEvent[]][] = [
      ["abandoned", then(paying, [{ type: "AbandonOrder" }, guest])],
      ["paid at the till", then(paying, [tender(90, 1250), till])],
      ["given up, and changed", then(paying, [decline(50), guest], [{ type: "ChangeQuantity", line: id(1), quantity: 3 }, guest])],
    ];
    for (const [end, log] of ends) {
      const late = given(...log).when(approve(50, 1250), payments);
      late.gives(
        { type: "PaymentRegistered", id: id(50), payment: "EPAYMENT", amount: 1250 },
        { type: "RefundOpened", of: id(50), amount: 1250 },
      );
      expect([end, late.leaves().status]).toEqual([end, given(...log).order.status]);
      expect(view(late.leaves())).toMatchObject({ locked: false, refunding: [{ amount: "12.50" }] });
    }
  });
  it("[O521] of a payment that had lapsed is used for the very basket that it was for", () => {
    const lapsed = then(paying, [decline(50, "nobody has finished it"), clock]);
    given(...lapsed)
      .when(approve(50, 1250), payments)
      .gives({ type: "PaymentRegistered" }, { type: "OrderCompleted" });
  });
  it("[O521] goes back when a venue keeps nothing for the order any more", () => {
    const lapsed = then(paying, [decline(50), clock]);
    const soldOut = { code: "sold-out" as const, venue: "v1", products: ["soup (0 left)"] };
    const decision = given(...lapsed).unavailable(soldOut, approve(50, 1250), payments);
    expect(decision).toMatchObject({
      ok: true,
      value: [{ type: "PaymentRegistered" }, { type: "RefundOpened", amount: 1250, kind: "unapplied" }],
    });
  });
  it("[O521] that the order cannot use pays for nothing: not while it is on its way back, and not when it is back", () => {
    const dearer = then(paying, [decline(50), guest], [{ type: "ChangeQuantity", line: id(1), quantity: 3 }, guest]);
    const late = then(dearer, [approve(50, 1250), payments]);
    const [refund] = given(...late).order.pendingRefunds;
    const back: OrderCommand = { type: "RegisterRefund", id: refund?.id ?? "", reference: "r-1" };
    for (const log of [late, then(late, [back, payments])]) {
      expect(totals(given(...log).order)).toMatchObject({ total: 3750, paid: 0, forgiven: 0, remaining: 3750, overpaid: 0 });
      given(...log)
        .when(open(51, 3750))
        .gives({ type: "PaymentOpened" });
      given(...log)
        .when({ type: "CompleteOrder" })
        .refuses({ code: "order-not-paid", total: "37.50", paid: "0.00" });
    }
  });
  it("[O521] that the order cannot use pays for nothing either when it does not go back, and stays that when staff try again", () => {
    const dearer = then(paying, [decline(50), guest], [{ type: "ChangeQuantity", line: id(1), quantity: 3 }, guest]);
    const late = then(dearer, [approve(50, 1250), payments]);
    const [refund] = given(...late).order.pendingRefunds;
    const stuck = then(late, [{ type: "DeclineRefund", id: refund?.id ?? "", reason: "closed account" }, payments]);
    const owing = { total: 3750, paid: 0, forgiven: 0, remaining: 3750 };
    expect(totals(given(...stuck).order)).toMatchObject({ ...owing, overpaid: 1250 });
    expect(paymentsInForce(given(...stuck).order)).toEqual([]);
    given(...stuck)
      .when({ type: "CompleteOrder" })
      .refuses({ code: "order-not-paid", total: "37.50", paid: "0.00" });
    const again: OrderCommand = { type: "OpenRefund", id: id(60), payment: id(50), amount: 1250, kind: "goodwill", reason: "by transfer" };
    const trying = given(...stuck).when(again, till);
    trying.gives({ type: "RefundOpened", amount: 1250, kind: "unapplied" });
    const back = then([...stuck, ...trying.events()], [{ type: "RegisterRefund", id: id(60), reference: "r-2" }, payments]);
    for (const order of [trying.leaves(), given(...back).order]) expect(totals(order)).toMatchObject({ ...owing, overpaid: 0 });
  });
  it("[O521] beyond what is to pay pays for nothing that comes while it is on its way back", () => {
    const table = history([tab, waiter], [append(asked(1, "soup")), waiter], [{ type: "FireLines" }, waiter]);
    const twice = then(table, [open(50, 1250), boss], [tender(90, 1250), till], [approve(50, 1250), payments]);
    const more = then(twice, [append(asked(2, "cola")), waiter]);
    const [refund] = given(...more).order.pendingRefunds;
    const back = then(more, [{ type: "RegisterRefund", id: refund?.id ?? "", reference: "r" }, payments]);
    for (const log of [more, back]) expect(totals(given(...log).order)).toMatchObject({ total: 1950, remaining: 700 });
  });
  it("[O521] beyond what is to pay goes back in part", () => {
    const table = history([tab, guest], [append(asked(1, "soup"), asked(2, "cola")), guest], [{ type: "FireLines" }, waiter]);
    const opened = then(table, [open(50, 1950), boss]);
    const cheaper = then(opened, [{ type: "VoidLines", lines: [id(2)] }, kitchen]);
    given(...cheaper)
      .when(approve(50, 1950), payments)
      .gives({ type: "PaymentRegistered", amount: 1950 }, { type: "RefundOpened", of: id(50), amount: 700, kind: "correction" });
  });
  it("[O521] said again, or late, is no change; of a payment that nobody began it is refused", () => {
    const approved = then(paying, [approve(50, 1250), payments]);
    given(...approved)
      .when(approve(50, 1250), payments)
      .gives();
    given(...approved)
      .when(approve(51, 1250), payments)
      .refuses({ code: "payment-not-found", payment: id(51) });
  });
});

describe("payments and their ids", () => {
  it("[O522] an id belongs to one payment, and only its provider says what became of it", () => {
    given(...paying)
      .when(tender(50, 500_000), till)
      .refuses({ code: "payment-id-taken", payment: id(50) });
    given(...then(paying, [decline(50), guest]))
      .when(tender(50, 1250), till)
      .refuses({ code: "payment-id-taken", payment: id(50) });
    const paid = then(basket, [tender(90, 1250), till]);
    given(...paid)
      .when(tender(90, 1250), till)
      .gives();
    given(...paid)
      .when(tender(90, 100), till)
      .refuses({ code: "payment-id-taken", payment: id(90) });
    given(...paying)
      .when({ type: "OpenPayment", id: id(50), payment: "WALLET", source: "sandbox", amount: 1250 })
      .refuses({ code: "payment-id-taken", payment: id(50) });
  });
  it("[O523] what a till has taken while it was away is booked, whatever is left to pay", () => {
    const paid = then(basket, [tender(90, 1250), till]);
    given(...paid)
      .when(tender(91, 1250, { payment: "TERMINAL" }), till)
      .refusesWith("order-already-completed");
    const twice = given(...paid)
      .when(tender(91, 1250, { payment: "TERMINAL", taken: true }), till)
      .leaves();
    expect(totals(twice)).toMatchObject({ paid: 2500, overpaid: 1250, remaining: 0 });
    const ended = then(basket, [{ type: "AbandonOrder" }, guest]);
    const late = given(...ended)
      .when(tender(91, 1250, { payment: "TERMINAL", taken: true }), till)
      .leaves();
    expect([late.status, totals(late).paid]).toEqual(["ABANDONED", 1250]);
    const change = given(...basket)
      .when(tender(92, 2000, { taken: true }), till)
      .leaves();
    expect([change.status, change.payments]).toMatchObject(["COMPLETED", [{ amount: 1250, tendered: 2000 }]]);
  });
  it("[O524] a payment that nobody finishes ends after the chain's time, and until then its basket is not abandoned", () => {
    const { order } = given(...paying);
    const minutes = (at: number | undefined) => ((at ?? 0) - Date.parse(order.pendingPayments[0]?.at ?? "")) / 60_000;
    expect([minutes(nextStep(order)?.at), nextStep(order)?.command]).toMatchObject([20, { type: "DeclinePayment", id: id(50) }]);
    const patient = history([under({ paymentMinutes: 45 }), guest], [append(asked(1, "soup")), guest], [open(50, 1250), guest]);
    expect(minutes(nextStep(given(...patient).order)?.at)).toBe(45);
    const over = given(...paying).when(decline(50, "nobody has finished it"), clock);
    over.gives({ type: "PaymentDeclined" });
    expect(nextStep(over.leaves())?.command).toMatchObject({ type: "AbandonOrder" });
  });
  it("[O525] a payment of nothing ends when the order, which costs nothing, is placed", () => {
    const free = history([creating, guest], [append(asked(1, "free")), guest], [open(50, 0), guest]);
    given(...free)
      .when({ type: "CompleteOrder" })
      .gives({ type: "OrderCompleted" }, { type: "PaymentDeclined", id: id(50) });
  });
  it("[O525] when the bill is paid otherwise, payments that have begun end", () => {
    given(...paying)
      .when(tender(90, 1250), till)
      .gives(
        { type: "PaymentRegistered" },
        { type: "OrderCompleted" },
        { type: "PaymentDeclined", id: id(50), reason: "the bill is paid" },
      );
    given(...paying)
      .when(tender(90, 250), till)
      .gives({ type: "PaymentRegistered" });
  });
  it("[O526] a bill that is open again can be paid again, also when the order is placed", () => {
    const paid = then(basket, [tender(90, 1250), till]);
    const undo: OrderCommand = { type: "OpenRefund", id: id(95), payment: id(90), amount: 1250, reason: "wrong card", kind: "reversal" };
    const undone = then(paid, [undo, till], [{ type: "RegisterRefund", id: id(95), reference: "staff" }, till]);
    expect(totals(given(...undone).order).remaining).toBe(1250);
    given(...undone)
      .when(tender(91, 1250, { payment: "CARD" }), till)
      .gives({ type: "PaymentRegistered" });
    given(...undone)
      .when(open(51, 1250))
      .gives({ type: "PaymentOpened" });
  });
  it("[O552] that had lapsed buys nothing of an order that is wanted at another time or place since", () => {
    const lapsed = then(paying, [decline(50), guest]);
    const elsewhere: OrderCommand = { type: "SetDelivery", address: { street: "Long", number: "2", city: "Kraków", country: "PL" } };
    const changes: OrderCommand[] = [{ type: "SetDue", due: "2026-11-22T15:00:00.000Z" }, elsewhere];
    for (const change of changes) {
      given(...then(lapsed, [change, guest]))
        .when(approve(50, 1250), payments)
        .gives({ type: "PaymentRegistered" }, { type: "RefundOpened", amount: 1250, kind: "unapplied" });
    }
    given(...lapsed)
      .when(approve(50, 1250), payments)
      .gives({ type: "PaymentRegistered" }, { type: "OrderCompleted" });
  });
  it("[O553] for lines that have become void meanwhile goes back, and pays for no other line", () => {
    const named: OrderCommand = { type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "sandbox", amount: 1250, lines: [id(1)] };
    const table = history([tab, guest], [append(asked(1, "soup"), asked(2, "cola")), guest], [{ type: "FireLines" }, waiter]);
    const voided = then(table, [named, guest], [{ type: "VoidLines", lines: [id(1)] }, kitchen]);
    const after = given(...voided).when(approve(50, 1250), payments);
    after.gives({ type: "PaymentRegistered" }, { type: "RefundOpened", amount: 1250, kind: "unapplied" });
    expect(totals(after.leaves())).toMatchObject({ total: 700, remaining: 700, overpaid: 0 });
  });
  it("[O601] ends when what is still to pay for becomes void or is waived, and not while lines are on their way", () => {
    const named: OrderCommand = { type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "sandbox", amount: 700, lines: [id(2)] };
    const table = history([tab, guest], [append(asked(1, "soup"), asked(2, "cola")), guest], [{ type: "FireLines" }, waiter]);
    const begun = then(table, [tender(90, 1250, { lines: [id(1)] }), waiter], [named, guest]);
    const voided = given(...begun).when({ type: "VoidLines", lines: [id(2)] }, kitchen);
    voided.gives({ type: "LinesVoided" }, { type: "PaymentDeclined", id: id(50), reason: "nothing is left to pay" });
    expect(view(voided.leaves())).toMatchObject({ remaining: "0.00", locked: false });
    given(...begun, ...voided.events())
      .when(approve(50, 700), payments)
      .gives({ type: "PaymentRegistered" }, { type: "RefundOpened", amount: 700, kind: "unapplied" });
    const parts = then(table, [tender(90, 700), waiter], [open(50, 500), guest]);
    const sent = given(...parts).when({ type: "ReleaseLines", transfer: id(70), to: id(71), lines: [id(1)], merge: false }, boss);
    sent.gives({ type: "LinesReleased" });
    const log = [...parts, ...sent.events()];
    const settled = (accepted: boolean) => given(...log).when({ type: "SettleTransfer", transfer: id(70), accepted }, mover);
    settled(false).gives({ type: "TransferSettled" });
    settled(true).gives({ type: "TransferSettled" }, { type: "PaymentDeclined", id: id(50) });
  });
});
