// What the published front-end shows beside a product (docs/wire.md, "Prices", 7): the price of the choice where there is one to show.
import type { CompiledNode, Configuration } from "../menu/compiled";
import { ok, type Result } from "../result";
import { linePrice, type Unpriceable } from "./line-price";
import type { Minor } from "./money";

/**
 * `selected`: the guest is choosing, so the choice is what is shown. `cheapest`: the cheapest option, where it is shown apart.
 * `minPrice`: shown as long as the choice adds nothing. All minor units.
 */
export type ShownPriceOptions = { selected?: boolean; cheapest?: Minor; minPrice?: Minor | undefined };

/** What a choice costs is `linePrice`'s business; this is what stands in a list. Minor units. */
export function shownPrice(
  product: CompiledNode,
  config: Configuration,
  decimals: number,
  { selected = true, cheapest = 0, minPrice }: ShownPriceOptions = {},
): Result<Minor, Unpriceable[]> {
  const own = linePrice({ ...product, price: product.price ?? "0", items: [] }, {}, decimals);
  const chosen = linePrice(product, config, decimals);
  if (!own.ok) return own;
  if (!chosen.ok) return chosen;
  if (minPrice !== undefined && chosen.value === own.value) return ok(minPrice);
  const shown = selected || cheapest > 0 || own.value === 0 ? chosen.value : own.value;
  return ok(shown - cheapest);
}
