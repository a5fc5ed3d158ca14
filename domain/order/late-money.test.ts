import { describe, expect, it } from "vitest";
import type { Actor, OrderCommand } from "./commands";
import type { OrderEvent } from "./events";
import { append, asked, boss, creating, given, guest, history, id, kitchen, mover, payments, tab, waiter } from "./given.fixture";
import { sharesByLine } from "./line-shares";
import { totals } from "./totals";

const open = (n: number, amount: number, ...lines: number[]): OrderCommand => ({
  type: "OpenPayment",
  id: id(n),
  payment: "EPAYMENT",
  source: "sandbox",
  amount,
  ...(lines.length > 0 && { lines: lines.map(id) }),
});
const approve = (n: number, amount: number): OrderCommand => ({
  type: "RegisterPayment",
  id: id(n),
  payment: "EPAYMENT",
  source: "sandbox",
  amount,
});
const tender = (n: number, amount: number, lines: number[], more: object = {}): OrderCommand => ({
  type: "RegisterPayment",
  id: id(n),
  payment: "TERMINAL",
  source: "till",
  amount,
  lines: lines.map(id),
  ...more,
});
const decline = (n: number): OrderCommand => ({ type: "DeclinePayment", id: id(n), reason: "no" });
const then = (log: OrderEvent[], ...steps: [OrderCommand, Actor][]): OrderEvent[] =>
  steps.reduce(
    (sofar, [command, actor]) => [
      ...sofar,
      ...given(...sofar)
        .when(command, actor)
        .events(),
    ],
    log,
  );
const sums = (log: OrderEvent[]) => {
  const { total, paid, remaining, overpaid } = totals(given(...log).order);
  return { total, paid, remaining, overpaid };
};

const tip = (amount: number): [OrderCommand, Actor] => [{ type: "SetTip", amount }, boss];
/** What each line bears. */
const billed = (log: OrderEvent[]) => [...sharesByLine(given(...log).order).values()];

/** Two colas at 7.00. */
const two = append(asked(1, "cola"), asked(2, "cola"));
const basket = history([creating, guest], [two, guest]);
const table = history([tab, guest], [two, guest], [{ type: "FireLines" }, kitchen]);

