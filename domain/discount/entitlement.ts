// What each rule gives, whoever has paid for what already.
import { articleOf } from "../pricing/article";
import type { Minor } from "../pricing/money";
import { percentOf } from "../pricing/percent";
import { type BasketLine, costOf } from "./basket";
import type { DiscountRule } from "./rule";

/** Rows that are one to the rules, however they are split: the same product at the same price with the same tags. */
export type Article = { productId: string; tags: string[]; lines: BasketLine[] };

/**
 * What a rule takes off an article. `asked`: off each row, if there were no other rule; `amount`: off all of them, after the rules before
 * it. Minor units.
 */
export type Entitlement = { rule: DiscountRule; article: Article; asked: [BasketLine, Minor][]; amount: Minor };

export function articlesOf(lines: readonly BasketLine[]): Article[] {
  const articles = new Map<string, Article>();
  for (const line of lines) {
    const key = JSON.stringify([articleOf(line), line.tags.toSorted()]);
    const { productId, tags, lines: rows } = articles.get(key) ?? { ...line, lines: [] };
    articles.set(key, { productId, tags, lines: [...rows, line] });
  }
  return [...articles.values()];
}

/** Rule by rule. Together they never take more than the article costs: what comes later gets what is left. */
export function entitlementsOf(rules: readonly DiscountRule[], lines: readonly BasketLine[], articles: readonly Article[]): Entitlement[] {
  const left = new Map(articles.map((article) => [article, sum(article.lines.map(costOf))]));
  return rules.flatMap((rule) => {
    const off = offEach(rule, lines, articles);
    return articles.map((article) => {
      const asked = article.lines.map((line): [BasketLine, Minor] => [line, off.get(line) ?? 0]);
      const most = left.get(article) ?? 0;
      const amount = Math.min(most, sum(asked.map(([, each]) => each)));
      left.set(article, most - amount);
      return { rule, article, asked, amount };
    });
  });
}

/** Articles whose units a rule counts as one row: those of a product, whatever each of them costs. */
export const countedTogether = (rule: DiscountRule, a: Article, b: Article): boolean =>
  rule.kind === "bulk" && a.productId === b.productId && a.tags.includes(rule.tag) && b.tags.includes(rule.tag);

/** What the rule alone would take off each line: the difference that the line makes, so that no later one takes anything from it. */
function offEach(rule: DiscountRule, lines: readonly BasketLine[], articles: readonly Article[]): Map<BasketLine, Minor> {
  switch (rule.kind) {
    case "percent":
      return new Map(articles.filter(({ tags }) => tags.includes(rule.tag)).flatMap((article) => percentOff(article.lines, rule.percent)));
    case "bulk": {
      const tagged = lines.filter(({ tags }) => tags.includes(rule.tag));
      const products = [...Map.groupBy(tagged, ({ productId }) => productId).values()];
      return new Map(products.flatMap((units) => bulkOff(units, rule.every, rule.percent)));
    }
  }
}

function percentOff(rows: readonly BasketLine[], percent: number): [BasketLine, Minor][] {
  let before = 0;
  return rows.map((line) => {
    const after = before + line.total;
    const off = percentOf(after, percent) - percentOf(before, percent);
    before = after;
    return [line, off];
  });
}

function bulkOff(rows: readonly BasketLine[], every: number, percent: number): [BasketLine, Minor][] {
  let before = 0;
  return rows.map((line) => {
    const after = before + line.quantity;
    const reduced = Math.floor(after / every) - Math.floor(before / every);
    before = after;
    return [line, reduced * percentOf(line.unitPrice, percent)];
  });
}

const sum = (amounts: readonly Minor[]): Minor => amounts.reduce((all, amount) => all + amount, 0);
