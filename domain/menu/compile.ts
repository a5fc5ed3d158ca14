// From authored documents to the two forms in use: the compiled menu, which orders are taken with, and the page, which guests look at.
import type { Currency } from "../pricing/money";
import { AuthoredMenu } from "./authored";
import { canonical } from "./canonical";
import type { Availability, CompiledMenu, CompiledNode } from "./compiled";
import { compiledNode } from "./compiled-node";
import { type MenuPage, pageNode } from "./page";
import { type MenuProblem, type ResolvedNode, resolveAll, type Sources } from "./resolve";
import { both, either } from "./sale-times";

export type { MenuProblem } from "./resolve";

/**
 * `menu`: the authored menu document. `items`: authored documents that references may name, by id. Prices come from the first of `priceLists` that has
 * one for a node, else from the node; by default lists are looked for by venue and channel, then `PL_default`.
 */
export type MenuSource = {
  menu: unknown;
  items: ReadonlyMap<string, unknown>;
  venue: string;
  channel: string;
  currency: Currency;
  priceLists?: readonly string[];
};

/** `problems`: what was left out, and why. A menu with problems is still a menu. Both forms have their keys in order: equal menus have equal JSON. */
export type MenuCompilation = { compiled: CompiledMenu; page: MenuPage; problems: MenuProblem[] };

export function compileMenu({ menu, items, venue, channel, currency, priceLists }: MenuSource): MenuCompilation {
  const sources: Sources = { items, priceLists: priceLists ?? priceListsOf(venue, channel), problems: [], nodes: 0, read: new WeakMap() };
  const authored = AuthoredMenu.safeParse(menu);
  if (!authored.success) {
    for (const { path, message } of authored.error.issues) sources.problems.push({ path: path.map(String), message });
  }
  const { id, items: top } = authored.data ?? { id: "", items: [] };
  const categories = resolveAll(top, { path: [id], followed: [], inUpsell: false }, sources);
  const shelf: Shelf = { products: new Map(), problems: sources.problems };
  const shown = categories.flatMap((category) => shelve(category, undefined, [id], shelf) ?? []);
  const products = Object.fromEntries(shelf.products);
  return {
    compiled: canonical<CompiledMenu>({ v: 1, menu: id, venue, channel, currency, products }),
    page: canonical<MenuPage>({ id, kind: "3e/group", items: shown.map(pageNode) }),
    problems: sources.problems,
  };
}

const priceListsOf = (venue: string, channel: string) => [`PL_${venue}_${channel}`, `PL_${venue}`, `PL_${channel}`, "PL_default"];

type Shelf = { products: Map<string, CompiledNode>; problems: MenuProblem[] };

/**
 * Puts the products of a category on the shelf, on sale when they and every category around them are. Gives what the page shows: a product that stands
 * in two places must be the same in both, or a guest would pay another price than the one shown. What
 * stands in a category and is neither product nor plain group, banners say, is shown and sells nothing.
 */
function shelve(node: ResolvedNode, around: Availability | undefined, above: string[], shelf: Shelf): ResolvedNode | undefined {
  const path = [...above, node.id];
  const availability = both(around, node.availability);
  if (node.kind === "3e/group" || node.kind === "3e/group/category") {
    return { ...node, items: node.items.flatMap((item) => shelve(item, availability, path, shelf) ?? []) };
  }
  if (node.kind !== "3e/product") return node;
  const product = compiledNode({ ...node, availability });
  const known = shelf.products.get(node.id);
  if (known && !sameButTimes(known, product)) {
    shelf.problems.push({
      path,
      message: `${node.id} stands elsewhere in the menu with another price or other options; the first one counts.`,
    });
    return undefined;
  }
  shelf.products.set(node.id, known ? { ...known, availability: either(known.availability, availability) } : product);
  return node;
}

const sameButTimes = (a: CompiledNode, b: CompiledNode) => identity(a) === identity(b);
const identity = ({ availability: _availability, ...node }: CompiledNode) => JSON.stringify(canonical(node));
