// Ids that a program has changed on their way: spreadsheets take the zeros of 0051 away, and people write P1 for p1.
import type { Document } from "../../../lib/db/authored";
import type { Existing } from "../../../lib/db/menu-import";

const bare = (id: string) => id.toLowerCase().replace(/^0+(?=.)/, "");

/** New items whose ids differ only in zeros before them, or in case, from one that is there or is brought, too. */
export function similarIdsIn(brought: readonly Document[], { items }: Pick<Existing, "items">): { id: string; message: string }[] {
  const known = new Map([...items.keys()].map((id) => [bare(id), id]));
  return brought.flatMap(({ id }) => {
    const other = known.get(bare(id));
    known.set(bare(id), other ?? id);
    if (items.has(id) || other === undefined || other === id) return [];
    return [{ id, message: `${id} is a product of its own, beside ${other}: is it the same one, written otherwise?` }];
  });
}