describe("money that comes late, twice, or as another amount", () => {
  it.each([
    ["basket", basket],
    ["table", table],
  ])(
    "[O590] a payment by name that had lapsed buys no line of a %s that somebody else has paid for since, nor anybody's else",
    (_, log) => {
      const paid = then(log, [open(50, 700, 1), guest], [decline(50), guest], [tender(51, 700, [1]), boss]);
      const late = then(paid, [approve(50, 700), payments]);
      expect(late.slice(paid.length)).toMatchObject([
        { type: "PaymentRegistered", id: id(50), amount: 700 },
        { type: "RefundOpened", of: id(50), amount: 700, kind: "unapplied" },
      ]);
      expect(sums(late)).toEqual({ total: 1400, paid: 700, remaining: 700, overpaid: 0 });
      expect(then(late, [open(52, 700, 2), guest]).at(-1)).toMatchObject({ type: "PaymentOpened" });
    },
  );

  it("[O590] … while one of all of it buys what is left, and the rest goes back", () => {
    const paid = then(basket, [open(50, 1400), guest], [decline(50), guest], [tender(51, 700, [1]), boss]);
    expect(then(paid, [approve(50, 1400), payments]).slice(paid.length)).toMatchObject([
      { type: "PaymentRegistered" },
      { type: "OrderCompleted" },
      { type: "RefundOpened", amount: 700, kind: "correction" },
    ]);
  });

  it("[O593] what a provider has taken for lines by name beyond what they bear goes back, and pays for nobody's else", () => {
    const log = then(basket, [open(50, 700, 1), guest], [approve(50, 900), payments]);
    expect(log.at(-1)).toMatchObject({ type: "RefundOpened", of: id(50), amount: 200, kind: "correction" });
    expect(log.at(-1)).not.toHaveProperty("forgiven");
    expect(sums(log)).toMatchObject({ remaining: 700, overpaid: 0 });
    const rest = then(log, [{ type: "RegisterRefund", id: refundOf(log), reference: "r" }, payments], [tender(51, 700, [2]), boss]);
    expect(sums(rest)).toEqual({ total: 1400, paid: 1400, remaining: 0, overpaid: 0 });
  });

  it("[O594] what a till has taken while it was away for lines that are void by now can go back, and pays for nobody's else", () => {
    const gone = then(table, [{ type: "VoidLines", lines: [id(1)] }, kitchen]);
    const card = then(gone, [tender(50, 700, [1], { taken: true }), waiter]);
    expect(sums(card)).toEqual({ total: 700, paid: 700, remaining: 700, overpaid: 700 });
    expect(then(card, [tender(51, 700, [2]), waiter]).at(-1)).toMatchObject({ type: "PaymentRegistered" });
    // The guest had his change on what the line cost then.
    const cash = then(gone, [tender(50, 1000, [1], { taken: true, payment: "CASH" }), waiter]);
    expect(cash.at(-1)).toMatchObject({ type: "PaymentRegistered", amount: 700, tendered: 1000 });
    expect(sums(cash)).toEqual({ total: 700, paid: 700, remaining: 700, overpaid: 700 });
  });

  it("[O595] a provider that has collected nothing has declined", () => {
    const begun = then(basket, [open(50, 700, 1), guest]);
    given(...begun)
      .when(approve(50, 0), payments)
      .gives({ type: "PaymentDeclined", id: id(50), reason: "nothing was collected" });
    const log = then(begun, [approve(50, 0), payments]);
    given(...log)
      .when(approve(50, 0), payments)
      .gives();
    given(...log)
      .when(tender(51, 700, [1]), boss)
      .gives({ type: "PaymentRegistered" });
  });

  it("[O592] the same id with other lines is another payment, and is refused; a till that was away may say them again", () => {
    const paid = then(basket, [tender(50, 700, [1]), boss]);
    const taken = { code: "payment-id-taken", payment: id(50) };
    given(...paid)
      .when(tender(50, 700, [2]), boss)
      .refuses(taken);
    given(...paid)
      .when({ type: "RegisterPayment", id: id(50), payment: "TERMINAL", source: "till", amount: 700 }, boss)
      .refuses(taken);
    given(...paid)
      .when(tender(50, 700, [1, 1]), boss)
      .gives();
    const begun = then(basket, [open(50, 700, 1), guest]);
    given(...begun)
      .when(open(50, 700, 2))
      .refuses(taken);
    given(...begun)
      .when(open(50, 700, 1))
      .gives();
    const away = tender(51, 700, [1], { taken: true });
    const twice = then(paid, [away, boss]);
    given(...twice)
      .when(away, boss)
      .gives();
  });

  it("[O620] a payment by name that had lapsed is for its lines after all: a tip that comes later falls on the others", () => {
    const late = then(basket, [open(50, 700, 1), guest], [decline(50), guest], [approve(50, 700), payments]);
    expect(billed(then(late, tip(200)))).toEqual([700, 900]);
    const changed = given(...late).when({ type: "ChangeQuantity", line: id(1), quantity: 2 }, guest);
    changed.refuses({ code: "line-already-paid", line: id(1), payment: id(50) });
  });

  it("[O620] … and what its lines bear less by now goes back, and pays for nobody's else", () => {
    const late = then(basket, tip(200), [open(50, 800, 1), guest], [decline(50), guest], tip(0), [approve(50, 800), payments]);
    expect(late.at(-1)).toMatchObject({ type: "RefundOpened", of: id(50), amount: 100 });
    expect([billed(late), sums(late).remaining]).toEqual([[700, 700], 700]);
  });

  it("[O620] one of all that had lapsed is for every line: what comes later is paid by who comes later", () => {
    const late = then(table, [open(50, 1400), guest], [decline(50), guest], [approve(50, 1400), payments]);
    const more = then(late, [append(asked(3, "cola")), waiter], tip(200));
    expect(billed(more)).toEqual([700, 700, 900]);
  });

  it("[O621] a tender of all that is left is for the line that somebody was paying by name, too", () => {
    const whole: OrderCommand = { type: "RegisterPayment", id: id(51), payment: "TERMINAL", source: "till", amount: 1400 };
    const paid = then(table, [open(50, 700, 1), guest], [whole, boss]);
    const more = then(paid, [append(asked(3, "cola")), waiter], tip(200));
    expect([billed(more), sums(more).remaining]).toEqual([[700, 700, 900], 900]);
    expect(then(more, [tender(52, 900, [3]), boss]).at(-1)).toMatchObject({ type: "PaymentRegistered", amount: 900 });
  });

  it.each([
    [false, 1400, []],
    [true, 700, ["OrderCompleted"]],
  ])("[O622] money while lines are on their way places nothing until they have settled (gone: %s)", (accepted, total, placed) => {
    const leaving: OrderCommand = { type: "ReleaseLines", transfer: id(60), to: id(70), lines: [id(2)], merge: false };
    const away = then(basket, [leaving, guest], [tender(51, 700, [1], { taken: true }), boss]);
    expect(given(...away).order.status).toBe("NEW");
    const settled = then(away, [{ type: "SettleTransfer", transfer: id(60), accepted }, mover]);
    expect(settled.slice(away.length + 1).map(({ type }) => type)).toEqual(placed);
    expect(sums(settled)).toMatchObject({ total, paid: 700 });
  });

  it("[O603] a tip of nothing is not owed, and goes back with the rest when all is void", () => {
    const paid = then(table, tip(200), [tender(51, 1600, [1, 2]), boss]);
    const voided = then(paid, [{ type: "VoidLines", lines: [id(1), id(2)], reason: "dropped" }, boss]);
    expect(sums(voided)).toMatchObject({ total: 0, overpaid: 1600 });
    const unpaid = then(table, tip(200), [{ type: "VoidLines", lines: [id(1), id(2)], reason: "dropped" }, boss]);
    expect(sums(unpaid)).toMatchObject({ total: 0, remaining: 0 });
  });
});

function refundOf(log: OrderEvent[]): string {
  const opened = log.findLast(({ type }) => type === "RefundOpened");
  return opened?.type === "RefundOpened" ? opened.id : "";
}
