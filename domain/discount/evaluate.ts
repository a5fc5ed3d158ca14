// From rules and a basket to discounts. Pure and deterministic: the same basket gets the same answer wherever and however often it is asked.
import type { OrderDiscount } from "./line-discount";
import type { Minor } from "../pricing/money";
import type { DiscountRule } from "./rule";

/** A line that is to be sold (void ones are not here). `unitPrice`: one unit with its options; `total`: what the line costs. Minor units. */
export type BasketLine = { id: string; productId: string; tags: string[]; quantity: number; unitPrice: Minor; total: Minor };
/** `coupons`: codes; none unless told. */
export type Basket = { lines: BasketLine[]; coupons?: string[] };

/**
 * One discount per line and rule name, none of zero. Rules apply in the order of their ids; together they never take more than the line costs:
 * what comes later gets what is left.
 */
export function evaluate(rules: readonly DiscountRule[], basket: Basket): OrderDiscount[] {
  const inOrder = rules
    .filter(({ coupon }) => coupon === undefined || basket.coupons?.includes(coupon))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const offers = inOrder.map((rule) => ({ rule, amounts: amountsOf(rule, basket.lines) }));
  return basket.lines.flatMap((line, index) => {
    const given = new Map<string, OrderDiscount>();
    let left = Math.max(0, line.total);
    for (const { rule, amounts } of offers) {
      const amount = Math.min(left, amounts[index] ?? 0);
      if (amount === 0) continue;
      left -= amount;
      const before = given.get(rule.name)?.amount ?? 0; // two rules of one name are one discount to the guest
      given.set(rule.name, { line: line.id, layer: rule.layer, name: rule.name, type: typeOf(rule), amount: before + amount });
    }
    return [...given.values()];
  });
}

/** What the rule alone would take off each line. */
function amountsOf(rule: DiscountRule, lines: readonly BasketLine[]): Minor[] {
  switch (rule.kind) {
    case "percent":
      return lines.map((line) => (line.tags.includes(rule.tag) ? share(line.total, rule.percent) : 0));
    case "bulk": {
      const counted = new Map<string, number>();
      return lines.map((line) => {
        if (!line.tags.includes(rule.tag)) return 0;
        const before = counted.get(line.productId) ?? 0;
        const after = before + line.quantity;
        counted.set(line.productId, after);
        return (Math.floor(after / rule.every) - Math.floor(before / rule.every)) * share(line.unitPrice, rule.percent);
      });
    }
  }
}

/** Half up, to whole minor units; nothing of nothing or less. In bigint, because amount × percent outgrows exact numbers. */
function share(amount: Minor, percent: number): Minor {
  if (amount <= 0) return 0;
  return Number((BigInt(amount) * BigInt(Math.round(percent * 100)) + 5_000n) / 10_000n);
}

function typeOf(rule: DiscountRule): string {
  switch (rule.kind) {
    case "percent":
      return "PERCENT";
    case "bulk":
      return "BULK";
  }
}
