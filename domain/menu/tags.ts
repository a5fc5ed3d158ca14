import type { CompiledNode } from "./compiled";
import type { ProductDescription } from "./product-description";

/** What the chain calls a product in its discount rules: the comma list in the extra `tags`, blanks ignored. */
export function tagsOf(node: CompiledNode | ProductDescription): string[] {
  const tags = (node.extra?.tags ?? "").split(",").map((tag) => tag.trim());
  return [...new Set(tags)].filter((tag) => tag !== "");
}
