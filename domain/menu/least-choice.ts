// Choices to try a product with: as few items as its groups ask for, or what takes most off.
import type { Configuration } from "./compiled";
import { choicesOf, isWhole, leastOf, mostOf, whyUnchoosable } from "./group-bounds";
import type { ResolvedNode } from "./resolve";

export type Selected = NonNullable<Configuration["selected"]>;

/** `ordered`: the first are taken first. `least`: how many, whatever the group asks for. `quantityOf`: where more than asked for. */
type Taking = { ordered: ResolvedNode[]; least: number; quantityOf?: (item: ResolvedNode) => number };
type Taste = (group: ResolvedNode, choices: ResolvedNode[]) => Taking;
export type PriceOf = (node: ResolvedNode) => string | undefined;

/** Of an item that may be taken as often as anybody likes. */
const VERY_OFTEN = 1000;

/** As few items as every group asks for, the first of each as they are written. */
export const firstChoice = (product: ResolvedNode): Selected => chosen(product, (_, ordered) => ({ ordered, least: 0 }));

/** As few as every group asks for, the dearest of each; and `wanted`: an item with those around it. */
export function dearestChoice(product: ResolvedNode, priceOf: PriceOf, wanted: readonly ResolvedNode[] = []): Selected {
  const price = (item: ResolvedNode) => (wanted.includes(item) ? Infinity : Number(priceOf(item) ?? 0));
  return chosen(product, (_, choices) => ({
    ordered: choices.toSorted((a, b) => (price(a) === price(b) ? 0 : price(b) - price(a))),
    least: choices.filter((item) => wanted.includes(item)).length,
  }));
}

/** All that takes something off, as often as it may be taken. */
export function cheapestChoice(product: ResolvedNode, priceOf: PriceOf): Selected {
  const costs = costsIn(product, priceOf);
  const costOf = (node: ResolvedNode) => costs.get(node) ?? 0;
  return chosen(product, (group, choices) => ({
    ordered: choices.toSorted((a, b) => costOf(a) - costOf(b)),
    least: Math.max(choices.filter((item) => costOf(item) < 0).length, Number(priceOf(group) ?? 0) < 0 ? 1 : 0),
    quantityOf: (item) => (costOf(item) < 0 ? Math.min(mostOf(group, item), VERY_OFTEN) : 1),
  }));
}

/** What one of each node costs at the least, with what takes something off in it. */
function costsIn(product: ResolvedNode, priceOf: PriceOf): Map<ResolvedNode, number> {
  const costs = new Map<ResolvedNode, number>();
  const visit = (node: ResolvedNode): number => {
    const within = node.items.map(visit).filter((cost, index) => cost < 0 || node.items[index]?.kind !== "3e/product");
    const cost = within.reduce((sum, each) => sum + each, Number(priceOf(node) ?? 0));
    costs.set(node, cost);
    return cost;
  };
  visit(product);
  return costs;
}

function chosen(product: ResolvedNode, taste: Taste): Selected {
  const selected: Selected = {};
  choose(product, taste, selected);
  return selected;
}

function choose(node: ResolvedNode, taste: Taste, selected: Selected): void {
  for (const group of node.items.filter(({ kind }) => kind !== "3e/product")) {
    const { selMin = 0, selMax = Infinity, qtyMin = 0, qtyMax = Infinity } = group.attrs ?? {};
    const choices = choicesOf(group).filter(
      (item) => whyUnchoosable(group, item) === undefined && (item.selCtx ?? group.selCtx) !== undefined,
    );
    const { ordered, least, quantityOf = () => 1 } = taste(group, choices);
    let taken = 0;
    let missing = isWhole(group) ? Math.ceil(qtyMin) : qtyMin;
    let room = isWhole(group) ? Math.floor(qtyMax) : qtyMax;
    for (const item of ordered) {
      const fewest = leastOf(group, item) || Math.min(1, mostOf(group, item));
      const isAsked = taken < selMin || missing > 0;
      if (!isAsked && (taken >= Math.min(selMax, least) || fewest > room)) break;
      // Of those that are still asked for after this one, each needs one at least.
      const others = Math.max(0, selMin - taken - 1);
      const most = Math.min(mostOf(group, item), room - others);
      const quantity = Math.max(fewest, Math.min(most, Math.max(quantityOf(item), missing - others)));
      const context = item.selCtx ?? group.selCtx ?? "";
      selected[context] = { ...selected[context], [item.id]: String(quantity) };
      taken += 1;
      missing -= quantity;
      room -= quantity;
      choose(item, taste, selected);
    }
    choose(group, taste, selected);
  }
}
