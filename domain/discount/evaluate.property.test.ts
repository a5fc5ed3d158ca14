import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate, type BasketLine } from "./evaluate";
import { DiscountRule } from "./rule";

const tag = fc.constantFrom("lunch", "BULK3", "kids");
const percent = fc.integer({ min: 1, max: 10_000 }).map((hundredths) => hundredths / 100);
const anyRule = fc.oneof(
  fc.record({ kind: fc.constant("percent"), name: fc.constantFrom("A", "B"), tag, percent }),
  fc.record({ kind: fc.constant("bulk"), name: fc.constantFrom("A", "B"), tag, percent, every: fc.integer({ min: 2, max: 5 }) }),
);
const anyRules = fc.array(anyRule, { maxLength: 5 }).map((rules) => rules.map((rule, n) => DiscountRule.parse({ id: `r${n}`, ...rule })));

const anyLine: fc.Arbitrary<BasketLine> = fc
  .record({
    id: fc.uuid(),
    productId: fc.constantFrom("burger", "cola", "pizza"),
    tags: fc.uniqueArray(tag),
    quantity: fc.integer({ min: 1, max: 100_000 }),
    unitPrice: fc.integer({ min: -500, max: 10_000_000 }),
  })
  .map((line) => ({ ...line, total: line.quantity * line.unitPrice }));
const anyLines = fc.uniqueArray(anyLine, { maxLength: 8, selector: ({ id }) => id });

describe("laws", () => {
  it("[D11] no line is discounted by more than it costs, every amount is a positive whole number, and name is unique per line", () => {
    fc.assert(
      fc.property(anyRules, anyLines, (rules, lines) => {
        const discounts = evaluate(rules, { lines });
        for (const { amount } of discounts) expect(Number.isSafeInteger(amount) && amount > 0).toBe(true);
        for (const line of lines) {
          const its = discounts.filter(({ line: id }) => id === line.id);
          expect(its.reduce((sum, { amount }) => sum + amount, 0)).toBeLessThanOrEqual(Math.max(0, line.total));
          expect(new Set(its.map(({ name }) => name)).size).toBe(its.length);
        }
      }),
    );
  });

  it("[D12] the order in which rules are read does not matter", () => {
    fc.assert(
      fc.property(anyRules, anyLines, (rules, lines) => {
        expect(evaluate(rules.toReversed(), { lines })).toEqual(evaluate(rules, { lines }));
      }),
    );
  });

  it("[D13] lines without a tag of interest change nothing for the others", () => {
    fc.assert(
      fc.property(anyRules, anyLines, anyLines, (rules, lines, others) => {
        const plain = others.map((line) => ({ ...line, tags: [] }));
        expect(evaluate(rules, { lines: [...plain, ...lines] })).toEqual(evaluate(rules, { lines }));
      }),
    );
  });

  it("[D14] a later line never takes a discount away from an earlier one", () => {
    fc.assert(
      fc.property(anyRules, anyLines, anyLine, (rules, lines, last) => {
        const before = evaluate(rules, { lines });
        const after = evaluate(rules, { lines: [...lines, { ...last, id: "ffffffff-ffff-4fff-8fff-ffffffffffff" }] });
        expect(after.slice(0, before.length)).toEqual(before);
      }),
    );
  });

  it("[D15] one line of many units gets the bulk discount of as many lines of one unit", () => {
    const price = fc.integer({ min: 1, max: 5_000 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), price, fc.integer({ min: 2, max: 5 }), percent, (quantity, unitPrice, every, share) => {
        const rule = DiscountRule.parse({ kind: "bulk", id: "r", name: "Bulk", tag: "BULK3", every, percent: share });
        const unit = { productId: "cola", tags: ["BULK3"], quantity: 1, unitPrice, total: unitPrice };
        const sum = (lines: BasketLine[]) => evaluate([rule], { lines }).reduce((total, { amount }) => total + amount, 0);
        const together = sum([{ ...unit, id: "one", quantity, total: quantity * unitPrice }]);
        expect(sum(Array.from({ length: quantity }, (_, n) => ({ ...unit, id: `u${n}` })))).toBe(together);
      }),
    );
  });
});
