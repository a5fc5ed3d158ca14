import { describe, expect, it } from "vitest";
import { DiscountRule } from "../discount/rule";
import { basketOf } from "./discount-basket";
import type { OrderEvent } from "./events";
import { asked, given, id, pay, till } from "./given.fixture";
import { bill, discounted, orderOf, paid, quantity, sell } from "./paid-orders.fixture";

const third = DiscountRule.parse({ kind: "bulk", id: "r", name: "Third", tag: "PROMO" });
const cookie = (n: number) => asked(n, "soup", { price: 600 });
const byName = (n: number, amount: number) => ({ ...pay(90 + n, amount, "TERMINAL"), lines: [id(n)] });
const afterPaying = (log: OrderEvent[], n: number, amount: number) => [
  ...log,
  ...given(...log)
    .when(byName(n, amount), till)
    .events(),
];

describe("a basket that is paid for in part", () => {
  it("[D35] its lines come with the discounts that they were paid with, and only they", () => {
    const log = paid(discounted(sell({}, asked(1, "soup", { price: 600, quantity: 3 }), cookie(2)), third), 1);
    const { lines } = basketOf(orderOf(log)) ?? {};
    expect(lines?.map(({ alreadyGiven }) => alreadyGiven)).toEqual([
      [{ line: id(1), layer: "rules", name: "Third", type: "BULK", amount: 300 }],
      undefined,
    ]);
    expect(basketOf(orderOf(paid(log, 2)))?.lines[1]).toMatchObject({ alreadyGiven: [] });
  });

  it.each([
    [
      [1, 2],
      [600, 900],
    ],
    [
      [2, 1],
      [900, 600],
    ],
  ])(
    "[XA5] two cookies, one is paid for by name, the other doubled: 6.00 and 9.00, and 9.00 pay for it; they stand as %j",
    (order, costs) => {
      const log = discounted(sell({}, ...order.map(cookie)), third);
      const doubled = discounted(quantity(afterPaying(log, 1, 600), 2, 2), third);
      expect(bill(doubled)).toEqual(costs);
      given(...doubled)
        .when(byName(2, 900), till)
        .gives({ type: "PaymentRegistered", amount: 900 }, { type: "OrderCompleted" });
    },
  );
});
