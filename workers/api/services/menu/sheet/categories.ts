// The column `category` of a sheet: it puts a product into a category of a menu, and takes it out of none. It goes out as it comes in.
import type { Document } from "../../../../lib/db/authored";
import type { Placement } from "./sheet";
import { type SheetFinding, sheetFinding } from "./finding";

/** `menus`, `items`: those that change. `faults`: categories that are nowhere. `warnings`: categories that are made. */
export type CategoryPlacement = { menus: Document[]; items: Document[]; faults: SheetFinding[]; warnings: SheetFinding[] };

type Node = Record<string, unknown>;
/** The items of the chain, by which references are followed. */
type ItemOf = (id: string) => Document | undefined;
/** `stored`: the item that holds the category, where a reference stands for it. */
type Category = { node: Node; names: Node[]; stored: Document | undefined };

/**
 * By product, the categories that it stands in, as `MENU_id/category`;
 * one whose name is not its own alone in its menu cannot be told, and is left out.
 */
export function categoriesOf(menus: readonly Document[], itemOf: ItemOf): Map<string, string[]> {
  const placed = new Map<string, string[]>();
  for (const menu of menus) {
    const categories = categoriesWithin(menu, itemOf);
    for (const category of categories) {
      const { id } = category.node;
      if (typeof id !== "string" || categories.some((other) => other.node !== category.node && isNamed(other, id))) continue;
      for (const item of itemsOf(category.node)) {
        const product = referred(item);
        if (product !== undefined && !categoryIn(item, itemOf))
          placed.set(product, [...new Set([...(placed.get(product) ?? []), `${menu.id}/${id}`])]);
      }
    }
  }
  return placed;
}

/** What a reference stands for, else undefined. */
const referred = ({ kind, id, reference = id }: Node): string | undefined =>
  kind === "3e/ref" && typeof reference === "string" ? reference : undefined;

function categoryIn(node: Node, itemOf: ItemOf): Category | undefined {
  if (isCategory(node)) return { node, names: [node], stored: undefined };
  const stored = itemOf(referred(node) ?? "");
  return stored && isCategory(stored) ? { node: stored, names: [stored, { details: node.details }], stored } : undefined;
}

/** In the order of the menu, each once, however often it is referred to. */
function categoriesWithin(node: Node, itemOf: ItemOf, seen: Set<Node> = new Set()): Category[] {
  return itemsOf(node).flatMap((item) => {
    const category = categoryIn(item, itemOf);
    if (!category || seen.has(category.node)) return [];
    seen.add(category.node);
    return [category, ...categoriesWithin(category.node, itemOf, seen)];
  });
}

/**
 * A category is named by its id or by any of its names, `MENU_id/name` where the chain has several menus.
 * One that is not there is made, where it is clear in which menu; in a chain without any menu so is the menu that is named.
 */
export function placeInMenus(placements: readonly Placement[], menus: readonly Document[], stored: ItemOf): CategoryPlacement {
  const changed = new Map(menus.map((menu) => [menu.id, menu]));
  const items = new Map<string, Document>();
  const itemOf: ItemOf = (id) => items.get(id) ?? stored(id);
  const faults: SheetFinding[] = [];
  const warnings: SheetFinding[] = [];
  for (const { row, product, category } of placements) {
    if (menus.length === 0) {
      const id = MENU_NAMED.exec(category)?.[1];
      if (id !== undefined && !changed.has(id)) changed.set(id, { id, items: [] });
    }
    const [menu, name] = named(category, changed);
    const candidates = menu === undefined ? [...changed.values()] : [...changed.values()].filter(({ id }) => id === menu);
    const having = candidates.filter((each) => categoriesWithin(each, itemOf).some((one) => isNamed(one, name)));
    for (const each of having) {
      for (const one of categoriesWithin(each, itemOf))
        if (one.stored) items.set(one.stored.id, { ...withProduct(one.stored, name, product, one.names), id: one.stored.id });
      changed.set(each.id, { ...each, items: itemsOf(each).map((node) => withProduct(node, name, product)) });
    }
    if (having.length > 0) continue;
    const [only, another] = candidates;
    if (!only || another) {
      const known = [...changed.keys()].join(", ");
      const where = only ? `name the menu, such as ${only.id}/${name}; the chain has ${known}` : "the chain has no menu yet";
      faults.push(sheetFinding("invalid", row, "category", `there is no category "${name}" in any menu: ${where}`));
      continue;
    }
    const made = categoryOf(name, itemsOf(only), product);
    changed.set(only.id, { ...only, items: [...itemsOf(only), made] });
    warnings.push(sheetFinding("category-new", row, "category", `there was no category "${name}": a new one is made in ${only.id}`));
  }
  return { menus: [...changed.values()].filter((menu) => !menus.includes(menu)), items: [...items.values()], faults, warnings };
}

const MENU_NAMED = /^([a-zA-Z0-9_.-]{1,128})\/./;

/** A slash stands in names, too. */
function named(category: string, menus: ReadonlyMap<string, Document>): [menu: string | undefined, name: string] {
  const [, menu = "", name = ""] = /^([^/]+)\/(.+)$/.exec(category) ?? [];
  return menus.has(menu) ? [menu, name.trim()] : [undefined, category];
}

const itemsOf = ({ items }: Node): Node[] => (Array.isArray(items) ? items.map((item): Node => Object(item)) : []);

const isCategory = ({ kind }: Node): boolean => kind === "3e/group/category" || kind === "3e/group";

const isNamed = ({ node, names }: Pick<Category, "node" | "names">, name: string): boolean =>
  node.id === name || names.some((each) => isCalled(each, name));

function isCalled({ details }: Node, name: string): boolean {
  const { literals }: { literals?: unknown } = Object(details);
  const names = Object.entries(Object(literals)).filter(([key]) => /^name(-|$)/.test(key));
  return names.some(([, text]) => typeof text === "string" && text.toLowerCase() === name.toLowerCase());
}

/** `names`: the category itself, and the reference to it, which may call it otherwise. */
function withProduct(node: Node, name: string, product: string, names: Node[] = [node]): Node {
  if (!isCategory(node)) return node;
  const items = itemsOf(node).map((item) => withProduct(item, name, product));
  const isThere = !isNamed({ node, names }, name) || items.some(({ id, reference }) => (reference ?? id) === product);
  return { ...node, items: isThere ? items : [...items, { kind: "3e/ref", reference: product }] };
}

function categoryOf(name: string, siblings: readonly Node[], product: string): Node {
  const plain = name
    .normalize("NFD")
    .replace(/[^\w .-]/g, "")
    .trim()
    .replace(/[^\w.-]+/g, "-")
    .slice(0, 100);
  const base = plain === "" ? "category" : plain;
  const isFree = (id: string) => siblings.every((node) => node.id !== id);
  const id = [base, ...siblings.map((_, index) => `${base}-${index + 2}`)].find(isFree) ?? `${base}-${siblings.length + 2}`;
  return { id, kind: "3e/group/category", details: { literals: { name } }, items: [{ kind: "3e/ref", reference: product }] };
}
