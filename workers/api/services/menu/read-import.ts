// What an import brings, whatever it is written as: documents, what is wrong with them, and where each of them stands in the request.
import type { Fault } from "../../../../domain/menu/validate-authored";
import type { Document } from "../../../lib/db/authored";
import type { Brought, Existing } from "../../../lib/db/menu-import";
import { parsed, readBundle, referenceFaults } from "./bundle";
import { documentFaults } from "./document-faults";
import { similarIdsIn } from "./similar-ids";
import type { Locate, MenuFinding } from "./inspect-import";
import { columnAt, inSheet, readSheet } from "./sheet/sheet";
import { placeInMenus } from "./sheet/categories";
import { type SheetFinding, sheetFinding } from "./sheet/finding";

/** `warnings`: what is said before anything is compiled. */
export type Reading = { brought: Brought; faults: (Fault | SheetFinding)[]; warnings: MenuFinding[]; locate: Locate };

/** Of a body of items, menus and price lists. `removing`: of what is there, what is not in it goes. */
export function bundleReading(body: Readonly<Record<string, unknown>>, existing: Existing, removing: boolean): Reading {
  const bundle = readBundle(body);
  return {
    brought: bundle.brought,
    faults: [...bundle.faults, ...referenceFaults(bundle, existing, removing)],
    warnings: similarIdsIn(bundle.brought.items ?? [], existing).map(({ id, message }) => ({
      code: "id-alike",
      pointer: `/items/${bundle.places.items.get(id)}/id`,
      message,
    })),
    locate: ({ part, id, pointer }) => {
      const place = bundle.places[part].get(id);
      return place === undefined ? undefined : { pointer: `/${part}/${place}${pointer}` };
    },
  };
}

/** Of a sheet of products. `decimals`: digits of the chain's currency. */
export function sheetReading(text: string, existing: Existing, decimals: number): Reading {
  const { rows, placements, faults } = readSheet(text, (id) => parsed(id, existing.items.get(id)), decimals);
  const menus = [...existing.menus].flatMap(([id, menu]) => parsed(id, menu) ?? []);
  const placed = placeInMenus(placements, menus, storedItems(existing));
  const own = rows.flatMap(({ row, document }) => documentFaults("item", document).map((fault) => inSheet(row, fault)));
  const rowOf = new Map(rows.map(({ row, document }) => [document.id, row]));
  const documents = rows.map(({ document }) => document);
  const alike = similarIdsIn(documents, existing).map(({ id, message }) => sheetFinding("id-alike", rowOf.get(id) ?? 0, "id", message));
  return {
    brought: { items: [...documents, ...placed.items], ...(placed.menus.length > 0 && { menus: placed.menus }) },
    faults: [...faults, ...own, ...placed.faults].toSorted((a, b) => a.row - b.row),
    warnings: [...placed.warnings, ...alike],
    locate: ({ part, id, pointer }) => {
      const row = part === "items" ? rowOf.get(id) : undefined;
      const column = columnAt(pointer);
      return row === undefined ? undefined : { pointer: `/${row}/${column}`, row, column };
    },
  };
}

/** The items that are there, each read once. */
export function storedItems({ items }: Existing): (id: string) => Document | undefined {
  const read = new Map<string, Document | undefined>();
  return (id) => {
    if (!read.has(id)) read.set(id, parsed(id, items.get(id)));
    return read.get(id);
  };
}
