import { describe, expect, it } from "vitest";
import { DiscountRule } from "../discount/rule";
import { view } from "./view";
import { asked } from "./given.fixture";
import { bill, discounted, orderOf, sell, split } from "./paid-orders.fixture";
import { totals } from "./totals";

const rule = (over: object) => DiscountRule.parse({ id: "r", name: "R", tag: "PROMO", ...over });

describe("splitting a row", () => {
  it("[XA9] tax on top, rounded by line, 21 %: two at 10.70 cost 25.89, and so do one and one", () => {
    const rounded = { taxation: "exclusive", taxRounding: "line" } as const;
    const log = sell(rounded, asked(1, "wine", { quantity: 2 }));
    expect(view(orderOf(log)).total).toBe("25.89");
    expect(view(orderOf(split(log, 1, 1, 1))).total).toBe("25.89");
    expect(bill(split(log, 1, 1, 1))).toEqual([1295, 1294]);
    const apart = sell(rounded, asked(1, "wine"), asked(2, "wine", { price: 1071 }));
    expect(totals(orderOf(apart)).tax).toMatchObject([{ net: 2141, tax: 225 + 225 }]);
  });

  it("[XA10] ten percent off eight at 15.58: 112.18, and 112.18 of eight rows of one", () => {
    const ten = rule({ kind: "percent", percent: 10 });
    const log = discounted(sell({}, asked(1, "soup", { price: 1558, quantity: 8 })), ten);
    const parts = split(log, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    for (const each of [log, parts, discounted(parts, ten)]) expect(view(orderOf(each)).total).toBe("112.18");
  });

  it("[O480] the parts of a row that bears rules beyond its price cost what it did", () => {
    const free = [rule({ kind: "bulk", every: 3, percent: 100 }), rule({ id: "s", name: "S", kind: "percent", percent: 50 })];
    const log = discounted(sell({}, asked(1, "soup", { price: 600, quantity: 3 })), ...free);
    expect(totals(orderOf(log)).total).toBe(300);
    expect(totals(orderOf(discounted(split(log, 1, 1, 1, 1), ...free))).total).toBe(300);
  });
});
