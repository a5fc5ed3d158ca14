// Products of any shape and choices in them, and what the prose of docs/wire.md ("Prices") makes of their price. For tests and proofs only.
import fc from "fast-check";
import type { CompiledNode, Configuration } from "../menu/compiled";

const IDS = ["a", "b", "c", "d"];
const CONTEXTS = ["x", "y"];
const price = fc.integer({ min: -300, max: 4000 }).map((cents) => (cents / 100).toFixed(2));
const context = fc.option(fc.constantFrom(...CONTEXTS), { nil: undefined });
const filterValues = fc.option(fc.subarray(["S", "L"]), { nil: undefined, freq: 3 });

export const { node } = fc.letrec<{ node: CompiledNode }>((tie) => ({
  node: fc.record({
    id: fc.constantFrom(...IDS),
    kind: fc.constantFrom("product" as const, "group" as const),
    group: fc.constantFrom("options" as const, "plain" as const),
    price: fc.option(price, { nil: undefined }),
    selCtx: context,
    fltCtx: context,
    filter: filterValues,
    literals: fc.constant({}),
    items: fc.oneof({ maxDepth: 3, withCrossShrink: true }, fc.constant<CompiledNode[]>([]), fc.array(tie("node"), { maxLength: 3 })),
  }),
}));
export const root = node.map((each): CompiledNode => ({ ...each, kind: "product", price: each.price ?? "1.00" }));

export const quantities = fc.dictionary(fc.constantFrom(...IDS), fc.constantFrom("1", "2", "0.5", "3"));
export const selected = fc.dictionary(fc.constantFrom(...CONTEXTS), quantities);
const filter = fc.option(fc.dictionary(fc.constantFrom(...CONTEXTS), fc.dictionary(fc.constantFrom(...IDS), fc.constantFrom("S", "L"))), {
  nil: undefined,
});
export const config: fc.Arbitrary<Configuration> = fc.record({ selected, filter });

/** The prose of docs/wire.md ("Prices") taken word for word, state copied at every node, in integer 10^-12 of a unit. */
const SCALE = 10n ** 12n;
const inUnits = (text: string) => BigInt(Math.round(Number(text) * 100)) * (SCALE / 100n);
function wordForWord(each: CompiledNode, state: Configuration, quantity: bigint): bigint {
  let sum = (inUnits(each.price ?? "0") * quantity) / SCALE;
  if (Object.keys(state.selected ?? {}).length === 0) return sum;
  const copy = structuredClone(state);
  if (shows(each, copy)) {
    for (const item of each.items) {
      if (item.kind === "group") {
        sum += wordForWord(item, copy, quantity);
        continue;
      }
      const chosen = copy.selected?.[item.selCtx ?? each.selCtx ?? ""];
      const amount = chosen?.[item.id];
      if (!chosen || amount === undefined) continue;
      sum += wordForWord(item, copy, (quantity * inUnits(amount)) / SCALE);
      delete chosen[item.id];
    }
  }
  const cent = SCALE / 100n;
  const shifted = sum + cent / 2n;
  return shifted - (((shifted % cent) + cent) % cent);
}
function shows(each: CompiledNode, state: Configuration): boolean {
  if (!state.filter || !each.filter || each.kind === "product" || each.group === "plain" || each.items.length === 0) return true;
  const values = Object.values(state.filter[each.items[0]?.fltCtx ?? "none"] ?? {});
  return each.filter.some((value) => values.includes(value));
}

/** What one unit costs by that prose, in hundredths of a unit: a choice that comes to nothing costs what nothing chosen does. */
export function priceByProse(product: CompiledNode, choice: Configuration): number {
  const cents = (state: Configuration) => Number(wordForWord(product, state, SCALE) / (SCALE / 100n));
  const chosen = cents(choice);
  return chosen === 0 ? cents({}) : chosen;
}
