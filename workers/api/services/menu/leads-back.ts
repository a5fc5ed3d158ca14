// Whether an item, as somebody is about to write it, would stand for itself by way of others.
import type { Fault } from "../../../../domain/menu/authoring";
import { circles, referencesIn } from "../../../../domain/menu/reference-graph";
import type { Document } from "../../../lib/db/authored";

/** No menu is resolved deeper. */
const DEEPEST = 64;

/** Reads only what the item refers to, level by level. A reference to what is not there yet is no fault: items come in any order. */
export async function leadsBack(document: Document, named: (ids: readonly string[]) => Promise<Document[]>): Promise<Fault[]> {
  const known = new Map([[document.id, document]]);
  const asked = new Set([document.id]);
  let next = fresh([document], asked);
  for (let depth = 0; depth < DEEPEST && next.length > 0; depth += 1) {
    const found = await named(next);
    for (const item of found) known.set(item.id, item);
    next = fresh(found, asked);
  }
  const all = [...known.values()].map((item) => ({ pointer: "", id: item.id, document: item }));
  return circles(all).flatMap(({ ids, message }) => {
    const at = ids.indexOf(document.id);
    const after = ids[(at + 1) % ids.length];
    const reference = referencesIn(document).find(({ target }) => target === after);
    return at < 0 || !reference ? [] : [{ pointer: reference.pointer, message }];
  });
}

function fresh(documents: readonly Document[], asked: Set<string>): string[] {
  const targets = [...new Set(documents.flatMap((item) => referencesIn(item).map(({ target }) => target)))].filter((id) => !asked.has(id));
  for (const id of targets) asked.add(id);
  return targets;
}
