// Which parts of a product's tree a choice selects. Price, rules and description all look at this one answer, so that they cannot disagree.
import type { CompiledNode, Configuration } from "./compiled";

/**
 * A node that counts, with those below it that count. `quantity`: as the guest gave it, per unit of the product around it;
 * groups and the root have none. `hidden`: a group that the filter does not show; nothing below it counts.
 */
export type SelectionNode = { node: CompiledNode; quantity?: string; hidden: boolean; items: SelectionNode[] };

/**
 * A product counts when its selection context holds its id and everything above it counts; a duplicate inside one node counts once there
 * and no more below that node, but sibling groups count it each (docs/wire.md, "Prices").
 */
export function chosenPart(product: CompiledNode, config: Configuration): SelectionNode {
  return partOf(product, undefined, { selected: config.selected ?? {}, filter: config.filter, struck: new Set() });
}

type Choice = { selected: Record<string, Record<string, string>>; filter: Configuration["filter"]; struck: Set<string> };

function partOf(node: CompiledNode, quantity: string | undefined, choice: Choice): SelectionNode {
  const part: SelectionNode = { node, hidden: !isVisible(node, choice.filter), items: [] };
  if (quantity !== undefined) part.quantity = quantity;
  if (part.hidden) return part;
  const struckHere: string[] = [];
  for (const item of node.items) {
    if (item.kind === "group") {
      part.items.push(partOf(item, undefined, choice));
      continue;
    }
    const selCtx = item.selCtx ?? node.selCtx;
    const amount = selCtx === undefined ? undefined : amountOf(choice.selected, selCtx, item.id);
    const entry = `${selCtx}\n${item.id}`;
    if (amount === undefined || choice.struck.has(entry)) continue;
    part.items.push(partOf(item, amount, choice));
    choice.struck.add(entry);
    struckHere.push(entry);
  }
  // What was struck here stays struck for what is below this node, never for its siblings.
  for (const entry of struckHere) choice.struck.delete(entry);
  return part;
}

/** The chosen quantity, or undefined. Contexts and ids are data: "constructor" is a name like any other. */
export function amountOf(selected: Record<string, Record<string, string>>, selCtx: string, id: string): string | undefined {
  const context = Object.hasOwn(selected, selCtx) ? selected[selCtx] : undefined;
  return context && Object.hasOwn(context, id) ? context[id] : undefined;
}

/**
 * A group with a `filter` is shown when one of its values is in the filter state of its first child's `fltCtx`.
 * No filter state at all shows all.
 */
function isVisible(node: CompiledNode, filter: Configuration["filter"]): boolean {
  if (!filter || !node.filter || node.kind === "product" || node.group === "plain") return true;
  const [first] = node.items;
  if (!first) return true;
  const context = first.fltCtx !== undefined && Object.hasOwn(filter, first.fltCtx) ? filter[first.fltCtx] : undefined;
  const values = Object.values(context ?? {});
  return node.filter.some((value) => values.includes(value));
}
