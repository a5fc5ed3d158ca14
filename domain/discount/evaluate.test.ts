import { describe, expect, it } from "vitest";
import { evaluate, type BasketLine } from "./evaluate";
import { DiscountRule, tagsOfInterest } from "./rule";

const first = "00000000-0000-4000-8000-000000000001";
const second = "00000000-0000-4000-8000-000000000002";
const third = "00000000-0000-4000-8000-000000000003";

const line = (over: Partial<BasketLine>): BasketLine => {
  const { quantity = 1, unitPrice = 1000, ...rest } = over;
  return { id: first, productId: "burger", tags: ["lunch"], quantity, unitPrice, total: quantity * unitPrice, ...rest };
};
const cola = (id: string, quantity: number, unitPrice = 601) => line({ id, productId: "cola", tags: ["BULK3"], quantity, unitPrice });
const percent = (over: object = {}) => DiscountRule.parse({ kind: "percent", id: "r1", name: "Lunch", tag: "lunch", percent: 10, ...over });
const bulk = (over: object = {}) => DiscountRule.parse({ kind: "bulk", id: "r2", name: "Third", tag: "BULK3", ...over });
const amounts = (rules: DiscountRule[], ...lines: BasketLine[]) => evaluate(rules, { lines }).map(({ line: id, amount }) => [id, amount]);

describe("percent", () => {
  it("[D1] a percent rule takes its share off every line whose product has the tag, rounded half up", () =>
    expect(evaluate([percent()], { lines: [line({ unitPrice: 1345 }), line({ id: second, tags: ["dinner"] })] })).toEqual([
      { line: first, layer: "rules", name: "Lunch", type: "PERCENT", amount: 135 },
    ]));
  it("[D2] a line that costs nothing gets no discount", () => expect(amounts([percent()], line({ unitPrice: 0 }))).toEqual([]));
});

describe("bulk", () => {
  it("[D3] by default every third unit is at half price", () =>
    expect(evaluate([bulk()], { lines: [cola(first, 7)] })).toEqual([
      { line: first, layer: "rules", name: "Third", type: "BULK", amount: 602 },
    ]));
  it("[D4] units are counted over all lines of the product, in basket order", () =>
    expect(amounts([bulk()], cola(first, 2), cola(second, 1, 1000), cola(third, 3))).toEqual([
      [second, 500],
      [third, 301],
    ]));
  it("[D5] different products are counted apart", () =>
    expect(amounts([bulk()], cola(first, 2), line({ id: second, productId: "beer", tags: ["BULK3"] }))).toEqual([]));
  it("[D6] the rule says how many and how much", () =>
    expect(amounts([bulk({ every: 2, percent: 100 })], cola(first, 5))).toEqual([[first, 1202]]));
});

describe("several rules", () => {
  it("[D7] together they take no more than the line costs", () =>
    expect(amounts([percent({ percent: 70 }), percent({ id: "r3", name: "Happy", percent: 70 })], line({}))).toEqual([
      [first, 700],
      [first, 300],
    ]));
  it("[D8] two rules of the same name are one discount", () =>
    expect(amounts([percent(), percent({ id: "r3" })], line({}))).toEqual([[first, 200]]));
});

describe("rule documents", () => {
  it("[D9] a rule that makes no sense is not a rule", () => {
    const nonsense = [{ percent: 0 }, { percent: 101 }, { percent: 10.001 }, { tag: "" }, { layer: "coupons" }, { amount: 5 }];
    expect(
      nonsense.filter((over) => DiscountRule.safeParse({ kind: "percent", id: "r", name: "n", tag: "t", percent: 10, ...over }).success),
    ).toEqual([]);
    expect(DiscountRule.safeParse({ kind: "percent", id: "r", name: "n", tag: "t", percent: 12.35 }).success).toBe(true);
  });
  it("[D10] the tags of interest are named once each", () =>
    expect(tagsOfInterest([percent(), bulk(), percent({ id: "r3" })])).toEqual(["BULK3", "lunch"]));
});
