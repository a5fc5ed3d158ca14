// From a compiled product and a guest's choice to what is sold and for how much. The same function serves `append` and `validateProduct`.
import { linePrice } from "../pricing/line-price";
import type { Minor } from "../pricing/money";
import { type RateShare, rateWeights } from "../pricing/rate-shares";
import { err, ok, type Result } from "../result";
import { chosenPart } from "./selection-tree";
import type { CompiledNode, Configuration } from "./compiled";
import { type ProductDescription, describe } from "./product-description";
import { choiceViolations, entryViolations, quantityViolations } from "./selection-rules";
import { withDefaults } from "./default-selection";
import type { Violation } from "./violation";

export { ProductDescription } from "./product-description";
export { Violation } from "./violation";

/**
 * `unitPrice`: price of one, options included, in minor units of the currency. `config`: the choice with defaults filled in.
 * `taxWeights`: by which rates the price is borne.
 */
export type Configured = { unitPrice: Minor; product: ProductDescription; config: Configuration; taxWeights: RateShare[] };

/** `locked`: ids of products that cannot be sold now. `quantity`: of the line, where the product's own bounds on it are to be checked. */
type SaleConditions = { locked: ReadonlySet<string>; decimals: number; quantity?: number };

/**
 * Every breach of the product's rules, or what is sold.
 *
 * @example configure(burger, { selected: { bun: { brioche: "1" } } }, { locked: new Set(), decimals: 2 })
 */
export function configure(product: CompiledNode, config: Configuration, conditions: SaleConditions): Result<Configured, Violation[]> {
  const { locked, decimals, quantity } = conditions;
  const settled = withDefaults(product, config, locked);
  const part = chosenPart(product, settled);
  const violations = [
    ...entryViolations(product, settled.selected ?? {}),
    ...(quantity === undefined ? [] : quantityViolations(product, quantity, [product.id])),
    ...choiceViolations(part, locked),
  ];
  if (violations.length > 0) return err(violations);
  const unitPrice = linePrice(product, settled, decimals);
  if (!unitPrice.ok) return unitPrice;
  if (unitPrice.value < 0) {
    return err([{ path: [product.id], rule: "negative-price", message: "This choice would cost less than nothing." }]);
  }
  return ok({ unitPrice: unitPrice.value, product: describe(part, decimals), config: settled, taxWeights: rateWeights(part, decimals) });
}
