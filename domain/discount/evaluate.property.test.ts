import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate, type BasketLine } from "./evaluate";
import type { OrderDiscount } from "./line-discount";
import { DiscountRule } from "./rule";

const tag = fc.constantFrom("lunch", "BULK3", "kids");
const percent = fc.integer({ min: 1, max: 10_000 }).map((hundredths) => hundredths / 100);
const anyRule = fc.oneof(
  fc.record({ kind: fc.constant("percent"), name: fc.constantFrom("A", "B"), tag, percent }),
  fc.record({ kind: fc.constant("bulk"), name: fc.constantFrom("A", "B"), tag, percent, every: fc.integer({ min: 2, max: 5 }) }),
);
const anyRules = fc.array(anyRule, { maxLength: 5 }).map((rules) => rules.map((rule, n) => DiscountRule.parse({ id: `r${n}`, ...rule })));

const lineOf = (quantity: fc.Arbitrary<number>, unitPrice: fc.Arbitrary<number>): fc.Arbitrary<BasketLine> =>
  fc
    .record({ id: fc.uuid(), productId: fc.constantFrom("burger", "cola", "pizza"), tags: fc.uniqueArray(tag), quantity, unitPrice })
    .map((line) => ({ ...line, total: line.quantity * line.unitPrice }));
const anyLine = lineOf(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: -500, max: 10_000_000 }));
const anyLines = fc.uniqueArray(anyLine, { maxLength: 8, selector: ({ id }) => id });
/** Few prices, so that rows meet rows of their own kind. */
const smallLine = lineOf(fc.integer({ min: 1, max: 6 }), fc.constantFrom(-3, 1, 2, 7, 599));
const smallLines = fc.uniqueArray(smallLine, { maxLength: 8, selector: ({ id }) => id });
const uniformLines = smallLines.map((lines) =>
  lines.map((line) => of({ ...line, unitPrice: line.productId.length, tags: ["BULK3", "kids"] })),
);

const of = ({ quantity, unitPrice, ...line }: BasketLine): BasketLine => ({ ...line, quantity, unitPrice, total: quantity * unitPrice });
/** Every row as rows of one unit, standing where it stood. */
const singly = (lines: readonly BasketLine[]) =>
  lines.flatMap((line) => Array.from({ length: line.quantity }, (_, n) => of({ ...line, id: `${line.id}/${n}`, quantity: 1 })));
const joined = (lines: readonly BasketLine[]) =>
  [...Map.groupBy(lines, ({ productId }) => productId).values()].flatMap(([first, ...others]) =>
    first ? [of({ ...first, quantity: others.reduce((sum, { quantity }) => sum + quantity, first.quantity) })] : [],
  );

const sumOf = (discounts: readonly OrderDiscount[]) => discounts.reduce((sum, { amount }) => sum + amount, 0);
const ofLine = (discounts: readonly OrderDiscount[], id: string) => discounts.filter(({ line }) => line === id);
/** What is taken off by name and by product at a price. */
function byArticle(discounts: readonly OrderDiscount[], lines: readonly BasketLine[]) {
  const sums = new Map<string, number>();
  for (const { line: id, name, amount } of discounts) {
    const line = lines.find((each) => each.id === id);
    const key = [name, line?.productId, line?.unitPrice, line?.tags.toSorted()].join("|");
    sums.set(key, (sums.get(key) ?? 0) + amount);
  }
  return Object.fromEntries(sums);
}
function unpaid(line: BasketLine): BasketLine {
  const { alreadyGiven: _, ...rest } = line;
  return rest;
}
/** `paid`: by line, whether it is paid for. */
const withSome = fc.record({ rules: anyRules, lines: smallLines, paid: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }) });
const paidWith = (lines: readonly BasketLine[], discounts: readonly OrderDiscount[], paid: readonly boolean[]): BasketLine[] =>
  lines.map((line, index) => (paid[index] ? { ...line, alreadyGiven: ofLine(discounts, line.id) } : line));

