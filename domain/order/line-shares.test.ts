import { describe, expect, it } from "vitest";
import { append, asked, boss, given, history, id, pay, tab, till, waiter } from "./given.fixture";
import type { OrderSettings } from "./order-settings";
import { bill, fee, type Log, next, orderOf, paid, paidBefore, quantity, sell, sum, tip } from "./paid-orders.fixture";
import { paidShares } from "./paid-shares";
import { totals } from "./totals";

const cola = (n: number) => asked(n, "cola", { price: 1000 });
const two = sell({}, cola(1), cola(2));
const money = { id: id(91), payment: "TERMINAL" as const, source: "till", lines: [id(1)], amount: 1000 };
const bound = (log: Log) => Object.fromEntries(paidShares(orderOf(log)));

describe("what a payment pays for", () => {
  it("[O471] a payment keeps what each line bore when it was made, from its beginning or as it was registered", () => {
    const shares = { [id(1)]: 1000 };
    const whole = { [id(1)]: 950, [id(2)]: 50 };
    const opened = next(two, { type: "PaymentOpened", ...money, shares });
    expect(orderOf(opened).pendingPayments).toMatchObject([{ id: id(91), shares }]);
    const registered = { type: "PaymentRegistered", ...money };
    expect(orderOf(next(opened, registered)).payments).toMatchObject([{ id: id(91), shares }]);
    expect(orderOf(next(opened, { ...registered, shares: whole })).payments).toMatchObject([{ id: id(91), shares: whole }]);
    expect(orderOf(next(two, registered)).payments[0]).not.toHaveProperty("shares");
  });

  it("[O477] it binds the lines that it has shares of, from its beginning until it is declined or undone", () => {
    expect(bound(two)).toEqual({});
    expect(bound(paid(two, 1))).toEqual({ [id(1)]: 1000 });
    const { lines: _, ...unnamed } = money;
    const opened = next(two, { type: "PaymentOpened", ...unnamed, shares: { [id(1)]: 1200, [id(2)]: 800 } });
    expect(bound(opened)).toEqual({ [id(1)]: 1200, [id(2)]: 800 });
    expect(bound(next(opened, { type: "PaymentDeclined", id: id(91), reason: "no" }))).toEqual({});
    const back = { type: "PaymentRefunded", id: id(60), of: id(91), amount: 1, reference: "r" };
    expect(bound(next(paid(two, 1), { ...back, kind: "reversal" }))).toEqual({});
    expect(bound(next(paid(two, 1), { ...back, kind: "goodwill", forgiven: 1 }))).toEqual({ [id(1)]: 1000 });
    expect(bound(next(two, { type: "PaymentRegistered", ...unnamed }))).toEqual({});
  });

  it("[O477] a payment for named lines from before there were shares is divided by what its lines were sold for", () => {
    const log = paidBefore(sell({}, asked(1, "soup", { price: 400 }), asked(2, "beer", { price: 150 }), asked(3, "cola")), 1, 2);
    expect(bound(log)).toEqual({ [id(1)]: 400, [id(2)]: 200 });
    expect(bill(quantity(tip(log, 100), 3, 2))).toEqual([400, 200, 1500]);
  });

  it("[O477] a line that is void is not bound: what was paid for it is too much, and no part of another's", () => {
    const table = history([tab, waiter], [append(asked(1, "cola"), asked(2, "cola")), waiter], [{ type: "FireLines" }, waiter]);
    for (const how of [paid, paidBefore]) {
      const without = next(how(table, 1), { type: "LinesVoided", lines: [id(1)] });
      expect(bound(without)).toEqual({});
      expect(bill(without)).toEqual([0, 700]);
    }
  });
});

describe("what lines bear after a payment", () => {
  it.each<[string, Partial<OrderSettings>, (log: Log) => Log, number[]]>([
    ["a tip", {}, (log) => tip(log, 200), [1000, 1200]],
    [
      "a fee is waived",
      { fees: [fee({ per: "ORDER", amount: 200 })] },
      (log) => next(log, { type: "FeeWaived", fee: "f", reason: "r" }),
      [1100, 900],
    ],
    ["more of a fee in percent", { fees: [fee({ per: "PERCENT", percent: 10 })] }, (log) => quantity(log, 2, 3), [1100, 3300]],
    [
      "more that is free of a fee",
      { fees: [fee({ per: "ORDER", amount: 300 }, { freeFrom: 3500 })] },
      (log) => quantity(log, 2, 3),
      [1150, 2850],
    ],
    ["a fee of each unit", { fees: [fee({ per: "UNIT", amount: 50 })] }, (log) => quantity(log, 2, 2), [1050, 2100]],
    ["coins", {}, (log) => next(log, { type: "CashRounded", amount: -3 }), [1000, 997]],
    ["tax on top", { taxation: "exclusive" }, (log) => tip(quantity(log, 2, 2), 1), [1230, 2461]],
    [
      "tax on top of a fee, too",
      { taxation: "exclusive", fees: [fee({ per: "PERCENT", percent: 10 })] },
      (log) => quantity(log, 2, 2),
      [1353, 2706],
    ],
  ])("[O478] a line that is paid for bears what it bore then, and the other what remains: %s", (_, house, change, shares) => {
    const log = change(paid(sell(house, cola(1), cola(2)), 1));
    expect(bill(log)).toEqual(shares);
    expect(totals(orderOf(log)).remaining).toBe(shares[1]);
  });

  it("[O478] deposits are their own line's", () => {
    const log = quantity(tip(paid(sell({}, asked(1, "beer"), asked(2, "beer")), 1), 100), 2, 3);
    expect(bill(log)).toEqual([1050, 3250]);
  });

  it("[O478] what is left after many payments goes over the rest by what each costs, and void lines bear nothing", () => {
    const log = tip(paid(paid(sell({}, cola(1), cola(2), cola(3), asked(4, "cola", { price: 3000, quantity: 1 }), cola(5)), 1), 2), 400);
    expect(bill(log)).toEqual([1000, 1000, 1080, 3240, 1080]);
    expect(bill(next(log, { type: "LinesVoided", lines: [id(5)] }))).toEqual([1000, 1000, 1100, 3300, 0]);
  });

  it("[O479] what changes when all are paid for falls on all, and so does what the others cannot bear", () => {
    const all = paid(paid(two, 1), 2);
    expect(bill(tip(all, 201))).toEqual([1101, 1100]);
    const free = sell({ fees: [fee({ per: "ORDER", amount: 500 })] }, cola(1), asked(2, "free"));
    const waived = next(paid(free, 1), { type: "FeeWaived", fee: "f", reason: "r" });
    expect(bill(waived)).toEqual([1000, 0]);
    expect(bill(tip(paid(free, 1), 30))).toEqual([1500, 30]);
  });

  it("[XA6] two tonics at 10.00, one is paid for by name, then a tip of 2.00: the other bears 12.00, which is what remains", () => {
    const named = { ...pay(90, 1000, "TERMINAL"), lines: [id(1)] };
    const half = [
      ...two,
      ...given(...two)
        .when(named, till)
        .events(),
    ];
    const log = [
      ...half,
      ...given(...half)
        .when({ type: "SetTip", amount: 200 }, boss)
        .events(),
    ];
    expect([bill(log), totals(orderOf(log)).remaining]).toEqual([[1000, 1200], 1200]);
    given(...log)
      .when({ ...pay(92, 1200, "TERMINAL"), lines: [id(2)] }, till)
      .gives({ type: "PaymentRegistered" }, { type: "OrderCompleted" });
    expect(sum(bill(log))).toBe(totals(orderOf(log)).total);
  });
});
