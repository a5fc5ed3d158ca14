// The rules of choosing (docs/wire.md, "Choosing"). Every breach is told, each in a sentence that a guest could read.
import { plainName } from "./default-name";
import { compare, type Decimal, ONE, parseDecimal, plus, ZERO } from "../pricing/decimal";
import type { SelectionNode } from "./selection-tree";
import type { Bounds, CompiledNode, Configuration } from "./compiled";
import { isEmptied, isSellable } from "./sellable";
import type { Violation } from "./violation";

/**
 * What is wrong with the entries by themselves: contexts and items that the product does not have, quantities that are no amounts. An
 * item that exists but whose parent is not chosen is no breach: it does not count.
 */
export function entryViolations(product: CompiledNode, selected: NonNullable<Configuration["selected"]>): Violation[] {
  const known = selectable(product);
  return Object.entries(selected).flatMap(([selCtx, items]) => {
    const ids = known.get(selCtx);
    if (!ids)
      return [
        { path: [product.id, selCtx], rule: "unknown-context", message: `${nameOf(product)} has nothing to choose under "${selCtx}".` },
      ];
    return Object.entries(items).flatMap(([id, quantity]): Violation[] => {
      const path = [product.id, selCtx, id];
      if (!ids.has(id))
        return [{ path, rule: "unknown-item", message: `"${id}" cannot be chosen under "${selCtx}" of ${nameOf(product)}.` }];
      if (readQuantity(quantity)) return [];
      return [{ path, rule: "quantity", message: `"${quantity}" is no quantity: give a decimal number of zero or more.` }];
    });
  });
}

/** Compiled products never change, and the same ones are asked about all day. */
const selectables = new WeakMap<CompiledNode, Map<string, Set<string>>>();

/** What can be chosen in the product's tree: item ids by selection context. */
function selectable(product: CompiledNode): Map<string, Set<string>> {
  const before = selectables.get(product);
  if (before) return before;
  const known = new Map<string, Set<string>>();
  const idsOf = (selCtx: string) => {
    const ids = known.get(selCtx) ?? new Set();
    known.set(selCtx, ids);
    return ids;
  };
  const visit = (node: CompiledNode) => {
    if (node.kind === "group" && node.selCtx !== undefined) idsOf(node.selCtx);
    for (const item of node.items) {
      const selCtx = item.selCtx ?? node.selCtx;
      if (item.kind === "product" && selCtx !== undefined) idsOf(selCtx).add(item.id);
      visit(item);
    }
  };
  visit(product);
  selectables.set(product, known);
  return known;
}

/**
 * What is wrong with the choice as a whole. Looks only at what counts: hidden groups and parts of items that are
 * not chosen ask for nothing.
 */
export function choiceViolations(
  part: SelectionNode,
  locked: ReadonlySet<string>,
  path: string[] = [part.node.id],
  around?: Bounds,
): Violation[] {
  const { node, items, hidden } = part;
  if (hidden) return [];
  if (node.kind === "product" && !isSellable(node, locked)) {
    return [{ path, rule: "locked", message: `${nameOf(node)} is sold out.` }];
  }
  const own = node.kind === "group" ? groupViolations(part, locked, path) : itemViolations(part, path, around);
  const bounds = node.kind === "group" ? (node.bounds ?? {}) : undefined;
  return [...own, ...items.flatMap((item) => choiceViolations(item, locked, [...path, item.node.id], bounds))];
}

function groupViolations({ node, items }: SelectionNode, locked: ReadonlySet<string>, path: string[]): Violation[] {
  const { selMin, selMax, qtyMin, qtyMax } = node.bounds ?? {};
  const chosen = items.filter((item) => item.node.kind === "product");
  const quantity = chosen.map((item) => readQuantity(item.quantity ?? "1") ?? ZERO).reduce(plus, ZERO);
  const name = nameOf(node);
  const emptied = isEmptied(node, locked);
  const breaches: [broken: boolean, rule: string, message: string][] = [
    [!emptied && chosen.length < (selMin ?? 0), "selMin", `Choose at least ${selMin} of ${name}: ${chosen.length} chosen.`],
    [chosen.length > (selMax ?? Infinity), "selMax", `Choose at most ${selMax} of ${name}: ${chosen.length} chosen.`],
    [!emptied && toNumber(quantity) < (qtyMin ?? 0), "qtyMin", `Take at least ${qtyMin} in total of ${name}: ${toNumber(quantity)} taken.`],
    [toNumber(quantity) > (qtyMax ?? Infinity), "qtyMax", `Take at most ${qtyMax} in total of ${name}: ${toNumber(quantity)} taken.`],
  ];
  return breaches.filter(([broken]) => broken).map(([, rule, message]) => ({ path, rule, message }));
}

/** `around`: the bounds of the group that the item is chosen in. */
function itemViolations(part: SelectionNode, path: string[], around: Bounds | undefined): Violation[] {
  const quantity = part.quantity === undefined ? undefined : readQuantity(part.quantity);
  if (!quantity) return [];
  const violations = quantityViolations(part.node, toNumber(quantity), path);
  const name = nameOf(part.node);
  if (!isWhole(quantity) && around?.allowFraction !== true) {
    violations.push({ path, rule: "allowFraction", message: `${name} is sold whole: ${part.quantity} taken.` });
  }
  // An item that states its own maximum has said how often it may be taken.
  const onlyOne = around !== undefined && around.allowMultiple !== true && part.node.bounds?.qtyMax === undefined;
  if (onlyOne && compare(quantity, ONE) > 0) {
    violations.push({ path, rule: "allowMultiple", message: `${name} can be taken once: ${part.quantity} taken.` });
  }
  return violations;
}

/** The product's bounds on its own quantity: of an item in a group, or of a whole line. */
export function quantityViolations({ bounds, ...node }: CompiledNode, quantity: number, path: string[]): Violation[] {
  const violations: Violation[] = [];
  if (quantity < (bounds?.qtyMin ?? 0)) {
    violations.push({ path, rule: "qtyMin", message: `Take at least ${bounds?.qtyMin} of ${nameOf(node)}: ${quantity} taken.` });
  }
  if (quantity > (bounds?.qtyMax ?? Infinity)) {
    violations.push({ path, rule: "qtyMax", message: `Take at most ${bounds?.qtyMax} of ${nameOf(node)}: ${quantity} taken.` });
  }
  return violations;
}

const nameOf = ({ id, literals }: Pick<CompiledNode, "id" | "literals">) => plainName(literals) ?? id;

/** Undefined when it is no quantity; that is told where the entries are looked at, and counts for nothing here. */
function readQuantity(text: string): Decimal | undefined {
  const quantity = parseDecimal(text);
  return quantity && compare(quantity, ZERO) >= 0 ? quantity : undefined;
}

const toNumber = ({ digits, scale }: Decimal) => Number(`${digits}e-${scale}`);
const isWhole = ({ digits, scale }: Decimal) => digits % 10n ** BigInt(scale) === 0n;
