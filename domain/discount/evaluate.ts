// From rules and a basket to discounts. Pure and deterministic: the same basket gets the same answer wherever and
// however often it is asked.
import type { OrderDiscount } from "./line-discount";
import type { Minor } from "../pricing/money";
import type { DiscountableBasket, BasketLine } from "./basket";
import { articlesOf, entitlementsOf, countedTogether } from "./entitlement";
import { lessAlreadyGiven } from "./already-given";
import { Distribution, type Cap } from "./distribution";
import type { DiscountRule } from "./rule";

export type { DiscountableBasket, BasketLine } from "./basket";

/**
 * One discount per line and rule name, none of zero. Rules apply in the order of their ids. Splitting or joining rows of the same product,
 * price and tags changes no sum. Lines that are paid for keep what they have; what the rules give beyond that goes to the other rows, as
 * far as they can bear it.
 */
export function evaluate(rules: readonly DiscountRule[], { lines, coupons }: DiscountableBasket): OrderDiscount[] {
  const inOrder = rules
    .filter(({ coupon }) => coupon === undefined || coupons?.includes(coupon))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const articles = articlesOf(lines);
  const entitlements = lessAlreadyGiven(entitlementsOf(inOrder, lines, articles), articles);
  const distribution = new Distribution(lines);
  const over = entitlements.map(({ rule, article, asked, amount }) => {
    const rest = distribution.give(rule, amount, asked);
    return { rule, article, rest: distribution.give(rule, rest, upTo(rest, article.lines)) };
  });
  // What no row of its article can bear, since they are paid for, goes to the rows that the rule counts with them.
  for (const { rule, article, rest } of over) {
    if (rest === 0) continue;
    const others = articles.filter((other) => countedTogether(rule, article, other));
    distribution.give(
      rule,
      rest,
      others.flatMap((other) => upTo(rest, other.lines)),
    );
  }
  return distribution.discounts;
}

const upTo = (most: Minor, lines: readonly BasketLine[]): Cap[] => lines.map((line) => [line, most]);
