// The menu in short: categories and what is in them, with one price each, for those who only list what there is.
import { fromDecimal, toDecimal } from "../pricing/money";
import { shownPrice } from "../pricing/shown-price";
import type { CompiledNode, SaleTimes } from "./compiled";
import type { MenuPage, PageNode } from "./guest-menu";
import { both, saleTimes } from "./sale-times";

/** `price`: major units, as it stands in a list. `onSale`: with the times of the categories around it; absent is always. */
export type ShortProduct = {
  id: string;
  literals: Record<string, string>;
  price: string;
  img?: string;
  /** Names by which chains sort their products: tags, and the category that an importer wrote. */
  tags: string[];
  /** The product that this is at another price, or with another choice. */
  listingOf?: string;
  /** Ids of products that go well with it. */
  upsell: string[];
  onSale?: SaleTimes;
};
/** `path`: ids of the categories around it. */
export type ShortCategory = { id: string; path: string[]; literals: Record<string, string>; products: ShortProduct[] };

/** `holidays`: public ones, by the chain's calendar. */
export function menuSummary(page: MenuPage, decimals: number, holidays: readonly string[] = []): ShortCategory[] {
  const categories: ShortCategory[] = [];
  const walk = (node: PageNode, path: string[], around: SaleTimes | undefined): void => {
    const times = both(around, timesOf(node, holidays));
    const items = node.items ?? [];
    const products = items.filter(({ kind }) => kind === "3e/product").map((product) => short(product, times, decimals, holidays));
    categories.push({ id: node.id, path, literals: node.details?.literals ?? {}, products });
    for (const item of items) if (item.kind.startsWith("3e/group")) walk(item, [...path, node.id], times);
  };
  for (const category of page.items) if (category.kind.startsWith("3e/group")) walk(category, [], undefined);
  return categories;
}

function short(product: PageNode, around: SaleTimes | undefined, decimals: number, holidays: readonly string[]): ShortProduct {
  const minPrice = product.minPrice === undefined ? undefined : fromDecimal(product.minPrice, decimals);
  const price = shownPrice(priceable(product), {}, decimals, { minPrice });
  const onSale = both(around, timesOf(product, holidays));
  return {
    id: product.id,
    literals: product.details?.literals ?? {},
    price: toDecimal(price.ok ? price.value : 0, decimals),
    ...(product.img !== undefined && { img: product.img }),
    tags: [...listed(product._?.tags), ...listed(product._?.category)],
    upsell: listed(product._?.upsell),
    ...(product.reference !== undefined && { listingOf: product.reference }),
    ...(onSale && { onSale }),
  };
}

const timesOf = ({ availability }: PageNode, holidays: readonly string[]) => availability && saleTimes(availability, holidays);

/** What pricing looks at. */
const priceable = ({ id, kind, price, selCtx, fltCtx, filter, state, items = [] }: PageNode): CompiledNode => ({
  id,
  kind: kind === "3e/product" ? "product" : "group",
  group: kind === "3e/product" ? undefined : "options",
  price,
  selCtx,
  fltCtx,
  filter: filter && Object.values(filter).flat(),
  state,
  literals: {},
  items: items.filter((item) => item.kind === "3e/product" || item.kind.startsWith("3e/group")).map(priceable),
});

const listed = (text: string | undefined): string[] =>
  (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
