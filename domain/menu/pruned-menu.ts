// A menu, or a category, without what has nothing to do with certain items: what is said of those can be found
// without reading all the others.

/** Shows nothing and sells nothing, and keeps the places of those beside it. */
const placeholder = (index: number) => ({ id: `elsewhere-${index}`, kind: "3e/static" });

/** The items of a document, without those that neither refer to one of the `ids` nor ask by a query; every node stays in its place. */
export const itemsLeadingTo = (items: readonly unknown[], ids: ReadonlySet<string>): unknown[] =>
  items.map((item, index) => {
    if (!leads(item, ids)) return placeholder(index);
    const within = itemsOf(item);
    return within.length > 0 ? { ...Object(item), items: itemsLeadingTo(within, ids) } : item;
  });

function leads(node: unknown, ids: ReadonlySet<string>): boolean {
  const { id, kind, reference = id }: { id?: unknown; kind?: unknown; reference?: unknown } = Object(node);
  const refers = typeof reference === "string" && ids.has(reference);
  return kind === "3e/query" || refers || itemsOf(node).some((item) => leads(item, ids));
}

function itemsOf(node: unknown): unknown[] {
  const { items }: { items?: unknown } = Object(node);
  return Array.isArray(items) ? items : [];
}
