// What the platform would make of a file, held against what the file states.
import type { CompiledNode } from "../../../domain/menu/compiled.ts";
import type { Platform } from "./platform.ts";
import type { Stated, StatedGroup, Written } from "./written.ts";

/** `refused`: files. Of products: `warned`, with a word on what becomes of them; `sold`, without one, at the price that they state. */
export type Tally = { refused: number; warned: number; sold: number };

/** What becomes of the file that nobody was told of; undefined when there is no such thing. */
export function surprise(written: Written, { look, priceOf }: Platform, tally: Tally): string | undefined {
  const { problems, warnings, warned, products } = look(written);
  const isPlain = written.oddities.length === 0;
  const [first] = [...problems, ...warnings];
  if (isPlain && first) return `nothing is odd about it, and it is told: ${first.pointer} ${first.message}`;
  if (problems.length > 0) {
    tally.refused += 1;
    return undefined;
  }
  // What is said of a category is said of all that is in it.
  const isShelfClosed = warnings.some(({ code, pointer }) => code === "not-for-sale" && pointer.startsWith("/menus"));
  for (const stated of written.products) {
    if (warned.has(stated.id) || isShelfClosed) {
      tally.warned += 1;
      continue;
    }
    const unlike = unlikeStated(stated, products.get(stated.id), priceOf);
    if (unlike !== undefined) return `${stated.id}: ${unlike}`;
    tally.sold += 1;
  }
  return undefined;
}

function unlikeStated(stated: Stated, product: CompiledNode | undefined, priceOf: Platform["priceOf"]): string | undefined {
  if (!product) return "it is not sold";
  const selected: Record<string, Record<string, string>> = {};
  const options = leastOf(stated.groups, 1, selected);
  const isPricedByChoice = Object.keys(selected).length > 0;
  if (stated.price === undefined && !isPricedByChoice) return "it is sold, and states no price that can be read";
  if (options === undefined) return "an option of it is sold, and states no price that can be read";
  const price = priceOf(product, selected);
  if ("refused" in price) return `it cannot be ordered: ${price.refused}`;
  // What comes to nothing costs what the product does by itself.
  const own = stated.price ?? 0;
  const expected = own + options || own;
  if (price.thousandths !== expected) return `it states ${expected} thousandths, and costs ${price.thousandths}`;
  return Object.is(Number(product.vat) * 1000, stated.vat)
    ? undefined
    : `it states a rate of ${stated.vat} thousandths, and bears ${product.vat}`;
}

/** Chooses as few options as are asked for, the first of each group, and says what they cost in thousandths. */
function leastOf(groups: readonly StatedGroup[], around: number, selected: Record<string, Record<string, string>>): number | undefined {
  const costs = groups.flatMap(({ pick, items }) =>
    items.slice(0, pick).map(({ id, context, quantity, price, groups: own }): number | undefined => {
      selected[context] = { ...selected[context], [id]: String(quantity) };
      const below = leastOf(own, around * quantity, selected);
      const isPricedBelow = own.some((group) => group.pick > 0);
      return below === undefined || (price === undefined && !isPricedBelow) ? undefined : (price ?? 0) * around * quantity + below;
    }),
  );
  return costs.reduce((sum, cost) => (sum === undefined || cost === undefined ? undefined : sum + cost), 0);
}
