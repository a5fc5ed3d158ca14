import { describe, expect, it } from "vitest";
import { nextStep } from "./timeouts";
import type { OrderCommand } from "./commands";
import type { OrderEvent } from "./events";
import { explain } from "./price-breakdown";
import { append, asked, boss, creating, given, history, id, kitchen, pay, payments, tab, till } from "./given.fixture";
import { historyEntry } from "./history";
import type { RefundReason } from "./refund-kind";
import { totals } from "./totals";
import { view } from "./view";

const open = (n: number, amount: number, kind?: RefundReason, payment = 90): OrderCommand => ({
  type: "OpenRefund",
  id: id(n),
  payment: id(payment),
  amount,
  reason: "the wait",
  ...(kind && { kind }),
});
const back = (n: number): OrderCommand => ({ type: "RegisterRefund", id: id(n), reference: "r" });
const declined = (n: number): OrderCommand => ({ type: "DeclineRefund", id: id(n), reason: "bank" });
const after = (log: OrderEvent[], ...commands: OrderCommand[]): OrderEvent[] =>
  commands.reduce(
    (now, command) => [
      ...now,
      ...given(...now)
        .when(command, boss)
        .events(),
    ],
    log,
  );
const sums = (log: OrderEvent[]) => {
  const { total, paid, forgiven, remaining, overpaid } = totals(given(...log).order);
  return { total, paid, forgiven, remaining, overpaid };
};

/** As such events were written before there were kinds. */
const old = (log: OrderEvent[]) =>
  log.map((event) => {
    if (event.type !== "RefundOpened" && event.type !== "PaymentRefunded") return event;
    const { kind: _, forgiven: __, ...bare } = event;
    return bare;
  });

const donuts = append(asked(1, "cola", { quantity: 2 })); // 14.00
const paid = history([{ ...creating, orderType: "TAKE_AWAY" }, boss], [donuts, boss], [pay(90, 1400), till]);
const delivered = after(paid, { type: "ProcessLines", lines: [id(1)] }, { type: "DeliverOrder" });
const table = after(history([tab, boss], [donuts, boss]), { type: "FireLines" }, pay(90, 1400));

