// A group in which something can be chosen has a name for the choice, `selCtx`.
// Where none is written, the tree gives it: the group's id, or, where that is taken, the id under that of the product around it.
import type { ResolvedNode } from "./resolve";

/** The product with a context for each of its groups that needs one. */
export function withContexts(product: ResolvedNode): ResolvedNode {
  const taken = contextsIn(product);
  const free = (names: readonly string[]): string => {
    const name = names.find((each) => !taken.has(each)) ?? numbered(names.at(-1) ?? "", taken);
    taken.add(name);
    return name;
  };
  const named = (node: ResolvedNode, around: string): ResolvedNode => {
    const selCtx = needsContext(node) ? free([node.id, `${around}.${node.id}`]) : node.selCtx;
    const within = node.kind === "3e/product" ? node.id : around;
    return { ...node, ...(selCtx !== undefined && { selCtx }), items: node.items.map((item) => named(item, within)) };
  };
  return named(product, product.id);
}

function contextsIn(node: ResolvedNode): Set<string> {
  const found = new Set(node.selCtx === undefined ? [] : [node.selCtx]);
  for (const item of node.items) for (const context of contextsIn(item)) found.add(context);
  return found;
}

/** What an upsell group suggests is a line of its own and no part of the choice, unless somebody says so. */
const CHOSEN_IN = ["3e/group/options", "3e/group/config", "3e/group"];

const needsContext = ({ kind, selCtx, items }: ResolvedNode): boolean =>
  selCtx === undefined && CHOSEN_IN.includes(kind) && items.some((item) => item.kind === "3e/product" && item.selCtx === undefined);

function numbered(name: string, taken: ReadonlySet<string>): string {
  for (let nth = 2; ; nth += 1) if (!taken.has(`${name}.${nth}`)) return `${name}.${nth}`;
}
