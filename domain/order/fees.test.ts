import { describe, expect, it } from "vitest";
import type { OrderDiscount } from "../discount/line-discount";
import type { OrderEvent } from "./events";
import { append, asked, at, boss, creating, given, guest, history, id, kitchen, tab, till, under, pay, waiter } from "./given.fixture";
import { type FeeRule, orderSettingsOf, DEFAULT_SETTINGS } from "./order-settings";
import type { OrderCommand } from "./commands";
import { sharesByLine } from "./line-shares";
import { totals } from "./totals";
import { view } from "./view";

const stamp = { v: 1, at, by: "kit", cid: "c" } as const;

const fee = (charge: FeeRule["charge"], more: Partial<FeeRule> = {}): FeeRule => ({
  id: "f",
  kind: "SERVICE",
  name: "Fee",
  vat: "23",
  charge,
  ...more,
});
const orderUnder = (fees: FeeRule[], ...lines: Parameters<typeof append>) =>
  given(...history([under({ fees }), boss], [append(...lines), boss])).order;
const charged = (rule: FeeRule, ...lines: Parameters<typeof append>) =>
  totals(orderUnder([rule], ...lines)).fees.map(({ amount }) => amount);

describe("fees", () => {
  it("[O110] a fee is a share of the discounted lines, an amount per order or per unit sold", () => {
    expect(charged(fee({ per: "PERCENT", percent: 10 }), asked(1, "soup"), asked(2, "cola"))).toEqual([195]);
    expect(charged(fee({ per: "PERCENT", percent: 12.5 }), asked(1, "soup", { price: 4 }))).toEqual([1]); // 0.5 goes up
    expect(charged(fee({ per: "PERCENT", percent: 12.5 }), asked(1, "soup", { price: 3 }))).toEqual([0]);
    expect(charged(fee({ per: "ORDER", amount: 500 }), asked(1, "soup"), asked(2, "cola"))).toEqual([500]);
    expect(charged(fee({ per: "UNIT", amount: 50 }), asked(1, "soup", { quantity: 3 }), asked(2, "cola"))).toEqual([200]);
  });
  it("[O111] it holds on its channels, below the sum that makes it free, and on orders with something in them", () => {
    const flat = { per: "ORDER", amount: 500 } as const;
    expect(charged(fee(flat, { channels: ["DELIVERY"] }), asked(1, "soup"))).toEqual([]);
    expect(charged(fee(flat, { channels: ["DINE_IN"] }), asked(1, "soup"))).toEqual([500]);
    expect(charged(fee(flat, { freeFrom: 1250 }), asked(1, "soup"))).toEqual([]);
    expect(charged(fee(flat, { freeFrom: 1251 }), asked(1, "soup"))).toEqual([500]);
    const empty = given(...history([under({ fees: [fee(flat)] }), guest])).order;
    expect(totals(empty).total).toBe(0);
  });
  it("[O602] a fee that was asked stays asked: what is void keeps the discounts it had", () => {
    const rules = { ...under({ fees: [fee({ per: "ORDER", amount: 1000 }, { freeFrom: 1100 })] }), orderType: "DINE_IN_OPEN" as const };
    const table = history([rules, guest], [append(asked(1, "cola"), asked(2, "cola")), guest], [{ type: "FireLines" }, kitchen]);
    const applied = (discounts: OrderDiscount[]): OrderEvent => ({ ...stamp, type: "DiscountsApplied", layer: "rules", discounts });
    const half = [...table, applied([{ line: id(1), layer: "rules", name: "Half", type: "PERCENT", amount: 350 }])];
    expect(totals(given(...half).order)).toMatchObject({ total: 2050 });
    const voided: OrderEvent = { ...stamp, type: "LinesVoided", lines: [id(1)], reason: "burnt" };
    expect(totals(given(...half, voided, applied([])).order)).toMatchObject({ total: 1700 });
  });
  it("[O602] what the house makes void brings back no fee that was free, nor a debt with it", () => {
    const rules = under({ fees: [fee({ per: "ORDER", amount: 1000 }, { freeFrom: 1400 })] });
    const paidFor = history(
      [rules, guest],
      [append(asked(1, "cola"), asked(2, "cola")), guest],
      [pay(90, 1400, "TERMINAL"), till],
      [{ type: "VoidLines", lines: [id(1)] }, kitchen],
    );
    expect(view(given(...paidFor).order)).toMatchObject({ total: "7.00", fees: [], remaining: "0.00", overpaid: "7.00" });
    const table = history(
      [{ ...rules, orderType: "DINE_IN_OPEN" }, guest],
      [append(asked(1, "cola"), asked(2, "cola")), guest],
      [{ type: "FireLines" }, kitchen],
      [{ type: "WasteLines", lines: [id(1)], reason: "burnt" }, kitchen],
    );
    expect(totals(given(...table).order)).toMatchObject({ total: 700, fees: [] });
    // What a guest takes out of his basket was not ordered.
    const basket = history(
      [rules, guest],
      [append(asked(1, "cola"), asked(2, "cola")), guest],
      [{ type: "RemoveLines", lines: [id(1)] }, guest],
    );
    expect(totals(given(...basket).order).total).toBe(1700);
  });
  it("[O112] a fee that staff have waived is not owed, and only a fee of the chain can be waived", () => {
    const log = history([under({ fees: [fee({ per: "ORDER", amount: 500 })] }), guest], [append(asked(1, "soup")), guest]);
    given(...log)
      .when({ type: "WaiveFee", fee: "x", reason: "r" }, boss)
      .refuses({ code: "fee-not-found", fee: "x", known: ["f"] });
    given(...log)
      .when({ type: "WaiveFee", fee: "f", reason: "r" })
      .refuses({ code: "forbidden", needs: ["ROLE_MANAGER"] });
    const waived = given(...log).when({ type: "WaiveFee", fee: "f", reason: "late" }, boss);
    expect(view(waived.leaves())).toMatchObject({ total: "12.50", fees: [], logs: [{ message: "waived the fee f: late" }] });
    given(...log, ...waived.events())
      .when({ type: "WaiveFee", fee: "f", reason: "again" }, boss)
      .gives();
    expect(view(orderUnder([fee({ per: "ORDER", amount: 500 })], asked(1, "soup"))).fees).toEqual([
      { id: "f", kind: "SERVICE", name: "Fee", vat: "23", amount: "5.00" },
    ]);
  });
  it("[O113] fees bear their tax; deposits, tips and rounding bear none; all of it together is the total", () => {
    const log = history(
      [under({ fees: [fee({ per: "ORDER", amount: 123 })], cashRounding: 5 }), guest],
      [append(asked(1, "beer", { quantity: 2 }), asked(2, "soup")), guest],
      [{ type: "SetTip", amount: 77 }, guest],
    );
    const before = given(...log).order;
    expect(totals(before)).toMatchObject({
      gross: 3250,
      deposit: 100,
      deposits: [{ deposit: 50, count: 2 }],
      tip: 77,
      total: 3250 + 123 + 100 + 77,
      tax: [
        { rate: "23", gross: 2123, tax: 397, net: 1726 },
        { rate: "8", gross: 1250, tax: 93, net: 1157 },
      ],
    });
    const paid = given(...log)
      .when(pay(90, 4000), till)
      .leaves();
    expect(totals(paid)).toMatchObject({ rounding: 0, total: 3550, remaining: 0, overpaid: 0 });
    expect(view(paid)).toMatchObject({
      drsSummary: [{ deposit: "0.50", count: 2, confirmed: true }],
      buckets: [{ lines: [{ drsSummary: [{ deposit: "0.50", count: 2 }] }, {}] }],
    });
  });
  it("[O114] a void bottle costs no deposit", () => {
    const log = history([creating, guest], [append(asked(1, "beer"), asked(2, "soup")), guest], [pay(90, 2300), till]);
    expect(
      totals(
        given(...log)
          .when({ type: "VoidLines", lines: [id(1)] }, boss)
          .leaves(),
      ),
    ).toMatchObject({ deposit: 0, deposits: [], total: 1250, overpaid: 1050 });
  });
  it("[O115] who pays for his own by name holds up no tip: it falls on the others", () => {
    const table = history([tab, waiter], [append(asked(1, "soup"), asked(2, "cola")), waiter], [{ type: "FireLines" }, waiter]);
    const own: OrderCommand = { type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "s", lines: [id(1)], amount: 1250 };
    const paying = [
      ...table,
      ...given(...table)
        .when(own, boss)
        .events(),
    ];
    const tipped = given(...paying).when({ type: "SetTip", amount: 500 }, boss);
    tipped.gives({ type: "TipSet", amount: 500 });
    expect([...sharesByLine(tipped.leaves()).values()]).toEqual([1250, 1200]);
  });
  it("[O115] tips and fees stand still while somebody pays; the tip that is there is no change", () => {
    const paying = history(
      [under({ fees: [fee({ per: "ORDER", amount: 0 })] }), guest],
      [append(asked(1, "soup")), guest],
      [{ type: "SetTip", amount: 5 }, guest],
      [{ type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "s", amount: 1 }, guest],
    );
    given(...paying)
      .when({ type: "SetTip", amount: 6 })
      .refuses({ code: "order-being-paid", payment: id(50) });
    given(...paying)
      .when({ type: "WaiveFee", fee: "f", reason: "r" }, boss)
      .refuses({ code: "order-being-paid", payment: id(50) });
    given(...paying.slice(0, 3))
      .when({ type: "SetTip", amount: 5 })
      .gives();
    given(...paying.slice(0, 3))
      .when({ type: "SetTip", amount: 0 })
      .gives({ type: "TipSet", amount: 0 });
  });
});

