import { describe, expect, it } from "vitest";
import type { Currency } from "../pricing/money";
import { byLine, byPerson, inParts } from "./split-bill";
import type { OrderCommand } from "./commands";
import type { OrderEvent } from "./events";
import { append, asked, boss, creating, given, guest, history, id, pay, payments, till, under, waiter } from "./given.fixture";
import { inCoins, totals } from "./totals";
import { view } from "./view";

const two = history([creating, guest], [append(asked(1, "soup"), asked(2, "cola")), guest]); // 12.50 + 7.00
const coins = (coin: number, ...lines: Parameters<typeof append>) =>
  history([under({ cashRounding: coin }), guest], [append(...lines), guest]);
const forLines = (n: number, amount: number, lines: number[], payment: "CASH" | "TERMINAL" = "TERMINAL"): OrderCommand => ({
  ...pay(n, amount, payment),
  lines: lines.map(id),
});

const open = (n: number, amount: number): OrderCommand => ({
  type: "OpenPayment",
  id: id(n),
  payment: "EPAYMENT",
  source: "s",
  amount,
});
const sum = (shares: { amount: number }[]) => shares.reduce((all, { amount }) => all + amount, 0);
describe("cash", () => {
  it("[O70] cash beyond what is left comes back as change", () => {
    expect(
      view(
        given(...two)
          .when(pay(90, 5000), till)
          .leaves(),
      ).payments,
    ).toMatchObject([{ amount: "19.50", initialAmount: "50.00", extra: { change: "30.50" } }]);
    given(...two)
      .when(pay(90, 1950), till)
      .gives({ type: "PaymentRegistered", amount: 1950 }, { type: "OrderCompleted" });
  });
  it("[O550] nothing is no payment while there is something to pay, unless coins cannot give it", () => {
    for (const payment of ["CASH", "TERMINAL"] as const) {
      given(...two)
        .when(pay(90, 0, payment), till)
        .refuses({ code: "payment-amount-mismatch", expected: "19.50", asked: "0.00" });
      given(...two)
        .when({ ...pay(90, 0, payment), taken: true }, till)
        .refusesWith("payment-amount-mismatch");
    }
    given(...history([creating, guest], [append(asked(1, "free")), guest]))
      .when(pay(90, 0, "TERMINAL"), till)
      .gives({ type: "PaymentRegistered", amount: 0 }, { type: "OrderCompleted" });
    const cents = history([under({ cashRounding: 5 }), boss], [append(asked(1, "soup", { price: 2 })), boss]);
    given(...cents)
      .when(pay(90, 0), till)
      .gives({ type: "CashRounded", amount: -2 }, { type: "PaymentRegistered", amount: 0 }, { type: "OrderCompleted" });
  });
  it("[O557] the rounding to coins goes with the last of the cash that is undone: the rest is paid as it was priced", () => {
    const odd = history([under({ cashRounding: 5 }), boss], [append(asked(1, "soup", { price: 1252 })), boss], [pay(90, 2000), boss]);
    const refund = (amount: number, kind: "reversal" | "goodwill"): OrderEvent[] => [
      ...odd,
      ...given(...odd)
        .when({ type: "OpenRefund", id: id(60), payment: id(90), amount, kind, reason: "by card" }, boss)
        .events(),
    ];
    const back: OrderCommand = { type: "RegisterRefund", id: id(60), reference: "staff" };
    const after = (log: OrderEvent[]) =>
      totals(
        given(...log)
          .when(back, boss)
          .leaves(),
      );
    expect(after(refund(1250, "reversal"))).toMatchObject({ rounding: 0, total: 1252, remaining: 1252, overpaid: 0 });
    expect(after(refund(1250, "goodwill"))).toMatchObject({ rounding: -2, total: 1250, remaining: 0, overpaid: 0 });
  });
  it("[O550] who asks for what somebody else is paying is told so, whatever the amount", () => {
    const paying = [
      ...two,
      ...given(...two)
        .when(open(50, 1950), till)
        .events(),
    ];
    for (const amount of [0, 700, 1950]) {
      given(...paying)
        .when(open(51, amount))
        .refuses({ code: "order-being-paid", payment: id(50) });
    }
  });
  it("[O71] less cash than is left is taken, and the rest stays open", () => {
    const order = given(...two)
      .when(pay(90, 1000), till)
      .leaves();
    expect([order.status, totals(order).remaining]).toEqual(["NEW", 950]);
  });
  it("[O72] the last of a bill is rounded to the coins there are, half upwards, and the total moves along", () => {
    const odd = coins(5, asked(1, "soup", { price: 1252 }));
    const alter = history([under({ cashRounding: 5 }), boss], [append(asked(1, "soup", { price: 1252 })), boss]);
    expect(odd).toHaveLength(2);
    given(...alter)
      .when(pay(90, 1250), boss)
      .gives({ type: "CashRounded", amount: -2 }, { type: "PaymentRegistered", amount: 1250 }, { type: "OrderCompleted" });
    expect(
      view(
        given(...alter)
          .when(pay(90, 2000), boss)
          .leaves(),
      ),
    ).toMatchObject({
      total: "12.50",
      cashRounding: "-0.02",
      payments: [{ amount: "12.50", extra: { change: "7.50" } }],
    });
    expect([1252, 1253, 1255, 1257, 1258].map((amount) => inCoins(amount, 5))).toEqual([1250, 1255, 1255, 1255, 1260]);
    expect([inCoins(10, 4), inCoins(7, 1), inCoins(0, 5), inCoins(149, 100), inCoins(150, 100)]).toEqual([12, 7, 0, 100, 200]);
  });
  it("[O73] card pays to the last minor unit, and after it there is nothing left to tender", () => {
    const alter = history([under({ cashRounding: 5 }), boss], [append(asked(1, "soup", { price: 1252 })), boss]);
    given(...alter)
      .when(pay(90, 1252, "TERMINAL"), boss)
      .gives({ type: "PaymentRegistered", amount: 1252 }, { type: "OrderCompleted" });
    const table = history(
      [{ ...creating, orderType: "DINE_IN_OPEN" }, waiter],
      [append(asked(1, "soup")), waiter],
      [{ type: "FireLines" }, waiter],
      [pay(90, 1250), till],
    );
    given(...table)
      .when(pay(91, 100), till)
      .refuses({ code: "payment-exceeds-total", remaining: "0.00", asked: "1.00" });
  });
  it.each<[Currency, number, string]>([
    [{ code: "JPY", decimals: 0 }, 1250, "1250"],
    [{ code: "PLN", decimals: 2 }, 1250, "12.50"],
    [{ code: "BHD", decimals: 3 }, 1250, "1.250"],
  ])("[O74] amounts leave with the digits of the currency: %j", (currency, price, text) => {
    const alter = history([{ ...creating, currency }, boss], [append(asked(1, "free", { price })), boss]);
    expect(
      view(
        given(...alter)
          .when(pay(90, price), boss)
          .leaves(),
      ),
    ).toMatchObject({ total: text, payments: [{ amount: text }] });
  });
});

