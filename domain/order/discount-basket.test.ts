import { describe, expect, it } from "vitest";
import { basketOf } from "./discount-basket";
import type { OrderEvent } from "./events";
import { fiscalData } from "./fiscal-data";
import {
  append,
  asked,
  boss,
  creating,
  discounter,
  given,
  guest,
  history,
  id,
  kitchen,
  pay,
  tab,
  till,
  under,
  waiter,
} from "./given.fixture";

const stateOf = (log: OrderEvent[]) => given(...log).order;
const discounts = [{ line: id(1), layer: "loyalty", name: "Ten off", type: "PERCENT", amount: 250 }];

describe("what discounts are computed from", () => {
  it("[O154] is the basket with its revision, coupons and the lines that somebody pays for, before discounts", () => {
    const log = history(
      [creating, guest],
      [append(asked(1, "soup", { quantity: 2 }), asked(2, "cola")), guest],
      [{ type: "AddCoupon", id: id(80), coupon: "W5" }, guest],
      [{ type: "ApplyDiscounts", revision: 3, layer: "loyalty", discounts }, discounter],
    );
    expect(basketOf(stateOf(log))).toEqual({
      seq: 4,
      revision: 3,
      pending: false,
      coupons: ["W5"],
      paid: [],
      lines: [
        { id: id(1), productId: "soup", tags: ["PROMO"], quantity: 2, unitPrice: 1250, total: 2500 },
        { id: id(2), productId: "cola", tags: [], quantity: 1, unitPrice: 700, total: 700 },
      ],
    });
  });
  it("[O155] there is none of what is placed or has ended, but of a table until it ends", () => {
    const paid = history([creating, guest], [append(asked(1, "soup")), guest], [pay(90, 1250), till]);
    expect(basketOf(stateOf(paid))).toBeNull();
    expect(basketOf(stateOf(history([creating, guest], [{ type: "AbandonOrder" }, guest])))).toBeNull();
    const table = history(
      [tab, waiter],
      [append(asked(1, "soup"), asked(2, "cola")), waiter],
      [{ type: "FireLines" }, waiter],
      [{ type: "VoidLines", lines: [id(2)] }, kitchen],
    );
    expect(basketOf(stateOf(table))?.lines.map((line) => line.id)).toEqual([id(1)]);
    expect(
      basketOf(
        stateOf([
          ...table,
          ...given(...table)
            .when({ type: "CancelOrder" }, boss)
            .events(),
        ]),
      ),
    ).toBeNull();
  });
});

describe("what a till prints", () => {
  it("[O156] is every line that is paid for, every fee that is owed, the deposits and the payments by type, without the tip", () => {
    const fees = [
      { id: "s", kind: "SERVICE" as const, name: "Service", charge: { per: "ORDER" as const, amount: 500 }, vat: "23" },
      { id: "p", kind: "PACKAGING" as const, name: "Bags", charge: { per: "ORDER" as const, amount: 100 }, vat: "8" },
      { id: "z", kind: "DELIVERY" as const, name: "Nothing", charge: { per: "ORDER" as const, amount: 0 }, vat: "8" },
    ];
    const log = history(
      [under({ fees }), guest],
      [append(asked(1, "soup", { quantity: 2 }), asked(2, "beer"), asked(3, "cola")), guest],
      [{ type: "ApplyDiscounts", revision: 2, layer: "loyalty", discounts }, discounter],
      [{ type: "SetTip", amount: 111 }, guest],
      [{ type: "WaiveFee", fee: "p", reason: "own bag" }, boss],
      [pay(90, 1000), till],
      [pay(91, 3611, "TERMINAL"), till],
      [{ type: "VoidLines", lines: [id(3)] }, kitchen],
    );
    expect(fiscalData(stateOf(log), "2026-11-24T12:00:00Z")).toEqual({
      amount: "38.00",
      entries: [
        { item: "soup", qty: "2", price: "12.50", discount: "2.50", total: "22.50", vat: "8" },
        { item: "beer", qty: "1", price: "10.00", total: "10.00", vat: "23" },
        { item: "Service", qty: "1", price: "5.00", total: "5.00", vat: "23" },
      ],
      payments: { CASH: "10.00", TERMINAL: "36.11" },
      timestamp: "2026-11-24T12:00:00Z",
      drsSummary: [{ deposit: "0.50", count: 1 }],
    });
    const plain = fiscalData(stateOf(history([creating, guest], [append(asked(1, "soup")), guest])), "t");
    expect(plain).toEqual({
      amount: "12.50",
      entries: [{ item: "soup", qty: "1", price: "12.50", total: "12.50", vat: "8" }],
      payments: {},
      timestamp: "t",
    });
  });
});
