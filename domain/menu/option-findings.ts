// What is odd about options together with what is around them: one by one each may be as it is meant.
import type { Minor } from "../pricing/money";
import type { Result } from "../result";
import { choicesOf, whyUnchoosable } from "./group-bounds";
import { cheapestChoice, dearestChoice, type PriceOf, type Selected } from "./least-choice";
import type { ProductFinding } from "./product-finding";
import type { ResolvedNode } from "./resolve";
import type { Violation } from "./violation";

/** `price`: of one, in minor units. `isNothing`: what is chosen adds up to nothing, and then the product costs what it does by itself. */
export type Tried = { price: Minor; isNothing: boolean };
export type Trial = (selected: Selected) => Result<Tried, readonly Violation[]>;

/** One set of prices to try a product with: of a price list, where one is named. */
export type Sale = { list: string | undefined; priceOf: PriceOf; trial: Trial };

/** A product of thousands of options is looked at in moments. */
const MAX_TRIALS = 50;

const isNegative = (price: string | undefined) => price?.startsWith("-") ?? false;

/** An option that takes something off. `path`: it, and the options around it. */
type Discount = { group: ResolvedNode; item: ResolvedNode; path: ResolvedNode[] };

/** Options that take something off: less than nothing is refused, and what comes to nothing costs what the product does by itself. */
export function discountFindings(product: ResolvedNode, sale: Sale): ProductFinding[] {
  if (!hasDiscount(product, sale.priceOf) || !sale.trial(dearestChoice(product, sale.priceOf)).ok) return [];
  const tried = oncePerPrice(discountsIn(product, [], sale.priceOf), sale.priceOf);
  const alone = tried.flatMap(({ alike, path }): ProductFinding[] => {
    const outcome = outcomeOf(sale.trial(dearestChoice(product, sale.priceOf, path)));
    return outcome === undefined ? [] : alike.map((item) => ofOne(outcome, item, product, sale));
  });
  if (alone.length > 0) return alone;
  const outcome = outcomeOf(sale.trial(cheapestChoice(product, sale.priceOf)));
  return outcome === undefined ? [] : [ofAll(outcome, product, sale)];
}

const hasDiscount = (node: ResolvedNode, priceOf: PriceOf): boolean =>
  isNegative(priceOf(node)) || node.items.some((item) => hasDiscount(item, priceOf));

function discountsIn(node: ResolvedNode, around: ResolvedNode[], priceOf: PriceOf): Discount[] {
  return node.items.flatMap((item) => {
    const path = item.kind === "3e/product" ? [...around, item] : around;
    const isOne =
      item.kind === "3e/product" &&
      isNegative(priceOf(item)) &&
      (item.selCtx ?? node.selCtx) !== undefined &&
      whyUnchoosable(node, item) === undefined;
    return [...(isOne ? [{ group: node, item, path }] : []), ...discountsIn(item, path, priceOf)];
  });
}

/** Options of one group at one price, with nothing in them, fare alike: one of them is tried for all. */
function oncePerPrice(discounts: readonly Discount[], priceOf: PriceOf): { alike: ResolvedNode[]; path: ResolvedNode[] }[] {
  const tried = new Map<unknown, { alike: ResolvedNode[]; path: ResolvedNode[] }>();
  const numbers = new Map<ResolvedNode, number>();
  for (const { group, item, path } of discounts) {
    const number = numbers.get(group) ?? numbers.size;
    numbers.set(group, number);
    const key = item.items.length > 0 ? item : `${number} ${priceOf(item)} ${item.attrs?.qtyMin ?? item.qtyMin ?? ""}`;
    const known = tried.get(key);
    if (known) known.alike.push(item);
    else tried.set(key, { alike: [item], path });
  }
  return [...tried.values()].slice(0, MAX_TRIALS);
}

type Outcome = "refused" | "nothing-off";

function outcomeOf(tried: ReturnType<Trial>): Outcome | undefined {
  if (!tried.ok) return tried.error.some(({ rule }) => rule === "negative-price") ? "refused" : undefined;
  return tried.value.isNothing && tried.value.price > 0 ? "nothing-off" : undefined;
}

const whereHolds = (list: string | undefined) => (list === undefined ? "" : ` where ${list} applies`);

function ofOne(outcome: Outcome, item: ResolvedNode, { id }: ResolvedNode, { list }: Sale): ProductFinding {
  const index = item.pricelists?.findIndex(({ name, price }) => name === list && price !== undefined) ?? -1;
  const pointer = index < 0 ? "/price" : `/pricelists/${index}/price`;
  const where = whereHolds(list);
  if (outcome === "refused") {
    const message = `Nobody can choose ${item.id} by itself${where}: ${id} would cost less than nothing.`;
    return { about: item, code: "cannot-be-chosen", pointer, message };
  }
  const message = `${item.id} takes nothing off ${id}${where}: a product whose options bring it to nothing costs its own price.`;
  return { about: item, code: "negative-price", pointer, message };
}

function ofAll(outcome: Outcome, product: ResolvedNode, { list }: Sale): ProductFinding {
  const most = `With all that can be taken off ${product.id}${whereHolds(list)}`;
  const message =
    outcome === "refused"
      ? `${most} it would cost less than nothing, and is refused.`
      : `${most} nothing is taken off: a product whose options bring it to nothing costs its own price.`;
  return { about: product, code: "negative-price", pointer: "", message };
}

/** Options that one choice names more than once: in several groups each counts and costs, in one group only the first does. */
export function alreadyChosen(product: ResolvedNode): ProductFinding[] {
  const first = new Map<string, ResolvedNode>();
  const found: ProductFinding[] = [];
  const visit = (node: ResolvedNode) => {
    const here = new Set<string>();
    for (const item of choicesOf(node)) {
      const context = item.selCtx ?? node.selCtx;
      if (context === undefined) continue;
      const key = `${context}\n${item.id}`;
      const before = first.get(key) ?? node;
      first.set(key, before);
      const say = (message: string) => void found.push({ about: item, code: "id-repeated", pointer: "", message });
      if (here.has(key)) say(`${item.id} stands in ${node.id} already: only the first counts.`);
      // Options that lead to one group, sizes to their extras say, may share its choice.
      else if (before.id !== node.id)
        say(`${item.id} stands in ${before.id} and ${node.id} under one choice, ${context}: chosen once, it counts in both.`);
      here.add(key);
    }
    node.items.forEach(visit);
  };
  visit(product);
  return found;
}
