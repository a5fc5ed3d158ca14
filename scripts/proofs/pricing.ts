// Prices of products of any shape, with any choice and filter, against the published front-end's rules taken word for word.
import fc from "fast-check";
import { resolveAsBundled } from "./concurrency/as-bundled.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Proof } from "./lib/proof.ts";

export const pricing: Proof = {
  name: "pricing",
  promise: "a line costs what the published front-end shows for it, whatever the product's tree, the choice and the filter",
  unit: "products with a choice",
  size: 100_000,
  run: async (size, report, seed) => {
    report(`seed ${seed}`);
    resolveAsBundled();
    const [{ linePrice }, { config, priceByProse, root }] = await Promise.all([
      import("../../domain/pricing/line-price.ts"),
      import("../../domain/pricing/trees.fixture.ts"),
    ]);
    const seen = { priced: 0, chosen: 0, filtered: 0 };
    const asShown = fc.property(root, config, (product, choice) => {
      const price = linePrice(product, choice, 2);
      seen.priced += 1;
      if (Object.keys(choice.selected ?? {}).length > 0) seen.chosen += 1;
      if (choice.filter) seen.filtered += 1;
      return price.ok && price.value === priceByProse(product, choice);
    });
    const verdict = fc.check(asShown, { numRuns: size, seed });
    if (verdict.failed)
      throw new Refusal(`pricing: a product costs something else: ${JSON.stringify(verdict.counterexample)} (seed ${seed})`);
    return `pricing: ${seen.priced} products, ${seen.chosen} with a choice, ${seen.filtered} with a filter, 0 differences (seed ${seed})`;
  },
};
