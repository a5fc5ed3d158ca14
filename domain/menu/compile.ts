// From authored documents to the two forms in use: the compiled menu, which orders are taken with, and the page, which guests look at. What is the same
// for all venues is done once (`prepareMenu`); venues and channels with the same prices share a variant (`variantsFor`), which is put together (`compile`)
// from parts that other variants have made already.
import type { Currency } from "../pricing/money";
import { AuthoredMenu } from "./authored";
import { unreadableDays } from "./availability";
import { canonical } from "./canonical";
import type { CompiledNode, SaleTimes } from "./compiled";
import { compiledNode } from "./compiled-node";
import { pageNode } from "./page";
import { listsHolding, priceSlices } from "./price-choice";
import type { PriceList } from "./price-list";
import { type MenuProblem, type ResolvedNode, resolveAll, type Sources } from "./resolve";
import { both, either, saleTimes } from "./sale-times";

export type { MenuProblem } from "./resolve";

/** `menu`: the authored menu document. `items`: authored documents that references may name, by id. */
export type MenuSource = {
  menu: unknown;
  items: ReadonlyMap<string, unknown>;
  currency: Currency;
  priceLists?: readonly PriceList[];
};

/**
 * A menu ready to be priced. `problems`: what was left out, and why: a menu with problems is still a menu. `unreachable`: items that nothing in it refers
 * to. `used`: names of price lists that some product has a price in.
 */
export type PreparedMenu = {
  id: string;
  currency: Currency;
  priceLists: readonly PriceList[];
  used: ReadonlySet<string>;
  taxedByChannel: boolean;
  products: ReadonlyMap<string, Placed>;
  shown: readonly ResolvedNode[];
  problems: readonly MenuProblem[];
  unreachable: readonly string[];
  room: { left: number };
};

/** Characters of text that are kept for variants to come: a worker has 128 MB for everything. */
const ROOM_FOR_TEXTS = 16_000_000;

/** A product and where it stands; `lists`, `taxed`: what its price and tax depend on, its options included. `texts`: what has been made of it, by those. */
type Placed = {
  node: ResolvedNode;
  onSale: SaleTimes | undefined;
  lists: ReadonlySet<string>;
  taxed: boolean;
  texts: Map<string, ProductTexts>;
};

/** `node`: of the compiled menu. `shown`: of the page, as the product itself says when it is sold. JSON texts with keys in order. */
type ProductTexts = { node: string; shown: string };

/** A menu as it is sold for one set of prices. `products`: JSON text of each compiled product, by id, in order. `page`: JSON text of the whole page. */
export type Selling = { products: ReadonlyMap<string, string>; page: string };

/** What a menu sells for. Equal keys, equal menus. `times`: when it holds, by the venue's clock; of a list of variants the last holds at all other times. */
export type Variant = { key: string; times?: SaleTimes; lists: readonly string[]; channel: string };

