// What an item stands for, by way of whatever others; and whether it would stand for itself.
import type { Fault } from "../../../../domain/menu/validate-authored";
import { circles, referencesIn } from "../../../../domain/menu/reference-graph";
import type { Document } from "../../../lib/db/authored";

/** No menu is resolved deeper. */
const DEEPEST = 64;

type Named = (ids: readonly string[]) => Promise<Document[]>;

/** The documents, and all that they refer to, by id. Reads level by level; what is not there is left out. */
export async function reachable(documents: readonly Document[], named: Named): Promise<Map<string, Document>> {
  const known = new Map(documents.map((document) => [document.id, document]));
  const asked = new Set(known.keys());
  let next = fresh(documents, asked);
  for (let depth = 0; depth < DEEPEST && next.length > 0; depth += 1) {
    const found = await named(next);
    for (const item of found) known.set(item.id, item);
    next = fresh(found, asked);
  }
  return known;
}

/** A reference to what is not there yet is no fault: items come in any order. */
export async function leadsBack(document: Document, named: Named): Promise<Fault[]> {
  const all = [...(await reachable([document], named)).values()].map((item) => ({ pointer: "", id: item.id, document: item }));
  return circles(all).flatMap(({ ids, message }) => {
    const at = ids.indexOf(document.id);
    const after = ids[(at + 1) % ids.length];
    const reference = referencesIn(document).find(({ target }) => target === after);
    return at < 0 || !reference ? [] : [{ code: "reference-circle", pointer: reference.pointer, message }];
  });
}

function fresh(documents: readonly Document[], asked: Set<string>): string[] {
  const targets = [...new Set(documents.flatMap((item) => referencesIn(item).map(({ target }) => target)))].filter((id) => !asked.has(id));
  for (const id of targets) asked.add(id);
  return targets;
}
