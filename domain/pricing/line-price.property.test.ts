import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CompiledNode, Configuration } from "../menu/compiled";
import { config, node, priceByProse, quantities, root, selected } from "./trees.fixture";
import { linePrice } from "./line-price";

const reversed = (contexts: Configuration["selected"]): Configuration["selected"] =>
  contexts &&
  Object.fromEntries(
    Object.entries(contexts)
      .toReversed()
      .map(([name, items]) => [name, Object.fromEntries(Object.entries(items).toReversed())]),
  );

describe("laws of the line price", () => {
  it("[P12] for every tree and choice the price is what the prose of section 5 gives, in whole minor units", () => {
    fc.assert(
      fc.property(root, config, (product, choice) => {
        expect(linePrice(product, choice, 2)).toEqual({ ok: true, value: priceByProse(product, choice) });
      }),
      { numRuns: 500 },
    );
  });

  it("[P13] the order in which a choice is written does not matter", () => {
    fc.assert(
      fc.property(root, selected, (product, choice) => {
        expect(linePrice(product, { selected: reversed(choice) }, 2)).toEqual(linePrice(product, { selected: choice }, 2));
      }),
    );
  });

  it("[P14] whatever is chosen below a hidden group, the price does not move", () => {
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 3 }), quantities, quantities, (items, some, others) => {
        const group: CompiledNode = { id: "g", kind: "group", group: "options", filter: ["never"], literals: {}, items };
        const product: CompiledNode = { id: "p", kind: "product", price: "10.00", literals: {}, items: [group] };
        const priceWith = (x: Record<string, string>) => linePrice(product, { selected: { x, y: x }, filter: {} }, 2);
        expect(priceWith(some)).toEqual(priceWith(others));
      }),
    );
  });
});
