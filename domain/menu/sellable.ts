// What an "86" means for a product's tree (docs/wire.md, "Locks").
import type { CompiledNode } from "./compiled";

/** A locked product goes, an options group left empty goes, and a product that loses a vital group goes with it. */
export function isSellable(node: CompiledNode, locked: ReadonlySet<string>): boolean {
  if (locked.size === 0) return true;
  if (node.kind === "product" && locked.has(node.id)) return false;
  if (node.items.some((item) => item.bounds?.vital === true && !isSellable(item, locked))) return false;
  return node.group !== "options" || node.items.some((item) => isSellable(item, locked));
}

/** True for a group in which nothing is left to choose because of locks: nobody can be asked to choose there. */
export const isEmptied = (group: CompiledNode, locked: ReadonlySet<string>): boolean =>
  locked.size > 0 && group.items.length > 0 && !group.items.some((item) => isSellable(item, locked));
