// From authored documents to the two forms in use: the compiled menu, which orders are taken with, and the page, which guests look at. What
// is the same for all venues is done once (`prepareMenu`); venues and channels with the same prices share a variant (`variantsFor`), which
// is put together (`compile`) from parts that other variants have made already.
import type { Currency } from "../pricing/money";
import { AuthoredMenu } from "./authored";
import { unreadableDays } from "./availability";
import { canonical, isAlike } from "./canonical-json";
import type { CompiledNode, SaleTimes } from "./compiled";
import { compiledNode } from "./compiled-node";
import { pageNode } from "./guest-menu";
import { listsHolding, priceSlices } from "./price-choice";
import type { PriceList } from "./price-list";
import type { Finding } from "./finding";
import { knownPriceLists } from "./known-price-lists";
import { unknownFields } from "./unknown-fields";
import { couldBePriced, productFindings, type Tariff } from "./product-findings";
import { type ResolvedNode, resolveAll, type Sources } from "./resolve";
import { both, either, saleTimes } from "./sale-times";
import { withContexts } from "./selection-contexts";

/**
 * `menu`: the authored menu document. `items`: authored documents that references may name, by id. `holidays`: public ones (`2026-12-25`),
 * by the chain's calendar. `venues`: ids of the chain's, by which names of price lists are known; undefined where nobody can tell.
 */
export type MenuSource = {
  menu: unknown;
  items: ReadonlyMap<string, unknown>;
  currency: Currency;
  priceLists?: readonly PriceList[];
  holidays?: readonly string[];
  venues?: readonly string[];
};

/**
 * A menu ready to be priced. `problems`: what was left out, and why: a menu with problems is still a menu.
 * `warnings`: what is in it and is not sold, cannot be ordered, or is given away. `unreachable`: items that nothing in it refers to.
 * `used`: names of price lists that some product has a price in.
 */
export type PreparedMenu = {
  id: string;
  currency: Currency;
  priceLists: readonly PriceList[];
  holidays: readonly string[];
  used: ReadonlySet<string>;
  taxedByChannel: boolean;
  products: ReadonlyMap<string, Placed>;
  shown: readonly ResolvedNode[];
  problems: readonly Finding[];
  warnings: readonly Finding[];
  unreachable: readonly string[];
  room: { left: number };
};

/** Characters of text that are kept for variants to come: a worker has 128 MB for everything. */
const ROOM_FOR_TEXTS = 16_000_000;

/**
 * A product and where it stands; `lists`, `taxed`: what its price and tax depend on, its options included. `texts`: what has been made of
 * it, by those. `listing`: the id that it is ordered by, which is its own where it stands first.
 */
type Placed = {
  listing: string;
  node: ResolvedNode;
  onSale: SaleTimes | undefined;
  lists: ReadonlySet<string>;
  taxed: boolean;
  texts: Map<string, ProductTexts>;
};

/** `node`: of the compiled menu. `shown`: of the page, as the product itself says when it is sold. JSON texts with keys in order. */
type ProductTexts = { node: string; shown: string };

/**
 * A menu as it is sold for one set of prices. `products`: JSON text of each compiled product, by id, in order.
 * `page`: JSON text of the whole page.
 */
export type Selling = { products: ReadonlyMap<string, string>; page: string };

/**
 * What a menu sells for. Equal keys, equal menus. `times`: when it holds, by the venue's clock;
 * of a list of variants the last holds at all other times.
 */
export type Variant = { key: string; times?: SaleTimes; lists: readonly string[]; channel: string };