describe("one bill, many guests", () => {
  it("[O75] a payment for lines is of what they cost, and no line is paid for twice", () => {
    given(...two)
      .when(forLines(90, 699, [2]), till)
      .refuses({ code: "lines-amount-mismatch", expected: "7.00", asked: "6.99" });
    given(...two)
      .when(forLines(90, 701, [2]), till)
      .refuses({ code: "lines-amount-mismatch", expected: "7.00", asked: "7.01" });
    given(...two)
      .when(forLines(90, 700, [9]), till)
      .refuses({ code: "line-not-found", line: id(9) });
    const half = [
      ...two,
      ...given(...two)
        .when(forLines(90, 700, [2]), till)
        .events(),
    ];
    given(...half)
      .when(forLines(91, 1950, [1, 2]), till)
      .refuses({ code: "line-already-paid", line: id(2), payment: id(90) });
    given(...half)
      .when(forLines(91, 1250, [1]), till)
      .gives({ type: "PaymentRegistered", lines: [id(1)] }, { type: "OrderCompleted" });
    given(...two)
      .when(forLines(90, 1000, [2], "CASH"), till)
      .gives({ type: "PaymentRegistered", amount: 700, tendered: 1000, lines: [id(2)] });
  });
  it("[O158] a line that is named twice is one line", () => {
    given(...two)
      .when(forLines(90, 1000, [2, 2], "CASH"), till)
      .gives({ type: "PaymentRegistered", amount: 700, tendered: 1000, lines: [id(2)] });
    given(...two)
      .when({ type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "s", amount: 700, lines: [id(2), id(2)] }, guest)
      .gives({ type: "PaymentOpened", amount: 700, lines: [id(2)] });
  });
  it("[O76] a line that somebody has paid for by name, or is paying for, stays what it was", () => {
    const half = [
      ...two,
      ...given(...two)
        .when(forLines(90, 700, [2]), till)
        .events(),
    ];
    const paid = { code: "line-already-paid", line: id(2), payment: id(90) };
    given(...half)
      .when({ type: "RemoveLines", lines: [id(2)] })
      .refuses(paid);
    given(...half)
      .when({ type: "ChangeQuantity", line: id(2), quantity: 2 })
      .refuses(paid);
    given(...half)
      .when({ type: "ReleaseLines", transfer: id(70), to: id(71), lines: [id(2)], merge: false })
      .refuses(paid);
    given(...half)
      .when({ type: "RemoveLines", lines: [id(1)] })
      .gives({ type: "LinesRemoved" });
    const paying: OrderCommand = { type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "sandbox", amount: 700, lines: [id(2)] };
    const begun = [
      ...two,
      ...given(...two)
        .when(paying)
        .events(),
    ];
    given(...begun)
      .when(forLines(90, 700, [2]), till)
      .refuses({ ...paid, payment: id(50) });
    const settled = given(...begun)
      .when(pay(50, 700, "EPAYMENT"), payments)
      .leaves();
    expect(settled.payments).toMatchObject([{ id: id(50), lines: [id(2)] }]);
  });
  it("[O77] shares by line, by person and in parts add up to the bill, fees and tip included", () => {
    const rules = under({ fees: [{ id: "s", kind: "SERVICE", name: "Service", charge: { per: "PERCENT", percent: 10 }, vat: "23" }] });
    const [ann, seat] = [append(asked(1, "soup"), asked(2, "cola")), append(asked(3, "beer", { extra: { "x-seat": "4" } }))];
    const log = history([rules, guest], [ann, guest], [seat, waiter], [{ type: "SetTip", amount: 101 }, guest]);
    const { state } = given(...log);
    if (state.status === "ABSENT") throw new Error("absent");
    const total = 1250 + 700 + 1000 + 295 + 50 + 101;
    expect(totals(state).total).toBe(total);
    expect([sum(byLine(state)), sum(byPerson(state)), sum(inParts(state, 7))]).toEqual([total, total, total]);
    // 396 of fee and tip over 12.50, 7.00 and 10.00; the deposit is the beer's own.
    expect(byLine(state).map(({ amount }) => amount)).toEqual([1250 + 168, 700 + 94, 1000 + 50 + 134]);
    expect(byPerson(state)).toEqual([
      { key: "ann", lines: [id(1), id(2)], amount: 2212 },
      { key: "4", lines: [id(3)], amount: 1184 },
    ]);
    expect(inParts(state, 3).map(({ key, amount }) => [key, amount])).toEqual([
      ["1", 1132],
      ["2", 1132],
      ["3", 1132],
    ]);
  });
  it("[O598] what somebody is paying just now is in no equal part of the bill", () => {
    const three = history([creating, guest], [append(asked(1, "cola"), asked(2, "cola"), asked(3, "cola")), guest]);
    const one = given(...three).when({ type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "s", amount: 700, lines: [id(1)] });
    expect(inParts(one.leaves(), 2).map(({ amount }) => amount)).toEqual([700, 700]);
    const all = given(...three).when({ type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "s", amount: 2100 });
    expect(inParts(all.leaves(), 2).map(({ amount }) => amount)).toEqual([0, 0]);
  });
  it.each([
    [198, 200],
    [197, 195],
    [2, 0],
  ])("[O603] of nothing there is nothing to round: when all of %d paid with %d is void, that goes back", (price, coinsGiven) => {
    const log = history(
      [under({ cashRounding: 5 }), guest],
      [append(asked(1, "cola", { price })), boss],
      [pay(90, coinsGiven), till],
      [{ type: "VoidLines", lines: [id(1)] }, boss],
    );
    expect(totals(given(...log).order)).toMatchObject({ total: 0, rounding: 0, remaining: 0, overpaid: coinsGiven });
  });
  it("[O600] the last lines of a bill are paid for by name with what coins can give", () => {
    const log = history(
      [under({ cashRounding: 5 }), guest],
      [append(asked(1, "cola", { price: 198 }), asked(2, "cola", { price: 197 })), boss],
      [forLines(90, 198, [1]), boss],
    );
    given(...log.slice(0, 2))
      .when(forLines(91, 195, [2], "CASH"), till)
      .refuses({ code: "lines-amount-mismatch", expected: "1.97", asked: "1.95" });
    given(...log)
      .when(forLines(91, 194, [2], "CASH"), till)
      .refuses({ code: "lines-amount-mismatch", expected: "1.97", asked: "1.94" });
    given(...log)
      .when(forLines(91, 195, [2], "CASH"), till)
      .gives({ type: "CashRounded", amount: -2 }, { type: "PaymentRegistered", amount: 195, lines: [id(2)] }, { type: "OrderCompleted" });
    const cents = history(
      [under({ cashRounding: 5 }), guest],
      [append(asked(1, "cola", { price: 198 }), asked(2, "cola", { price: 2 })), boss],
      [forLines(90, 198, [1]), boss],
    );
    given(...cents)
      .when(forLines(91, 0, [2], "CASH"), till)
      .gives({ type: "CashRounded", amount: -2 }, { type: "PaymentRegistered", amount: 0 }, { type: "OrderCompleted" });
  });
});
