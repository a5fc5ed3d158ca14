// What compiling would say of documents, before they are kept: every door through which menus are written asks here.
import { type MenuSource, onceEach, type PreparedMenu, prepareMenu } from "./compile";
import { type Finding, type MenuPart, nothingToSell } from "./finding";
import type { PriceList } from "./price-list";
import { priceListFindings } from "./price-list-findings";
import type { ResolvedNode } from "./resolve";

/** Authored documents by id. */
export type Documents = { items: ReadonlyMap<string, unknown>; menus: ReadonlyMap<string, unknown>; priceLists: readonly PriceList[] };

/** What a chain's menus are compiled with. `venues`: ids of the chain's. */
export type House = Required<Pick<MenuSource, "currency" | "holidays" | "venues">>;

/** Of all of it: what would be left out, not sold, not ordered, or given away; and products that are in no menu. */
export function inspect({ items, menus, priceLists }: Documents, house: House): Finding[] {
  const prepared = [...menus].map(([id, menu]) => prepareMenu({ menu: { ...Object(menu), id }, items, priceLists, ...house }));
  const unsold = prepared.map(unsoldIn);
  const lonely = [...items].filter(([id, item]) => isProduct(item) && unsold.every((ids) => ids.has(id))).map(([id]) => id);
  const used = new Set(prepared.flatMap((one) => [...one.used]));
  return onceEach([
    ...prepared.flatMap(({ id, products, problems, warnings }) => [
      ...problems,
      ...warnings,
      ...(products.size === 0 ? [nothingToSell(id)] : []),
    ]),
    ...alone(lonely, { items, priceLists }, house),
    ...priceLists.flatMap((list) => priceListFindings(list, { used, ...house })),
  ]);
}

/**
 * What is said of `after`, and concerns what was written, or was not so `before`.
 * `isWritten`: whether a document is among those that somebody is about to write.
 */
export function newFindings(
  before: readonly Finding[],
  after: readonly Finding[],
  isWritten: (part: MenuPart, id: string) => boolean,
): Finding[] {
  const known = new Set(before.map(keyOf));
  return after.filter((finding) => isWritten(finding.at.part, finding.at.id) || !known.has(keyOf(finding)));
}

const keyOf = ({ code, at, message }: Finding) => `${code} ${at.part}/${at.id}${at.pointer} ${message}`;

const isProduct = (document: unknown): boolean =>
  typeof document === "object" && document !== null && Reflect.get(document, "kind") === "3e/product";

/** Items that the menu does not refer to, and products that stand in it for show alone. What is left out of it is told by itself. */
function unsoldIn({ unreachable, shown }: PreparedMenu): Set<string> {
  const [sold, aside] = [new Set<string>(), new Set<string>()];
  for (const { node, isSold } of productsOf(shown, true, false)) (isSold ? sold : aside).add(node.reference ?? node.id);
  return new Set([...unreachable, ...[...aside].filter((id) => !sold.has(id))]);
}

type Standing = { node: ResolvedNode; isSold: boolean };

/**
 * All products among the nodes and below. On a shelf those are sold that stand there or in its groups; within a product those that can be
 * chosen. What an upsell group suggests is a line of its own, unless it has a choice.
 */
function productsOf(nodes: readonly ResolvedNode[], isSold: boolean, isWithin: boolean): Standing[] {
  return nodes.flatMap((node) => {
    const isOrdered = node.kind === "3e/product";
    const isOpen = isOrdered || (isWithin ? isChosenIn(node) : SHELVES.includes(node.kind));
    const below = productsOf(node.items, isSold && isOpen, isWithin || isOrdered);
    return isOrdered ? [{ node, isSold }, ...below] : below;
  });
}

const SHELVES: readonly string[] = ["3e/group", "3e/group/category"];
const isChosenIn = ({ kind, selCtx, items }: ResolvedNode): boolean =>
  kind !== "3e/group/upsell" || selCtx !== undefined || items.some((item) => item.selCtx !== undefined);

/** Products that stand in no menu are looked at as if they stood in one. */
function alone(ids: readonly string[], { items, priceLists }: Omit<Documents, "menus">, house: House): Finding[] {
  if (ids.length === 0) return [];
  const category = { id: "none", kind: "3e/group/category", items: ids.map((reference) => ({ kind: "3e/ref", reference })) };
  const { problems, warnings } = prepareMenu({ menu: { id: "none", items: [category] }, items, priceLists, ...house });
  const missing = ids.map((id): Finding => {
    return { code: "in-no-menu", path: [id], at: { part: "items", id, pointer: "" }, message: `${id} is on sale in no menu.` };
  });
  const said = [...problems, ...warnings].filter(({ at }) => at.part === "items");
  return [...missing, ...said.map((finding) => ({ ...finding, path: finding.path.slice(2) }))];
}