export function prepareMenu({ menu, items, currency, priceLists = [], holidays = [], venues }: MenuSource): PreparedMenu {
  const sources: Sources = {
    items,
    reached: new Set(),
    problems: [],
    warnings: [],
    nodes: 0,
    read: new WeakMap(),
    placings: new WeakMap(),
  };
  const authored = AuthoredMenu.safeParse(menu);
  const { id, items: top } = authored.data ?? { id: "", items: [] };
  const at = { part: "menus" as const, id, pointer: "" };
  for (const { path, message } of authored.error?.issues ?? [])
    sources.problems.push({ code: "left-out", path: path.map(String), at: { ...at, pointer: `/${path.join("/")}` }, message });
  for (const { code, pointer, message } of unknownFields(menu))
    sources.warnings.push({ code, path: [id], at: { ...at, pointer }, message });
  const categories = resolveAll(top, { path: [id], at, followed: [], inUpsell: false }, sources);
  const shelf: Shelf = { products: new Map(), sources, holidays };
  const shown = categories.flatMap((category) => shelve(category, undefined, [id], shelf) ?? []);
  const tariff = { decimals: currency.decimals, lists: knownPriceLists(priceLists, venues) };
  for (const [listing, { node, onSale }] of shelf.products) {
    warnOf(node, onSale, tariff, sources);
    if (!couldBePriced(node)) shelf.products.delete(listing);
  }
  const products = [...shelf.products.values()];
  const used = new Set(products.flatMap(({ lists }) => [...lists]));
  for (const list of priceLists.filter((one) => used.has(one.id))) {
    for (const { day, why } of unreadableDays(list.availability))
      sources.problems.push({
        code: "times-unreadable",
        path: [list.id],
        at: { part: "priceLists", id: list.id, pointer: `/availability/${day}` },
        message: `availability.${day}: ${why}; until then the list does not hold on that day.`,
      });
  }
  return {
    id,
    currency,
    priceLists,
    holidays,
    used,
    taxedByChannel: products.some(({ taxed }) => taxed),
    products: new Map([...shelf.products].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    shown,
    problems: sources.problems,
    warnings: onceEach(sources.warnings),
    unreachable: [...items.keys()].filter((item) => !sources.reached.has(item)),
    room: { left: ROOM_FOR_TEXTS },
  };
}

/** An option that many products share is spoken of once. */
export function onceEach(findings: readonly Finding[]): Finding[] {
  const said = new Map(findings.toReversed().map((one) => [`${one.code} ${one.at.part}/${one.at.id}${one.at.pointer}`, one]));
  return [...said.values()].toReversed();
}

/** What the menu sells for at this venue through this channel. Never empty. */
export function variantsFor(menu: PreparedMenu, { venue, channel }: { venue: string; channel: string }): Variant[] {
  return priceSlices(listsHolding(menu.priceLists, { venue, channel }, menu.used, menu.holidays)).map(({ times, lists }) => ({
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
    if (!isPriced(product.node, lists)) continue;
    const made = textsOf(product, lists, channel, menu.room);
    products.set(id, made.node);
    texts.set(product.node, made);
  }
  const page = `{"id":${JSON.stringify(menu.id)},"items":[${menu.shown
    .filter((node) => node.kind !== "3e/product" || isPriced(node, lists))
    .map((node) => pageText(node, texts, lists, channel))
    .join(",")}],"kind":"3e/group"}`;
  return { products, page };
}

const keyOf = (lists: readonly string[], channel: string) => [channel, ...lists].join("\n");

/** Made once for all lists that have a say in the product; the others do not matter to it. */
function textsOf(product: Placed, lists: readonly string[], channel: string, room: { left: number }): ProductTexts {
  const { listing, node, onSale, texts } = product;
  const key = keyOf(
    lists.filter((list) => product.lists.has(list)),
    product.taxed ? channel : "",
  );
  const known = texts.get(key);
  if (known) return known;
  const priced = pricedNode(node, lists, channel);
  const listingOf = listing === node.id ? undefined : node.id;
  const made = {
    node: JSON.stringify(canonical<CompiledNode>({ ...compiledNode(priced), listingOf, onSale })),
    shown: JSON.stringify(canonical(pageNode(asListed(priced, listing)))),
  };
  const size = made.node.length + made.shown.length;
  if (room.left >= size) {
    room.left -= size;
    texts.set(key, made);
  }
  return made;
}

/** As guests order it: under another id where it is not its own. */
const asListed = (node: ResolvedNode, listing: string): ResolvedNode =>
  listing === node.id ? node : { ...node, id: listing, reference: node.id };

/** Whether it has a price, or could have by what is chosen in it: no price is no price, and not 0. */
const isPriced = (node: ResolvedNode, lists: readonly string[]): boolean =>
  priceIn(lists, node) !== undefined || node.items.some((item) => isPriced(item, lists));

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
  const items = node.items
    .filter((item) => item.kind !== "3e/product" || isPriced(item, lists))
    .map((item) => pageText(item, texts, lists, channel));
  const marked = pageNode({ ...pricedNode({ ...node, items: [] }, lists, channel) });
  const text = JSON.stringify(canonical(items.length > 0 ? { ...marked, items: [] } : marked));
  return items.length > 0 ? text.replace('"items":[]', () => `"items":[${items.join(",")}]`) : text;
}

/** `products`: by the id that each is ordered by. */
type Shelf = { products: Map<string, Placed>; sources: Sources; holidays: readonly string[] };

/** What holds products for sale. */
const isShelf = ({ kind }: ResolvedNode) => kind === "3e/group" || kind === "3e/group/category";

/**
 * Puts the products of a category on the shelf, on sale when they and every category around them are. Gives what the page shows.
 * A product that stands in two places with two prices, or two choices, is ordered by another id at the second.
 * What stands in a category and is neither product nor plain group, banners say, is shown and sells nothing.
 */
function shelve(node: ResolvedNode, around: SaleTimes | undefined, above: string[], shelf: Shelf): ResolvedNode | undefined {
  const path = [...above, node.id];
  if (node.availability?.PH && shelf.holidays.length === 0) warnOfHolidays(node, shelf.sources);
  const onSale = both(around, node.availability && saleTimes(node.availability, shelf.holidays));
  if (node.kind !== "3e/product") warnOfNoSale(node, shelf.sources);
  if (isShelf(node)) return { ...node, items: node.items.flatMap((item) => shelve(item, onSale, path, shelf) ?? []) };
  if (node.kind !== "3e/product") return node;
  const product = withContexts(node);
  placeAlike(node, product, shelf.sources.placings);
  const known = alikeOf(product, shelf);
  if (known) {
    shelf.products.set(known.listing, { ...known, onSale: either(known.onSale, onSale) });
    return product.availability === known.node.availability ? known.node : asListed(product, known.listing);
  }
  const listing = listingFor(product.id, above.at(-1) ?? "", shelf);
  if (listing !== product.id) warnOfListing(product, listing, shelf.sources);
  if (listing === undefined) return undefined;
  shelf.products.set(listing, {
    listing,
    node: product,
    onSale,
    lists: listsIn(product),
    taxed: isTaxedByChannel(product),
    texts: new Map(),
  });
  return product;
}

/** The same product, sold elsewhere in the menu in the same way. */
function alikeOf(product: ResolvedNode, { products }: Shelf): Placed | undefined {
  const first = products.get(product.id);
  if (!first) return undefined;
  return [first, ...products.values()].find(({ node }) => node.id === product.id && isSoldAlike(node, product));
}

const LONGEST_ID = 128;
const MAX_LISTINGS = 100;

/** The product's own id if that is free; else with the category's, and numbered. */
function listingFor(product: string, category: string, { products, sources }: Shelf): string | undefined {
  if (!products.has(product)) return product;
  const numbers = Array.from({ length: MAX_LISTINGS }, (_, nth) => `${product}.${category}.${nth + 2}`);
  return [`${product}.${category}`, ...numbers].find((id) => id.length <= LONGEST_ID && !products.has(id) && !sources.items.has(id));
}

function warnOfListing(product: ResolvedNode, listing: string | undefined, { warnings, problems, placings }: Sources): void {
  const placing = placings.get(product);
  if (!placing) return;
  const { id } = product;
  const { path, put: at } = placing;
  const stands = `${id} stands elsewhere in the menu with another price or other options`;
  if (listing === undefined)
    problems.push({ code: "two-prices", path, at, message: `${stands}, and is left out here: there is no id for it.` });
  else warnings.push({ code: "two-prices", path, at, message: `${stands}; from here it is ordered as ${listing}.` });
}

function warnOfHolidays(node: ResolvedNode, { warnings, placings }: Sources): void {
  const placing = placings.get(node);
  if (!placing) return;
  const message = `${node.id} has times for public holidays, and the chain's calendar (its property publicHolidays) names none.`;
  warnings.push({
    code: "no-holidays",
    path: placing.path,
    at: { ...placing.at, pointer: `${placing.at.pointer}/availability/PH` },
    message,
  });
}

const CHOICES: readonly string[] = ["3e/group/options", "3e/group/config", "3e/group/upsell"];

/** A choice needs a product around it; and what has a price and is no product is not sold for it. */
function warnOfNoSale(node: ResolvedNode, { warnings, placings }: Sources): void {
  const placing = placings.get(node);
  if (!placing) return;
  const say = (message: string) => void warnings.push({ code: "not-for-sale", path: placing.path, at: placing.at, message });
  if (CHOICES.includes(node.kind))
    say(`What is in ${node.id} is not sold: ${node.kind} belongs into a product, and a category is a 3e/group/category.`);
  else if (node.price !== undefined || node.vat !== undefined)
    say(`${node.id} has a price or a tax rate, and is not sold: it is a ${node.kind}, and no 3e/product.`);
}

/** `copy`: of the same shape. */
function placeAlike(node: ResolvedNode, copy: ResolvedNode, placings: Sources["placings"]): void {
  const placing = placings.get(node);
  if (placing) placings.set(copy, placing);
  node.items.forEach((item, index) => {
    const other = copy.items[index];
    if (other) placeAlike(item, other, placings);
  });
}

/** What is said of a document is said once, wherever it is used. */
function warnOf(product: ResolvedNode, onSale: SaleTimes | undefined, tariff: Tariff, { warnings, placings }: Sources): void {
  for (const { about, code, pointer, message } of productFindings(product, onSale, tariff)) {
    const placing = placings.get(about);
    if (placing) warnings.push({ code, path: placing.path, at: { ...placing.at, pointer: placing.at.pointer + pointer }, message });
  }
}

const isSoldAlike = ({ availability: _a, ...node }: ResolvedNode, { availability: _b, ...other }: ResolvedNode) => isAlike(node, other);

const listsIn = (node: ResolvedNode): Set<string> =>
  new Set([
    ...(node.pricelists ?? []).flatMap(({ name, price }) => (price === undefined ? [] : [name])),
    ...node.items.flatMap((item) => [...listsIn(item)]),
  ]);

const isTaxedByChannel = (node: ResolvedNode): boolean => node.taxes !== undefined || node.items.some(isTaxedByChannel);