describe("the chain's rules", () => {
  it("[O116] are read out of its properties; what is not said, or makes no sense, is as usual", () => {
    expect(orderSettingsOf({}, 2)).toEqual(DEFAULT_SETTINGS);
    const fees = JSON.stringify([fee({ per: "ORDER", amount: 500 })]);
    const said = {
      cashRounding: "0.05",
      dueSameDay: "true",
      dueMinMinutes: "20",
      dueMaxMinutes: "600",
      offlinePricing: "till",
      queuePosManual: "false",
      fees,
      shrinkAfterDays: "30",
      abandonAfterMinutes: "60",
      closeAfterMinutes: "30",
      escalateAfterMinutes: "3",
      offlineMinutes: "90",
    };
    expect(orderSettingsOf(said, 2)).toEqual({
      abandonAfterMinutes: 60,
      closeAfterMinutes: 30,
      escalateAfterMinutes: 3,
      dueMinMinutes: 20,
      dueMaxMinutes: 600,
      dueSameDay: true,
      cashRounding: 5,
      fees: [fee({ per: "ORDER", amount: 500 })],
      offlinePricing: "till",
      offlineMinutes: 90,
      shrinkAfterDays: 30,
      manualQueue: false,
    });
    const junk = {
      cashRounding: "0.001",
      dueSameDay: "perhaps",
      dueMinMinutes: "-1",
      fees: "[{}]",
      offlinePricing: "later",
      shrinkAfterDays: "0",
      abandonAfterMinutes: "{",
    };
    expect(orderSettingsOf(junk, 2)).toEqual(DEFAULT_SETTINGS);
  });
  it("[O117] belong to the order from its creation on", () => {
    const [created] = history([under({ cashRounding: 5 }), guest]);
    expect(created).toMatchObject({ v: 2, type: "OrderCreated", house: { cashRounding: 5 } });
    expect(history([creating, guest])[0]).toMatchObject({ house: DEFAULT_SETTINGS });
  });
});