describe("laws", () => {
  it("[D11] no line is discounted by more than it costs, every amount is a positive whole number, and name is unique per line", () => {
    fc.assert(
      fc.property(anyRules, fc.oneof(anyLines, smallLines), (rules, lines) => {
        const discounts = evaluate(rules, { lines });
        for (const { amount } of discounts) expect(Number.isSafeInteger(amount) && amount > 0).toBe(true);
        for (const line of lines) {
          const its = ofLine(discounts, line.id);
          expect(sumOf(its)).toBeLessThanOrEqual(Math.max(0, line.total));
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
      fc.property(anyRules, fc.oneof(anyLines, smallLines), fc.oneof(anyLine, smallLine), (rules, lines, last) => {
        const before = evaluate(rules, { lines });
        const after = evaluate(rules, { lines: [...lines, { ...last, id: "ffffffff-ffff-4fff-8fff-ffffffffffff" }] });
        for (const { id } of lines) expect(sumOf(ofLine(after, id))).toBeGreaterThanOrEqual(sumOf(ofLine(before, id)));
      }),
    );
  });

  it("[D15] one line of many units gets the bulk discount of as many lines of one unit", () => {
    const price = fc.integer({ min: 1, max: 5_000 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), price, fc.integer({ min: 2, max: 5 }), percent, (quantity, unitPrice, every, share) => {
        const rule = DiscountRule.parse({ kind: "bulk", id: "r", name: "Bulk", tag: "BULK3", every, percent: share });
        const unit = { productId: "cola", tags: ["BULK3"], quantity: 1, unitPrice, total: unitPrice };
        const sum = (lines: BasketLine[]) => sumOf(evaluate([rule], { lines }));
        const together = sum([{ ...unit, id: "one", quantity, total: quantity * unitPrice }]);
        expect(sum(Array.from({ length: quantity }, (_, n) => ({ ...unit, id: `u${n}` })))).toBe(together);
      }),
    );
  });

  it("[D30] splitting a row changes no sum of discounts, of no rule and of no product, whatever other rules there are", () => {
    fc.assert(
      fc.property(anyRules, smallLines, (rules, lines) => {
        const parts = singly(lines);
        expect(byArticle(evaluate(rules, { lines: parts }), parts)).toEqual(byArticle(evaluate(rules, { lines }), lines));
      }),
      { numRuns: 300 },
    );
  });

  it("[D30] joining rows changes none, wherever they stand", () => {
    fc.assert(
      fc.property(anyRules, uniformLines, (rules, lines) => {
        const rows = joined(lines);
        expect(byArticle(evaluate(rules, { lines: rows }), rows)).toEqual(byArticle(evaluate(rules, { lines }), lines));
        const turned = lines.toReversed();
        expect(byArticle(evaluate(rules, { lines: turned }), turned)).toEqual(byArticle(evaluate(rules, { lines }), lines));
      }),
      { numRuns: 300 },
    );
  });

  it("[D31] that lines are paid for changes no sum", () => {
    fc.assert(
      fc.property(withSome, ({ rules, lines, paid }) => {
        const before = evaluate(rules, { lines });
        const after = evaluate(rules, { lines: paidWith(lines, before, paid) });
        expect(byArticle(after, lines)).toEqual(byArticle(before, lines));
      }),
      { numRuns: 300 },
    );
  });

  it("[D31] and none of what any line has, if every rule has a name of its own", () => {
    fc.assert(
      fc.property(withSome, ({ rules: some, lines, paid }) => {
        const rules = some.map((rule) => ({ ...rule, name: rule.id }));
        const before = evaluate(rules, { lines });
        expect(evaluate(rules, { lines: paidWith(lines, before, paid) })).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  it("[D32] whatever changes after, a line that is paid for keeps its discounts, and no other goes below zero", () => {
    fc.assert(
      fc.property(withSome, anyRules, smallLine, fc.integer({ min: 1, max: 9 }), ({ rules, lines, paid }, later, more, quantity) => {
        const before = evaluate(rules, { lines });
        const changed = [more, ...paidWith(lines, before, paid).map((line) => (line.alreadyGiven ? line : of({ ...line, quantity })))];
        const after = evaluate(later, { lines: changed });
        for (const line of changed) {
          if (line.alreadyGiven) expect(ofLine(after, line.id)).toEqual(line.alreadyGiven);
          else expect(sumOf(ofLine(after, line.id))).toBeLessThanOrEqual(Math.max(0, line.total));
        }
      }),
    );
  });

  it("[D33] the rules give together what they would if nobody had paid, or what those who have paid had of them, if that is more", () => {
    const rule = fc.constantFrom(
      DiscountRule.parse({ kind: "percent", id: "p", name: "P", tag: "kids", percent: 12.5 }),
      DiscountRule.parse({ kind: "bulk", id: "b", name: "B", tag: "kids", every: 3, percent: 50 }),
    );
    const some = fc.array(fc.boolean(), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(rule, uniformLines, some, fc.integer({ min: 1, max: 9 }), (one, lines, paid, quantity) => {
        const before = evaluate([one], { lines });
        const changed = paidWith(lines, before, paid).map((line) => (line.alreadyGiven ? line : of({ ...line, quantity })));
        for (const rows of Map.groupBy(changed, ({ productId }) => productId).values()) {
          const free = sumOf(evaluate([one], { lines: rows.map(unpaid) }));
          const had = rows.reduce((sum, { alreadyGiven = [] }) => sum + sumOf(alreadyGiven), 0);
          const most = had + rows.reduce((sum, { alreadyGiven, total }) => sum + (alreadyGiven ? 0 : total), 0);
          expect(sumOf(evaluate([one], { lines: rows }))).toBe(Math.min(most, Math.max(free, had)));
        }
      }),
      { numRuns: 300 },
    );
  });
});
