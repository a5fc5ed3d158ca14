// A bundle of items, menus and price lists, as an import brings it: what can be read of it,
// and what is wrong with it and how it fits what is there.
import type { Fault } from "../../../../domain/menu/validate-authored";
import { circles, missing, type PlacedDocument } from "../../../../domain/menu/reference-graph";
import { withTextIds } from "../../../../domain/menu/text-ids";
import type { AuthoredKind, Document } from "../../../lib/db/authored";
import { type Brought, type Existing, PARTS } from "../../../lib/db/menu-import";
import { documentFaults } from "./document-faults";

const KINDS: Record<(typeof PARTS)[number], AuthoredKind> = { items: "item", menus: "menu", priceLists: "price-list" };

/** `brought`: the documents that have an id; those that have none are faults. `places`: where each stands in its part. */
export type Bundle = { brought: Brought; places: Record<(typeof PARTS)[number], ReadonlyMap<string, number>>; faults: Fault[] };

export function readBundle(bundle: Readonly<Record<string, unknown>>): Bundle {
  const faults: Fault[] = [];
  const brought: Brought = {};
  const places = { items: new Map<string, number>(), menus: new Map<string, number>(), priceLists: new Map<string, number>() };
  for (const part of PARTS) {
    const written = bundle[part];
    if (!Array.isArray(written)) continue;
    const documents: Document[] = [];
    const first = places[part];
    written.forEach((raw: unknown, index) => {
      const at = `/${part}/${index}`;
      const document = identified(raw);
      if (!document)
        return void faults.push(fault(`${at}/id`, "expected a document with an id: text, or a whole number of at most fifteen digits"));
      const twice = first.get(document.id);
      if (twice === undefined) first.set(document.id, index);
      else faults.push({ ...fault(`${at}/id`, `${document.id} stands at /${part}/${twice} already`), code: "id-repeated" });
      documents.push(document);
      for (const { code, pointer, message } of documentFaults(KINDS[part], document))
        faults.push({ code, pointer: `${at}${pointer === "/" ? "" : pointer}`, message: `${document.id}: ${message}` });
    });
    brought[part] = documents;
  }
  const unknown = Object.keys(bundle).filter((name) => !PARTS.some((part) => part === name));
  return {
    brought,
    places,
    faults: [...faults, ...unknown.map((name) => fault(`/${name}`, `unknown field; expected ${PARTS.join(", ")}`))],
  };
}

const fault = (pointer: string, message: string): Fault => ({ code: "invalid", pointer, message });

function identified(raw: unknown): Document | undefined {
  const document: Record<string, unknown> = Object(withTextIds(raw));
  return typeof document.id === "string" ? { ...document, id: document.id } : undefined;
}

/**
 * Of what stands for something else: the old and the new together must fit. What was wrong before and is not touched is not complained of.
 */
export function referenceFaults({ brought, places }: Bundle, existing: Existing, removing: boolean): Fault[] {
  const given = (part: "items" | "menus"): PlacedDocument[] =>
    (brought[part] ?? []).map((document) => ({ pointer: `/${part}/${places[part].get(document.id)}`, id: document.id, document }));
  const left = (part: "items" | "menus"): PlacedDocument[] => {
    if (brought[part] && removing) return [];
    const ids = new Set(brought[part]?.map(({ id }) => id));
    return [...existing[part]]
      .filter(([id]) => !ids.has(id))
      .map(([id, text]) => ({ pointer: `/stored/${part}/${id}`, id, document: parsed(id, text) }));
  };
  const [items, menus, oldItems, oldMenus] = [given("items"), given("menus"), left("items"), left("menus")];
  const known = new Set([...items, ...oldItems].map(({ id }) => id));
  const going = new Set([...existing.items.keys()].filter((id) => !known.has(id)));
  const orphaned = missing([...oldItems, ...oldMenus], (item) => !going.has(item));
  const own = new Set(items.map(({ id }) => id));
  const closed = circles([...items, ...oldItems]).filter(({ ids }) => ids.some((id) => own.has(id)));
  return [
    ...missing([...items, ...menus], (item) => known.has(item)),
    ...orphaned,
    ...closed.map(({ code, pointer, message }) => ({ code, pointer, message })),
  ];
}

/** A stored document, by its text. */
export function parsed(id: string, text: string | undefined): Document | undefined {
  if (text === undefined) return undefined;
  const document: Record<string, unknown> = Object(JSON.parse(text));
  return { ...document, id };
}
