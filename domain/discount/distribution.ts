// Where a discount goes: which lines bear it, and how much of it they can bear.
import type { OrderDiscount } from "./line-discount";
import type { Minor } from "../pricing/money";
import { type BasketLine, costOf } from "./basket";
import { type DiscountRule, RULES_LAYER } from "./rule";

/** A line and how much of a discount it takes at most, minor units. */
export type Cap = [BasketLine, Minor];

/** What each line of a basket has been given. A line that is paid for has what it was paid with, and takes no more. */
export class Distribution {
  readonly #rows: Map<BasketLine, { left: Minor; given: Map<string, OrderDiscount> }>;

  constructor(lines: readonly BasketLine[]) {
    this.#rows = new Map(lines.map((line) => [line, { left: line.alreadyGiven ? 0 : costOf(line), given: alreadyGivenOf(line) }]));
  }

  /** Line by line, until the amount is given or every cap is met. Returns what nobody could bear. */
  give(rule: DiscountRule, amount: Minor, caps: readonly Cap[]): Minor {
    let rest = amount;
    for (const [line, most] of caps) {
      const row = this.#rows.get(line);
      const taken = Math.min(most, row?.left ?? 0, rest);
      if (!row || taken === 0) continue;
      row.left -= taken;
      rest -= taken;
      const before = row.given.get(rule.name)?.amount ?? 0; // two rules of one name are one discount to the guest
      row.given.set(rule.name, { line: line.id, layer: rule.layer, name: rule.name, type: typeOf(rule), amount: before + taken });
    }
    return rest;
  }

  /** In the order of the lines; one per line and name, none of zero. */
  get discounts(): OrderDiscount[] {
    return [...this.#rows.values()].flatMap(({ given }) => [...given.values()]);
  }
}

const alreadyGivenOf = ({ alreadyGiven = [] }: BasketLine) =>
  new Map(alreadyGiven.filter(({ layer }) => layer === RULES_LAYER).map((discount) => [discount.name, discount]));

function typeOf(rule: DiscountRule): string {
  switch (rule.kind) {
    case "percent":
      return "PERCENT";
    case "bulk":
      return "BULK";
  }
}
