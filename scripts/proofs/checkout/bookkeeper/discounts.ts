// What a chain's rules give for a basket, by hand: from docs/spec/discounts.md, not from domain/. Minor units.
import type { DiscountRule } from "../../../../domain/discount/rule.ts";
import type { BookLine } from "./book-line.ts";

/** What is one thing to the rules, in however many rows it stands. */
export const articleOf = ({ product, price }: BookLine): string => `${product} ${price}`;

/**
 * `unclaimed`: of what it costs, what no rule has claimed. `open`: what rows that nobody has paid for can still bear. `had`: by rule, what
 * paid rows have got of it.
 */
type Article = {
  key: string;
  product: string;
  tags: readonly string[];
  rows: BookLine[];
  unclaimed: number;
  open: number;
  had: Map<string, number>;
  given: number;
};
/** What a rule gives to an article, as far as nobody has it yet. */
type Want = { rule: DiscountRule; article: Article; rest: number };
type Basket = { lines: readonly BookLine[]; bound: ReadonlySet<string>; rules: readonly DiscountRule[]; coupons: readonly string[] };

/**
 * By article, all that its rows get: what those who have paid had, and what is left of it for the others. `bound`: ids of lines that
 * somebody has paid for.
 */
export function discountsOf({ lines, bound, rules, coupons }: Basket): Map<string, number> {
  const articles = [...Map.groupBy(lines, articleOf)].flatMap(([key, rows]) => articleWith(key, rows, bound));
  const holding = rules.filter(({ coupon }) => coupon === undefined || coupons.includes(coupon)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const wants = holding.flatMap((rule) => articles.map((article): Want => ({ rule, article, rest: claimed(rule, article, lines) })));
  // What rows that are paid for had is given already: to their own article first, then to what the rule counts with it.
  for (const want of wants) takeOff(want, want.article);
  for (const want of wants) for (const other of countedWith(want, articles)) takeOff(want, other);
  for (const want of wants) give(want, want.article);
  for (const want of wants) for (const other of countedWith(want, articles)) give(want, other);
  return new Map(articles.map(({ key, given }) => [key, given]));
}

function articleWith(key: string, rows: BookLine[], bound: ReadonlySet<string>): Article[] {
  const [first] = rows;
  if (!first) return [];
  const had = new Map<string, number>();
  for (const { id, discounts } of rows) {
    for (const { layer, name, amount } of bound.has(id) ? discounts : [])
      if (layer === "rules") had.set(name, (had.get(name) ?? 0) + amount);
  }
  const given = [...had.values()].reduce((sum, amount) => sum + amount, 0);
  const open = costOf(rows.filter(({ id }) => !bound.has(id)));
  return [{ key, product: first.product, tags: first.tags, rows, unclaimed: costOf(rows), open, had, given }];
}

/** What the rule gives to all rows of an article, if nobody had paid; never more than the rules before it have left. */
function claimed(rule: DiscountRule, article: Article, lines: readonly BookLine[]): number {
  const gives = article.tags.includes(rule.tag) ? offAll(rule, article, lines) : 0;
  const amount = Math.min(gives, article.unclaimed);
  article.unclaimed -= amount;
  return amount;
}

function offAll(rule: DiscountRule, { rows, product }: Article, lines: readonly BookLine[]): number {
  if (rule.kind === "percent") return percentOf(costOf(rows), rule.percent);
  // Unit by unit, in the order of the basket.
  const units = lines.filter((line) => line.product === product).flatMap((line) => Array.from({ length: line.quantity }, () => line));
  const reduced = units.filter((line, index) => (index + 1) % rule.every === 0 && rows.includes(line));
  return reduced.reduce((sum, { price }) => sum + percentOf(price, rule.percent), 0);
}

const countedWith = ({ rule, article }: Want, articles: readonly Article[]): Article[] =>
  articles.filter((other) => other !== article && rule.kind === "bulk" && other.product === article.product);

function takeOff(want: Want, { had }: Article): void {
  const before = had.get(want.rule.name) ?? 0;
  const off = Math.min(want.rest, before);
  want.rest -= off;
  had.set(want.rule.name, before - off);
}

function give(want: Want, to: Article): void {
  const amount = Math.min(want.rest, to.open);
  want.rest -= amount;
  to.open -= amount;
  to.given += amount;
}

const costOf = (rows: readonly BookLine[]): number => rows.reduce((sum, { price, quantity }) => sum + price * quantity, 0);

/** Half up. */
export const percentOf = (amount: number, percent: number): number => Math.floor((amount * Math.round(percent * 100) + 5_000) / 10_000);
