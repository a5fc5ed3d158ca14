// Ids are text. Tills and spreadsheets write numbers; what is kept is what everybody else refers to.
// A number that is not whole, or too large for JSON to keep whole, stays a number and is refused.

const NAMES = ["id", "reference", "selCtx"] as const;
/** No document may be deeper; what is, stays as it is and is refused. */
const DEEPEST = 64;

/** The document, and all nodes within it, with ids that are text. */
export function withTextIds(node: unknown, depth = 0): unknown {
  if (typeof node !== "object" || node === null || Array.isArray(node) || depth > DEEPEST) return node;
  const numbers = NAMES.flatMap((name) => {
    const id: unknown = Reflect.get(node, name);
    return Number.isSafeInteger(id) ? [[name, String(id)] as const] : [];
  });
  const items: unknown = Reflect.get(node, "items");
  return {
    ...node,
    ...Object.fromEntries(numbers),
    ...(Array.isArray(items) && { items: items.map((item) => withTextIds(item, depth + 1)) }),
  };
}
