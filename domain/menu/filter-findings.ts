// Groups that no choice could ever show: what is in them cannot be chosen, and costs nothing when it is.
import { choicesOf } from "./group-bounds";
import type { ProductFinding } from "./product-finding";
import type { ResolvedNode } from "./resolve";

/** Groups with a filter that nothing in the product meets: neither its state, nor what can be chosen in it. */
export function neverShown(product: ResolvedNode): ProductFinding[] {
  const isFiltered = product.state?.filter !== undefined || emitsAnyway(product);
  if (!isFiltered && !emitsAnywhere(product)) return [];
  const values = valuesIn(product);
  const when = isFiltered ? "" : `, once a choice of ${product.id} emits anything`;
  return groupsIn(product)
    .filter((group) => !couldShow(group, values))
    .map((group) => {
      const wanted = filterOf(group).join(", ");
      const context = group.items[0]?.fltCtx;
      const why = context === undefined ? "its first item has no fltCtx" : `nothing of ${product.id} gives ${context} that value`;
      const message = `Nobody can choose anything of ${group.id}${when}: it is shown for ${wanted}, and ${why}.`;
      return { about: group, code: "cannot-be-chosen", pointer: "/filter", message };
    });
}

const FILTERED: readonly string[] = ["3e/group/options", "3e/group/config"];

const groupsIn = (node: ResolvedNode): ResolvedNode[] => [
  ...node.items.filter(({ kind }) => FILTERED.includes(kind)),
  ...node.items.flatMap(groupsIn),
];

const filterOf = ({ filter }: ResolvedNode): string[] => Object.values(filter ?? {}).flat();

const valueOf = (context: string, value: string) => `${context}\n${value}`;

/** As `isVisible` of the selection tree has it. `values`: all that the filter could hold. */
function couldShow(group: ResolvedNode, values: ReadonlySet<string>): boolean {
  const [first] = group.items;
  if (!group.filter || !first || !FILTERED.includes(group.kind)) return true;
  const { fltCtx } = first;
  return fltCtx !== undefined && filterOf(group).some((value) => values.has(valueOf(fltCtx, value)));
}

/** Values that the filter could hold: of the state, and what groups that could show let in, which may show more. */
function valuesIn(product: ResolvedNode): Set<string> {
  const given = Object.entries(product.state?.filter ?? {});
  const values = new Set(given.flatMap(([context, items]) => Object.values(items).map((value) => valueOf(context, value))));
  const visit = (node: ResolvedNode) => {
    for (const [context, value] of Object.entries(node.emit ?? {})) values.add(valueOf(context, value));
    if (couldShow(node, values)) node.items.forEach(visit);
  };
  for (let before = -1; before < values.size;) {
    before = values.size;
    visit(product);
  }
  return values;
}

const emits = ({ emit }: ResolvedNode): boolean => Object.keys(emit ?? {}).length > 0;

const emitsAnywhere = (node: ResolvedNode): boolean => emits(node) || node.items.some(emitsAnywhere);

/** Whatever is chosen: by itself, or by any choice that a group asks for. */
function emitsAnyway(node: ResolvedNode): boolean {
  const groups = node.items.filter(({ kind }) => kind !== "3e/product");
  const choices = node.kind === "3e/product" ? [] : choicesOf(node);
  const isAsked = (node.attrs?.selMin ?? 0) > 0 || (node.attrs?.qtyMin ?? 0) > 0;
  return emits(node) || groups.some(emitsAnyway) || (isAsked && choices.length > 0 && choices.every(emitsAnyway));
}
