// Which items a query stands for: the answer is found when the menu is compiled, never while a guest waits.
import { plainName } from "./default-name";
import { compare, parseDecimal, ZERO } from "../pricing/decimal";
import { AuthoredNode, type ProductQuery } from "./authored";

type Library = { items: ReadonlyMap<string, unknown> };
type Found = { id: string; node: AuthoredNode };

/** Ids of the items that answer all of it, in the order asked for; items that cannot be read answer nothing. */
export function idsMatching(
  { ids, kinds = ["3e/product"], tags = [], extra = {}, sort = "id", limit }: ProductQuery,
  { items }: Library,
): string[] {
  const named = ids ?? [...items.keys()];
  const found = named.flatMap((id): Found[] => {
    const { data: node } = AuthoredNode.safeParse(items.get(id));
    if (!node || !kinds.includes(node.kind)) return [];
    const own = (node._?.tags ?? "").split(",").map((tag) => tag.trim());
    const fits = tags.every((tag) => own.includes(tag)) && Object.entries(extra).every(([key, value]) => node._?.[key] === value);
    return fits ? [{ id, node }] : [];
  });
  const sorted = ids && sort === "id" ? found : found.toSorted((a, b) => orders[sort](a, b) || byId(a, b));
  return sorted.slice(0, limit).map(({ id }) => id);
}

const byId = (a: Found, b: Found) => (a.id === b.id ? 0 : a.id < b.id ? -1 : 1);
const nameOf = ({ id, node }: Found) => plainName(node.details?.literals ?? {}) ?? id;
const priceOf = ({ node }: Found) => parseDecimal(node.price ?? "0") ?? ZERO;

const orders = {
  id: byId,
  name: (a: Found, b: Found) => (nameOf(a) === nameOf(b) ? 0 : nameOf(a) < nameOf(b) ? -1 : 1),
  price: (a: Found, b: Found) => compare(priceOf(a), priceOf(b)),
};
