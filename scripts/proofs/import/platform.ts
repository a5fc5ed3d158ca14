// What the platform makes of a file before it keeps it, and what it would sell then: the modules of the API and
// of the menu worker, without the network.
import { compile, prepareMenu, variantsFor } from "../../../domain/menu/compile.ts";
import { CompiledMenu, type CompiledNode } from "../../../domain/menu/compiled.ts";
import { configure } from "../../../domain/menu/configure.ts";
import { documentsAfter, documentsBefore, type Locate, warningsOf } from "../../../workers/api/services/menu/inspect-import.ts";
import { bundleReading, sheetReading } from "../../../workers/api/services/menu/read-import.ts";
import { textOf } from "../../../workers/api/services/menu/sheet/charset.ts";
import { MENU, SHELF, type Written } from "./written.ts";

const HOUSE = { currency: { code: "PLN", decimals: 2 }, holidays: [], venues: ["v1"] };
const shelf = { id: MENU, items: [{ id: SHELF, kind: "3e/group/category", details: { literals: { name: "Dania" } }, items: [] }] };
/** A chain that has a menu, and nothing in it. */
const EXISTING = {
  items: new Map<string, string>(),
  menus: new Map([[MENU, JSON.stringify(shelf)]]),
  priceLists: new Map<string, string>(),
};

type Said = { code: string; pointer: string; message: string };
/** `warned`: ids of the documents that something is said of. `products`: what would be sold, by id. */
type Looked = { problems: Said[]; warnings: Said[]; warned: ReadonlySet<string>; products: ReadonlyMap<string, CompiledNode> };

function look(written: Written): Looked {
  const text = written.kind === "sheet" ? textOf(written.bytes, written.charset) : undefined;
  if (text && "expected" in text)
    return { problems: [{ code: "invalid", pointer: "/", message: text.expected }], warnings: [], warned: new Set(), products: new Map() };
  const reading =
    written.kind === "json"
      ? bundleReading(written.body, EXISTING, false)
      : sheetReading(text?.text ?? "", EXISTING, HOUSE.currency.decimals);
  const ids = new Map<string, string>();
  const locate: Locate = (at) => {
    const place = reading.locate(at);
    if (place && at.part === "items") ids.set(place.pointer, at.id);
    return place;
  };
  const before = documentsBefore(EXISTING);
  const after = documentsAfter(before, reading.brought, false);
  const warnings = [...reading.warnings, ...warningsOf(before, after, HOUSE, reading.faults, locate)];
  const warned = new Set(warnings.flatMap(({ pointer }) => ids.get(pointer) ?? []));
  return { problems: reading.faults, warnings, warned, products: reading.faults.length > 0 ? new Map() : soldFrom(after) };
}

function soldFrom({ menus, items, priceLists }: ReturnType<typeof documentsAfter>): Map<string, CompiledNode> {
  const menu = prepareMenu({ menu: menus.get(MENU), items, priceLists, ...HOUSE });
  const [variant] = variantsFor(menu, { venue: "v1", channel: "DELIVERY" });
  const texts = variant ? [...compile(menu, variant).products] : [];
  const products = Object.fromEntries(texts.map(([id, text]) => [id, JSON.parse(text)]));
  return new Map(Object.entries(CompiledMenu.parse({ v: 2, menu: MENU, currency: HOUSE.currency, products }).products));
}

/** What one costs, in thousandths of a major unit, or why it is refused. */
function priceOf(product: CompiledNode, selected: Record<string, Record<string, string>>): { thousandths: number } | { refused: string } {
  const quantity = Math.max(1, product.bounds?.qtyMin ?? 1);
  const config = Object.keys(selected).length > 0 ? { selected } : {};
  const configured = configure(product, config, { locked: new Set(), decimals: HOUSE.currency.decimals, quantity });
  return configured.ok
    ? { thousandths: configured.value.unitPrice * 10 }
    : { refused: configured.error.map(({ message }) => message).join(" ") };
}

export const platform = { look, priceOf };
export type Platform = typeof platform;
