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

describe("rows of one article", () => {
  const ten = percent();
  it("[D1] are rounded together, each with what it adds, and those of another price or other tags by themselves", () => {
    const row = (id: string, over: object = {}) => line({ id, unitPrice: 1558, ...over });
    expect(amounts([ten], row(first, { quantity: 8 }))).toEqual([[first, 1246]]);
    expect(amounts([ten], row(first), row(second, { quantity: 4 }), row(third, { quantity: 3 }))).toEqual([
      [first, 156],
      [second, 623],
      [third, 467],
    ]);
    const eight = Array.from({ length: 8 }, () => row(first));
    expect(amounts([ten], ...eight).reduce((sum, [, amount]) => sum + Number(amount), 0)).toBe(1246);
    expect(amounts([ten], row(first), row(second, { productId: "pizza" }))).toEqual([
      [first, 156],
      [second, 156],
    ]);
    expect(amounts([ten], line({ unitPrice: 4 }), line({ id: second, unitPrice: 4, tags: ["lunch", "kids"] }))).toEqual([]);
    expect(amounts([ten], line({ unitPrice: 4 }), line({ id: second, unitPrice: 4 }))).toEqual([[second, 1]]);
  });
  it("[D30] together take what one row would, when rules ask for more than a row of them costs", () => {
    const rules = [bulk({ percent: 100 }), percent({ id: "r3", tag: "BULK3", percent: 50 })];
    expect(amounts(rules, cola(first, 3, 600))).toEqual([
      [first, 600],
      [first, 900],
    ]);
    expect(amounts(rules, cola(first, 2, 600), cola(second, 1, 600))).toEqual([
      [first, 900],
      [second, 600],
    ]);
  });
});

const paid = (of: BasketLine, amount: number, over: object = {}): BasketLine => ({
  ...of,
  alreadyGiven: amount > 0 ? [{ line: of.id, layer: "rules", name: "Third", type: "BULK", amount, ...over }] : [],
});
describe("lines that are paid for", () => {
  const [a, b] = [cola(first, 1, 600), cola(second, 2, 600)];

  it("[D32] keep their discounts, and the others get what the rules give beyond them, wherever they stand", () => {
    expect(amounts([bulk()], paid(a, 0), b)).toEqual([[second, 300]]);
    expect(amounts([bulk()], b, paid(a, 0))).toEqual([[second, 300]]);
    expect(amounts([bulk()], b, paid(a, 300))).toEqual([[first, 300]]);
    expect(amounts([bulk()], paid(a, 300))).toEqual([[first, 300]]);
    expect(amounts([], paid(a, 300), b)).toEqual([[first, 300]]);
    expect(amounts([bulk({ every: 2, percent: 100 })], paid(cola(first, 7, 600), 0), b)).toEqual([[second, 1200]]);
  });
  it("[D33] units are counted over all prices of a product, and what was given at one is not given again at another", () => {
    const dear = cola(third, 1, 1000);
    expect(amounts([bulk()], b, paid(dear, 0))).toEqual([[second, 500]]);
    expect(amounts([bulk()], cola(first, 1, 600), b, paid(dear, 500))).toEqual([[third, 500]]);
    expect(amounts([bulk()], cola(first, 4, 600), b, paid(dear, 500))).toEqual([
      [first, 100],
      [third, 500],
    ]);
  });
  it("[D33] a percentage is of all rows of an article, less what those that are paid for have had", () => {
    const rule = percent({ tag: "BULK3", name: "Third" });
    expect(amounts([rule], paid(a, 60), b)).toEqual([
      [first, 60],
      [second, 120],
    ]);
    expect(amounts([rule], paid(a, 0), b)).toEqual([[second, 180]]);
    expect(amounts([rule], paid(a, 0), cola(second, 1, 700))).toEqual([[second, 70]]);
    expect(amounts([percent({ tag: "BULK3", percent: 100 })], paid(a, 0), cola(second, 1, 600))).toEqual([[second, 600]]);
  });
  it("[D32] what another layer gave them is that layer's business", () => {
    expect(amounts([bulk()], paid(a, 300, { layer: "hook" }), b)).toEqual([[second, 300]]);
  });
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
