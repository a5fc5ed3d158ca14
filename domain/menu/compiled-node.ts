import { parseDecimal } from "../pricing/decimal";
import type { Bounds, CompiledNode } from "./compiled";
import { plainName } from "./default-name";
import type { ResolvedNode } from "./resolve";

/** A resolved node shaped for configuring and pricing. */
export function compiledNode(node: ResolvedNode): CompiledNode {
  const { id, kind, price, vat, selCtx, fltCtx, emit, state, filter, details, drs, _: extra } = node;
  return {
    id,
    kind: kind === "3e/product" ? "product" : "group",
    ...(kind !== "3e/product" && { group: groupSort(kind) }),
    price,
    basePrice: extra?.basePrice,
    vat,
    selCtx,
    fltCtx,
    filter: filter && Object.values(filter).flat(),
    emit,
    bounds: boundsOf(node),
    state,
    literals: namedLiterals(details?.literals),
    img: node.img ?? (details?.media?.find(({ name }) => name === "MAIN_IMG") ?? details?.media?.[0])?.url,
    drs: drs !== undefined && parseDecimal(drs) ? drs : undefined,
    extra,
    items: node.items.map(compiledNode),
  };
}

/** What is ordered goes on slips in whatever language there is. */
function namedLiterals(literals: Record<string, string> = {}): Record<string, string> {
  const name = plainName(literals);
  return name === undefined || literals.name === name ? literals : { ...literals, name };
}

/**
 * Everything that is no product counts as a group, static content included: the front-end looks at a group's first child, whatever it is.
 */
function groupSort(kind: Exclude<ResolvedNode["kind"], "3e/product">): NonNullable<CompiledNode["group"]> {
  switch (kind) {
    case "3e/group/options":
      return "options";
    case "3e/group/config":
      return "config";
    case "3e/group/upsell":
      return "upsell";
    case "3e/group":
    case "3e/group/category":
    case "3e/ref":
    case "3e/query":
    case "3e/static":
    case "3e/cms":
      return "plain";
  }
}

function boundsOf({ attrs, qtyMin, qtyMax }: ResolvedNode): Bounds | undefined {
  const bounds: Bounds = { ...attrs, qtyMin: attrs?.qtyMin ?? qtyMin, qtyMax: attrs?.qtyMax ?? qtyMax };
  return Object.values(bounds).some((bound) => bound !== undefined) ? bounds : undefined;
}
