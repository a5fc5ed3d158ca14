// What authored nodes stand for, over many documents at once: references that lead nowhere,
// and such that lead back to where they come from.
import type { Fault } from "./validate-authored";

/** Where a document stands among many, and what it is. */
export type PlacedDocument = { pointer: string; id: string; document: unknown };

type Reference = { target: string; pointer: string };

/** All references within a node, at whatever depth. */
export function referencesIn(document: unknown): Reference[] {
  const found: Reference[] = [];
  const visits: { node: unknown; pointer: string }[] = [{ node: document, pointer: "" }];
  for (let visit = visits.pop(); visit; visit = visits.pop()) {
    const { node, pointer } = visit;
    if (typeof node !== "object" || node === null) continue;
    const { id, kind, reference, items }: { id?: unknown; kind?: unknown; reference?: unknown; items?: unknown } = node;
    const [field, target] = typeof reference === "string" ? ["reference", reference] : ["id", id];
    if (kind === "3e/ref" && typeof target === "string") found.push({ target, pointer: `${pointer}/${field}` });
    if (Array.isArray(items))
      visits.push(...items.map((item, index) => ({ node: item, pointer: `${pointer}/items/${index}` })).toReversed());
  }
  return found;
}

/** References of `documents` to items that are not there. */
export function missing(documents: readonly PlacedDocument[], isThere: (item: string) => boolean): Fault[] {
  return documents.flatMap(({ pointer, document }) =>
    referencesIn(document)
      .filter(({ target }) => !isThere(target))
      .map((reference) => ({
        code: "reference-missing" as const,
        pointer: `${pointer}${reference.pointer}`,
        message: `there is no item "${reference.target}"`,
      })),
  );
}

/** A circle of references: `ids` of the items that it goes through, and the reference that closes it. */
export type Circle = Fault & { ids: string[] };

/** References between `items` that lead back to where they come from; each circle is told once. */
export function circles(items: readonly PlacedDocument[]): Circle[] {
  const faults: Circle[] = [];
  const edges = new Map(items.map(({ id, document, pointer }) => [id, { pointer, references: referencesIn(document) }]));
  const done = new Set<string>();
  for (const { id } of items) {
    if (done.has(id)) continue;
    // Goes step by step: a chain of references may be as long as there are items.
    const trail: { id: string; next: number }[] = [{ id, next: 0 }];
    const onTrail = new Set([id]);
    for (let here = trail.at(-1); here; here = trail.at(-1)) {
      const reference = edges.get(here.id)?.references[here.next];
      if (!reference) {
        done.add(here.id);
        onTrail.delete(here.id);
        trail.pop();
        continue;
      }
      here.next += 1;
      const { target } = reference;
      if (onTrail.has(target)) {
        const ids = trail.slice(trail.findIndex((step) => step.id === target)).map((step) => step.id);
        const at = `${edges.get(here.id)?.pointer ?? ""}${reference.pointer}`;
        faults.push({
          code: "reference-circle",
          pointer: at,
          message: `this reference leads back to itself: ${[...ids, target].join(" → ")}`,
          ids,
        });
      } else if (!done.has(target) && edges.has(target)) {
        trail.push({ id: target, next: 0 });
        onTrail.add(target);
      }
    }
  }
  return faults;
}