describe("what a refund means for the bill", () => {
  it.each([[[200]], [[1400]], [[200, 300]]])(
    "[XA12] 14.00 are paid and handed over, %j go back for the wait: 0.00 remain, CLOSED",
    (amounts) => {
      const log = amounts.reduce((now, amount, n) => after(now, open(60 + n, amount), back(60 + n)), delivered);
      expect(sums(log)).toMatchObject({ remaining: 0, overpaid: 0 });
      expect(nextStep(given(...log).order)?.command).toEqual({ type: "CloseOrder" });
      const closed = given(...log)
        .when({ type: "CloseOrder" }, kitchen)
        .leaves();
      expect([closed.status, view(closed).remaining]).toEqual(["CLOSED", "0.00"]);
    },
  );

  it("[XA12] a tab that 2.00 went back from is closed at 0.00, and what it orders afterwards is owed", () => {
    const log = after(table, open(60, 200), back(60));
    expect(sums(log)).toEqual({ total: 1400, paid: 1200, forgiven: 200, remaining: 0, overpaid: 0 });
    expect(sums(after(log, append(asked(2, "cola"))))).toMatchObject({ total: 2100, remaining: 700 });
    const served = after(log, { type: "ProcessLines", lines: [id(1)] }, { type: "CloseOrder" });
    expect(view(given(...served).order)).toMatchObject({ status: "CLOSED", remaining: "0.00", forgiven: "2.00" });
  });

  it("[O505] what was paid by name for what is void pays for nobody else's: the others owe theirs, and it goes back as too much", () => {
    const two = history([tab, boss], [append(asked(1, "soup"), asked(2, "cola")), boss], [{ type: "FireLines" }, boss]);
    const named = after(two, { ...pay(90, 1250), lines: [id(1)] });
    const voided: OrderCommand = { type: "VoidLines", lines: [id(1)] };
    const isVoid = after(named, voided);
    expect(sums(isVoid)).toEqual({ total: 700, paid: 1250, forgiven: 0, remaining: 700, overpaid: 1250 });
    given(...isVoid)
      .when({ ...pay(91, 700, "TERMINAL"), lines: [id(2)] }, till)
      .gives({ type: "PaymentRegistered", shares: { [id(2)]: 700 } });
    const ways: OrderEvent[][] = [
      after(isVoid, open(60, 1250), back(60)),
      after(isVoid, open(60, 1250, "correction"), back(60)),
      after(isVoid, open(60, 250), back(60), open(61, 1000), back(61)),
      after(named, open(60, 250), back(60), voided, open(61, 1000), back(61)),
      after(named, open(60, 1250), back(60), voided),
      after(named, open(60, 1250), voided, back(60)),
    ];
    for (const log of ways) expect(sums(log)).toMatchObject({ paid: 0, remaining: 700, overpaid: 0 });
    const going = after(isVoid, open(60, 1250));
    expect(sums(going)).toMatchObject({ remaining: 700, overpaid: 0 });
    given(...isVoid)
      .when(open(60, 1251, "correction"), boss)
      .refusesWith("refund-exceeds-payment");
  });

  it("[O505] … and is nobody else's to be given back", () => {
    const two = history([tab, boss], [append(asked(1, "soup"), asked(2, "cola"), asked(3, "cola")), boss], [{ type: "FireLines" }, boss]);
    const both = after(
      two,
      { ...pay(90, 1250), lines: [id(1)] },
      { ...pay(91, 700), lines: [id(2)] },
      { type: "VoidLines", lines: [id(1)] },
    );
    given(...both)
      .when(open(60, 100, "correction", 91), boss)
      .refuses({ code: "refund-exceeds-overpaid", overpaid: "0.00", asked: "1.00" });
    const gift = after(both, open(60, 100, "goodwill", 91), back(60));
    expect(sums(gift)).toMatchObject({ forgiven: 100, remaining: 700, overpaid: 1250 });
  });

  it("[O505] what a provider takes by name for lines that are void in part goes back in part, by the order's own word", () => {
    const all = history([tab, boss], [append(asked(1, "soup"), asked(2, "cola"), asked(3, "cola")), boss], [{ type: "FireLines" }, boss]);
    const lines = [id(1), id(2)];
    const begun: OrderCommand = { type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "s", lines, amount: 1950 };
    const approve: OrderCommand = { type: "RegisterPayment", id: id(50), payment: "EPAYMENT", source: "s", amount: 1950 };
    const approved = given(...after(all, begun, { type: "VoidLines", lines: [id(1)] })).when(approve, payments);
    approved.gives({ type: "PaymentRegistered" }, { type: "RefundOpened", of: id(50), amount: 1250, kind: "correction" });
    expect(totals(approved.leaves())).toMatchObject({ remaining: 700, overpaid: 0 });
  });

  it("[O490] goodwill, which a refund is unless it says otherwise, opens no bill: neither on its way, nor back, nor declined", () => {
    const going = after(table, open(60, 200));
    expect(going.at(-1)).toMatchObject({ type: "RefundOpened", kind: "goodwill", forgiven: 200 });
    for (const log of [going, after(going, back(60)), after(going, declined(60))]) {
      expect(sums(log)).toMatchObject({ remaining: 0, overpaid: 0 });
      expect(sums(after(log, append(asked(2, "cola"))))).toMatchObject({ remaining: 700, overpaid: 0 });
    }
    expect(after(going, back(60)).at(-1)).toMatchObject({ type: "PaymentRefunded", kind: "goodwill", forgiven: 200 });
  });

  it("[O491] a correction gives back what was paid too much, and no more", () => {
    const surplus = after(after(table, append(asked(2, "soup")), pay(91, 1250)), { type: "VoidLines", lines: [id(2)], reason: "gone" });
    expect(sums(surplus)).toMatchObject({ overpaid: 1250 });
    given(...surplus)
      .when(open(60, 1251, "correction", 90), till)
      .refuses({ code: "refund-exceeds-overpaid", overpaid: "12.50", asked: "12.51" });
    const going = after(surplus, open(60, 1000, "correction", 91));
    expect(going.at(-1)).not.toHaveProperty("forgiven");
    given(...going)
      .when(open(61, 251, "correction", 91), till)
      .refuses({ code: "refund-exceeds-payment", refundable: "2.50", asked: "2.51" });
    given(...going)
      .when(open(61, 251, "correction", 90), till)
      .refuses({ code: "refund-exceeds-overpaid", overpaid: "2.50", asked: "2.51" });
    expect(sums(after(going, back(60)))).toEqual({ total: 1400, paid: 1650, forgiven: 0, remaining: 0, overpaid: 250 });
    expect(sums(after(going, declined(60)))).toMatchObject({ overpaid: 1250 });
  });

  it("[O492] what was paid too much goes back first: only the rest of a goodwill refund is forgiven", () => {
    const surplus = after(after(table, append(asked(2, "cola")), pay(91, 700)), { type: "VoidLines", lines: [id(2)], reason: "gone" });
    const log = after(surplus, open(60, 500), open(61, 500));
    expect(log.slice(-2)).toMatchObject([{ amount: 500 }, { amount: 500, forgiven: 300 }]);
    expect(log.at(-2)).not.toHaveProperty("forgiven");
    expect(sums(after(log, back(60), back(61)))).toEqual({ total: 1400, paid: 1100, forgiven: 300, remaining: 0, overpaid: 0 });
  });

  it("[O493] after a reversal the bill is open again, and its lines can be paid for again", () => {
    const byName: OrderCommand = { ...pay(90, 1400, "TERMINAL"), lines: [id(1)] };
    const named = after(history([tab, boss], [donuts, boss]), { type: "FireLines" }, byName);
    const again: OrderCommand = { ...pay(91, 1400, "TERMINAL"), lines: [id(1)] };
    given(...after(named, open(60, 1400), back(60)))
      .when(again, till)
      .refuses({ code: "line-already-paid", line: id(1), payment: id(90) });
    const reversed = after(named, open(60, 1400, "reversal"), back(60));
    expect(sums(reversed)).toEqual({ total: 1400, paid: 0, forgiven: 0, remaining: 1400, overpaid: 0 });
    given(...reversed)
      .when(again, till)
      .gives({ type: "PaymentRegistered", amount: 1400 });
  });

  it("[O494] while a reversal is on its way the order is not closed", () => {
    const going = after(delivered, open(60, 200, "reversal"));
    given(...going)
      .when({ type: "CloseOrder" }, kitchen)
      .refuses({ code: "refund-pending", refund: id(60) });
    expect(nextStep(given(...going).order)).toBeUndefined();
    given(...after(going, declined(60)))
      .when({ type: "CloseOrder" }, kitchen)
      .gives({ type: "OrderClosed" });
    given(...after(going, back(60)))
      .when({ type: "CloseOrder" }, kitchen)
      .refuses({ code: "order-not-paid", total: "14.00", paid: "12.00" });
  });

  it("[O495] a refund from before there were kinds is read as a reversal", () => {
    expect(sums(old(after(table, open(60, 200), back(60))))).toEqual({ total: 1400, paid: 1200, forgiven: 0, remaining: 200, overpaid: 0 });
  });

  it("[O496] what has gone back as a gift is given once: voiding the line afterwards gives back what is left of it", () => {
    const gift = after(table, open(60, 1400), back(60), { type: "VoidLines", lines: [id(1)], reason: "gone" });
    expect(sums(gift)).toMatchObject({ remaining: 0, overpaid: 0 });
    const part = after(table, open(60, 200), back(60), { type: "VoidLines", lines: [id(1)], reason: "gone" });
    expect(sums(part)).toMatchObject({ remaining: 0, overpaid: 1200 });
  });

  it("[O496] a goodwill that takes the money of a void line, and more, leaves no debt to the others", () => {
    const two = history([tab, boss], [append(asked(1, "soup"), asked(2, "cola")), boss], [{ type: "FireLines" }, boss]);
    const ordered = after(two, { ...pay(90, 1950, "TERMINAL"), lines: [id(1), id(2)] }, { type: "VoidLines", lines: [id(1)] });
    const others = after(ordered, append(asked(3, "cola")));
    expect(sums(others)).toMatchObject({ total: 1400, remaining: 700, overpaid: 1250 });
    const generous = after(others, open(60, 1500, "goodwill"));
    expect(generous.at(-1)).toMatchObject({ forgiven: 250 });
    expect(sums(generous)).toMatchObject({ remaining: 700, overpaid: 0 });
    expect(sums(after(generous, back(60)))).toMatchObject({ remaining: 700, overpaid: 0 });
  });

  it("[O497] the kind is told by the state, the history and the explanation", () => {
    const going = after(table, open(60, 200));
    expect(view(given(...going).order).refunding).toMatchObject([{ id: id(60), kind: "goodwill", amount: "2.00" }]);
    const done = after(going, back(60));
    const { order } = given(...done);
    expect(view(order).payments.at(-1)).toMatchObject({ amount: "-2.00", extra: { kind: "goodwill", forgiven: "2.00" } });
    expect(explain(order).sum).toMatchObject({ paid: "12.00", forgiven: "2.00", remaining: "0.00" });
    const says = going.map((event, index) => historyEntry({ seq: index + 1, event }, order).says).at(-1);
    expect(says).toBe("began to give 2.00 PLN back as goodwill: the wait");
  });

  it("[O498] money that a provider did not give back is logged and shown until it begins to go back again", () => {
    const refused = after(table, open(60, 500), declined(60));
    const { order } = given(...refused);
    expect(view(order)).toMatchObject({
      refunding: [],
      refundsDeclined: [{ id: id(60), payment: id(90), amount: "5.00", reason: "bank" }],
    });
    expect(order.logs.at(-1)).toMatchObject({ message: "could not give 5.00 PLN back", reason: "bank" });
    const [retried, some] = [after(refused, open(61, 500)), after(refused, open(61, 300))];
    expect(view(given(...retried).order)).not.toHaveProperty("refundsDeclined");
    expect(view(given(...some).order).refundsDeclined).toMatchObject([{ id: id(60), amount: "2.00" }]);
    expect(view(given(...after(some, declined(61))).order).refundsDeclined).toMatchObject([{ amount: "2.00" }, { amount: "3.00" }]);
  });
});