export function prepareMenu({ menu, items, currency, priceLists = [] }: MenuSource): PreparedMenu {
  const sources: Sources = { items, reached: new Set(), problems: [], nodes: 0, read: new WeakMap() };
  const authored = AuthoredMenu.safeParse(menu);
  if (!authored.success) {
    for (const { path, message } of authored.error.issues) sources.problems.push({ path: path.map(String), message });
  }
  const { id, items: top } = authored.data ?? { id: "", items: [] };
  const categories = resolveAll(top, { path: [id], followed: [], inUpsell: false }, sources);
  const shelf: Shelf = { products: new Map(), problems: sources.problems };
  const shown = categories.flatMap((category) => shelve(category, undefined, [id], shelf) ?? []);
  const products = [...shelf.products.values()];
  const used = new Set(products.flatMap(({ lists }) => [...lists]));
  for (const list of priceLists.filter((one) => used.has(one.id))) {
    for (const { day, why } of unreadableDays(list.availability))
      sources.problems.push({ path: [list.id], message: `availability.${day}: ${why}; until then the list does not hold on that day.` });
  }
  return {
    id,
    currency,
    priceLists,
    used,
    taxedByChannel: products.some(({ taxed }) => taxed),
    products: new Map([...shelf.products].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    shown,
    problems: sources.problems,
    unreachable: [...items.keys()].filter((item) => !sources.reached.has(item)),
    room: { left: ROOM_FOR_TEXTS },
  };
}

/** What the menu sells for at this venue through this channel. Never empty. */
export function variantsFor(menu: PreparedMenu, { venue, channel }: { venue: string; channel: string }): Variant[] {
  return priceSlices(listsHolding(menu.priceLists, { venue, channel }, menu.used)).map(({ times, lists }) => ({
    key: keyOf(lists, menu.taxedByChannel ? channel : ""),
    lists,
    channel,
    ...(times && { times }),
  }));
}

export function compile(menu: PreparedMenu, { lists, channel }: Variant): Selling {
  const texts = new Map<ResolvedNode, ProductTexts>();
  const products = new Map<string, string>();
  for (const [id, product] of menu.products) {
    const made = textsOf(product, lists, channel, menu.room);
    products.set(id, made.node);
    texts.set(product.node, made);
  }
  const page = `{"id":${JSON.stringify(menu.id)},"items":[${menu.shown.map((node) => pageText(node, texts, lists, channel)).join(",")}],"kind":"3e/group"}`;
  return { products, page };
}

const keyOf = (lists: readonly string[], channel: string) => [channel, ...lists].join("\n");

/** Made once for all lists that have a say in the product; the others do not matter to it. */
function textsOf(product: Placed, lists: readonly string[], channel: string, room: { left: number }): ProductTexts {
  const { node, onSale, texts } = product;
  const key = keyOf(
    lists.filter((list) => product.lists.has(list)),
    product.taxed ? channel : "",
  );
  const known = texts.get(key);
  if (known) return known;
  const priced = pricedNode(node, lists, channel);
  const made = {
    node: JSON.stringify(canonical<CompiledNode>({ ...compiledNode(priced), onSale })),
    shown: JSON.stringify(canonical(pageNode(priced))),
  };
  const size = made.node.length + made.shown.length;
  if (room.left >= size) {
    room.left -= size;
    texts.set(key, made);
  }
  return made;
}

/** The node with the price and the tax that count here, its items too. */
function pricedNode({ pricelists, taxes, ...node }: ResolvedNode, lists: readonly string[], channel: string): ResolvedNode {
  const items = node.items.map((item) => pricedNode(item, lists, channel));
  const rate = Object.entries(taxes ?? {}).find(([name]) => name === channel)?.[1];
  return { ...node, price: priceIn(lists, { ...node, pricelists }), ...(rate !== undefined && { vat: rate }), items };
}

function priceIn(lists: readonly string[], { price, pricelists }: Pick<ResolvedNode, "price" | "pricelists">): string | undefined {
  for (const list of lists) {
    const listed = pricelists?.find(({ name }) => name === list)?.price;
    if (listed !== undefined) return listed;
  }
  return price;
}

/** Products stand on the page many thousands to a chain, so their texts are not made again; keys stand in order, `items` with them. */
function pageText(node: ResolvedNode, texts: ReadonlyMap<ResolvedNode, ProductTexts>, lists: readonly string[], channel: string): string {
  const product = texts.get(node);
  if (product) return product.shown;
  if (!isShelf(node)) return JSON.stringify(canonical(pageNode(pricedNode(node, lists, channel))));
  const items = node.items.map((item) => pageText(item, texts, lists, channel));
  const marked = pageNode({ ...pricedNode({ ...node, items: [] }, lists, channel) });
  const text = JSON.stringify(canonical(items.length > 0 ? { ...marked, items: [] } : marked));
  return items.length > 0 ? text.replace('"items":[]', () => `"items":[${items.join(",")}]`) : text;
}

type Shelf = { products: Map<string, Placed>; problems: MenuProblem[] };

/** What holds products for sale. */
const isShelf = ({ kind }: ResolvedNode) => kind === "3e/group" || kind === "3e/group/category";

/**
 * Puts the products of a category on the shelf, on sale when they and every category around them are. Gives what the page shows: a product that stands
 * in two places must be the same in both, or a guest would pay another price than the one shown. What
 * stands in a category and is neither product nor plain group, banners say, is shown and sells nothing.
 */
function shelve(node: ResolvedNode, around: SaleTimes | undefined, above: string[], shelf: Shelf): ResolvedNode | undefined {
  const path = [...above, node.id];
  const onSale = both(around, node.availability && saleTimes(node.availability));
  if (isShelf(node)) return { ...node, items: node.items.flatMap((item) => shelve(item, onSale, path, shelf) ?? []) };
  if (node.kind !== "3e/product") return node;
  const known = shelf.products.get(node.id);
  if (!known) {
    shelf.products.set(node.id, { node, onSale, lists: listsIn(node), taxed: isTaxedByChannel(node), texts: new Map() });
    return node;
  }
  if (identity(known.node) !== identity(node)) {
    shelf.problems.push({
      path,
      message: `${node.id} stands elsewhere in the menu with another price or other options; the first one counts.`,
    });
    return undefined;
  }
  shelf.products.set(node.id, { ...known, onSale: either(known.onSale, onSale) });
  return node.availability === known.node.availability ? known.node : node;
}

const identity = ({ availability: _availability, ...node }: ResolvedNode) => JSON.stringify(canonical(node));

const listsIn = (node: ResolvedNode): Set<string> =>
  new Set([
    ...(node.pricelists ?? []).flatMap(({ name, price }) => (price === undefined ? [] : [name])),
    ...node.items.flatMap((item) => [...listsIn(item)]),
  ]);

const isTaxedByChannel = (node: ResolvedNode): boolean => node.taxes !== undefined || node.items.some(isTaxedByChannel);
