import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NodeKind } from "./authored";
import { compileMenu } from "./compile.fixture";
import { CompiledMenu, Configuration, productOf } from "./compiled";
import { configure } from "./configure";
import { MenuPage } from "./guest-menu";

const compile = (menu: unknown, documents: [string, unknown][]) =>
  compileMenu({ menu, items: new Map(documents), venue: "waw", channel: "DELIVERY", currency: { code: "PLN", decimals: 2 } });

const sauces = {
  id: "sauces",
  kind: "3e/group/options",
  selCtx: "sauces",
  attrs: { selMax: 2, allowMultiple: true },
  items: [
    { id: "mayo", kind: "3e/product", price: "1.00", emit: { size: "L" } },
    { id: "less", kind: "3e/product", price: "-30.00" },
  ],
};
const extra = {
  id: "more",
  kind: "3e/group/options",
  selCtx: "more",
  filter: { size: ["L"] },
  items: [{ id: "cheese", kind: "3e/product", fltCtx: "size" }],
};
const menu = {
  id: "m",
  items: [{ id: "all", kind: "3e/group", items: [{ id: "burger", kind: "3e/product", price: "20", items: [sauces, extra] }] }],
};
const burger = productOf(compile(menu, []).compiled, "burger");

const name = fc.oneof(fc.constantFrom("sauces", "more", "size", "mayo", "less", "cheese", "__proto__", "constructor"), fc.string());
const value = fc.oneof(fc.constantFrom("0", "1", "2", "0.5", "-1", "L", "1e3", "NaN"), fc.string());
const contexts = fc.option(fc.dictionary(name, fc.dictionary(name, value)), { nil: undefined });

describe("whatever comes in", () => {
  it("[M36] a choice is either sold for a whole amount that is not negative, or refused with a sentence for each breach", () => {
    fc.assert(
      fc.property(contexts, contexts, (selected, filter) => {
        const result = burger && configure(burger, Configuration.parse({ selected, filter }), { locked: new Set(), decimals: 2 });
        if (result?.ok) expect(Number.isSafeInteger(result.value.unitPrice) && result.value.unitPrice >= 0).toBe(true);
        else expect(result?.error.map(({ message }) => message)).toEqual(result?.error.map(() => expect.stringMatching(/^.+\.$/s)));
      }),
    );
  });

  it("[M37] any document at all compiles to a menu that can be read back, and only its problems tell", () => {
    const node = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue({ maxDepth: 2 }),
        fc.record(
          {
            id: fc.constantFrom("a", "b", "c", "m"),
            kind: fc.constantFrom(...NodeKind.options, "3e/planet"),
            reference: fc.constantFrom("a", "b", "gone"),
            price: fc.oneof(fc.constantFrom("1.00", "x", 5), fc.jsonValue({ maxDepth: 1 })),
            attrs: fc.record({ selMin: fc.constantFrom(0, "1", "x"), vital: fc.boolean() }),
            state: fc.constantFrom({ selected: { s: { a: "1" } } }, "x"),
            selCtx: fc.constant("s"),
            items: fc.array(tie("node"), { maxLength: 3 }),
          },
          { requiredKeys: ["kind"] },
        ),
      ),
    })).node;
    fc.assert(
      fc.property(fc.array(node, { maxLength: 3 }), node, node, (items, a, b) => {
        const { compiled, page } = compile({ id: "m", items }, [
          ["a", a],
          ["b", b],
        ]);
        expect(CompiledMenu.parse(JSON.parse(JSON.stringify(compiled)))).toEqual(compiled);
        expect(MenuPage.parse(JSON.parse(JSON.stringify(page)))).toEqual(page);
      }),
      { numRuns: 300 },
    );
  });
});
