import { describe, expect, it } from "vitest";
import type { CompiledNode, Configuration } from "./compiled";
import { configure } from "./configure";

const product = (id: string, price: string, more: Partial<CompiledNode> = {}): CompiledNode => ({
  id,
  kind: "product",
  price,
  literals: { name: id.toUpperCase() },
  items: [],
  ...more,
});
const options = (
  selCtx: string,
  items: CompiledNode[],
  bounds: CompiledNode["bounds"] = {},
  more: Partial<CompiledNode> = {},
): CompiledNode => ({
  id: selCtx,
  kind: "group",
  group: "options",
  selCtx,
  literals: { name: selCtx },
  bounds,
  items,
  ...more,
});

const bun = options("bun", [product("plain", "0"), product("brioche", "2.00")], { selMin: 1, selMax: 1 });
const sauces = options("sauces", [product("mayo", "1.00"), product("chilli", "1.50")], { selMax: 2, qtyMax: 3, allowMultiple: true });
const burger = product("burger", "20", { vat: "8", extra: { tags: "PROMO" }, items: [bun, sauces] });

const halves = (bounds: CompiledNode["bounds"]) =>
  product("pizza", "0", {
    items: [options("halves", [product("a", "12.50"), product("b", "15.99")], { qtyMin: 1, qtyMax: 1, ...bounds })],
  });

type SaleConditions = Parameters<typeof configure>[2];
const free: SaleConditions = { locked: new Set(), decimals: 2 };
const locking = (...locked: string[]): SaleConditions => ({ ...free, locked: new Set(locked) });
const trying = (node: CompiledNode, selected?: Configuration["selected"], circumstances = free) =>
  configure(node, selected ? { selected } : {}, circumstances);
const breaks = (...rules: [path: string, rule: string][]) =>
  expect.objectContaining({ ok: false, error: rules.map(([path, rule]) => expect.objectContaining({ path: path.split("/"), rule })) });

describe("what is sold", () => {
  it("[M1] a choice within the rules gives the price of one, the chosen part and the choice itself", () => {
    const selected = { bun: { brioche: "1" }, sauces: { mayo: "2" } };
    expect(trying(burger, selected)).toEqual({
      ok: true,
      value: {
        unitPrice: 2400,
        taxWeights: [{ vat: "8", amount: 240_000 }],
        config: { selected },
        product: {
          id: "burger",
          kind: "product",
          literals: { name: "BURGER" },
          quantity: "1",
          price: "20.00",
          vat: "8",
          extra: { tags: "PROMO" },
          items: [
            {
              id: "bun",
              kind: "group",
              literals: { name: "bun" },
              items: [{ id: "brioche", kind: "product", literals: { name: "BRIOCHE" }, quantity: "1", price: "2.00" }],
            },
            {
              id: "sauces",
              kind: "group",
              literals: { name: "sauces" },
              items: [{ id: "mayo", kind: "product", literals: { name: "MAYO" }, quantity: "2", price: "1.00" }],
            },
          ],
        },
      },
    });
  });

  it("[M2] a guest who says nothing gets the product's default choice", () => {
    const withDefault = { ...burger, state: { selected: { bun: { brioche: "1" } } } };
    expect(trying(withDefault)).toMatchObject({ ok: true, value: { unitPrice: 2200, config: { selected: { bun: { brioche: "1" } } } } });
    expect(trying(withDefault, { bun: { plain: "1" } })).toMatchObject({ ok: true, value: { unitPrice: 2000 } });
  });

  it("[M3] items whose parent is not chosen do not count, and are no breach", () => {
    const dip = options("dip", [product("garlic", "3.00")]);
    const meal = product("meal", "10", {
      items: [options("side", [product("fries", "5.00", { items: [dip] }), product("salad", "6.00")])],
    });
    expect(trying(meal, { side: { salad: "1" }, dip: { garlic: "1" } })).toMatchObject({ ok: true, value: { unitPrice: 1600 } });
  });

  it("[M4] a quantity of zero is no choice", () => {
    expect(trying(burger, { bun: { plain: "1" }, sauces: { mayo: "0.0" } })).toMatchObject({
      ok: true,
      value: { unitPrice: 2000, config: { selected: { bun: { plain: "1" }, sauces: {} } } },
    });
  });

  it("[M5] halves are taken where the group allows fractions, and add up exactly", () => {
    const selected = { halves: { a: "0.5", b: "0.5" } };
    expect(trying(halves({ allowFraction: true }), selected)).toMatchObject({ ok: true, value: { unitPrice: 1425 } });
    expect(trying(halves({}), selected)).toEqual(breaks(["pizza/halves/a", "allowFraction"], ["pizza/halves/b", "allowFraction"]));
    expect(trying(halves({ allowFraction: true }), { halves: { a: "0.5", b: "0.4" } })).toEqual(breaks(["pizza/halves", "qtyMin"]));
  });
});

describe("what is refused", () => {
  it("[M6] every breach is told, not only the first", () => {
    const selected = { bun: {}, sauces: { mayo: "x", ketchup: "1" }, drinks: { cola: "1" } };
    expect(trying(burger, selected)).toEqual(
      breaks(
        ["burger/sauces/mayo", "quantity"],
        ["burger/sauces/ketchup", "unknown-item"],
        ["burger/drinks", "unknown-context"],
        ["burger/bun", "selMin"],
      ),
    );
  });

  it.each<[string, Configuration["selected"], [string, string]]>([
    ["too few different items", { sauces: { mayo: "1" } }, ["burger/bun", "selMin"]],
    ["too many different items", { bun: { plain: "1", brioche: "1" } }, ["burger/bun", "selMax"]],
    ["too many in total", { bun: { plain: "1" }, sauces: { mayo: "3", chilli: "1" } }, ["burger/sauces", "qtyMax"]],
    ["more than one of an item that is taken once", { bun: { plain: "2" } }, ["burger/bun/plain", "allowMultiple"]],
    ["less than nothing", { bun: { plain: "1" }, sauces: { mayo: "-1" } }, ["burger/sauces/mayo", "quantity"]],
    ["a number in another writing", { bun: { plain: "1e0" } }, ["burger/bun/plain", "quantity"]],
  ])("[M7] bounds of a group hold: %s", (_, selected, breach) => {
    expect(trying(burger, selected)).toEqual(breaks(breach));
  });

  it("[M8] an item's own bounds hold, and let it be taken more than once", () => {
    const nuggets = product("nuggets", "1.00", { bounds: { qtyMin: 6, qtyMax: 20 } });
    const box = product("box", "0", { items: [options("box", [nuggets])] });
    expect(trying(box, { box: { nuggets: "6" } })).toMatchObject({ ok: true, value: { unitPrice: 600 } });
    expect(trying(box, { box: { nuggets: "5" } })).toEqual(breaks(["box/box/nuggets", "qtyMin"]));
    expect(trying(box, { box: { nuggets: "21" } })).toEqual(breaks(["box/box/nuggets", "qtyMax"]));
  });

  it("[M8] a line's own quantity is held to the product's bounds when it is known", () => {
    const party = product("party", "99", { bounds: { qtyMin: 2 } });
    expect(trying(party)).toMatchObject({ ok: true });
    expect(trying(party, undefined, { ...free, quantity: 2 })).toMatchObject({ ok: true });
    expect(trying(party, undefined, { ...free, quantity: 1 })).toEqual(breaks(["party", "qtyMin"]));
  });

  it("[M9] groups inside an item ask for a choice once the item is chosen", () => {
    const cut = options("cut", [product("thin", "0"), product("thick", "0")], { selMin: 1 });
    const meal = product("meal", "10", { items: [options("side", [product("fries", "5.00", { items: [cut] })])] });
    expect(trying(meal)).toMatchObject({ ok: true });
    expect(trying(meal, { side: { fries: "1" } })).toEqual(breaks(["meal/side/fries/cut", "selMin"]));
  });

  it("[M10] a choice that would cost less than nothing is refused", () => {
    const odd = product("odd", "1.00", { items: [options("without", [product("all", "-1.50")])] });
    expect(trying(odd, { without: { all: "1" } })).toEqual(breaks(["odd", "negative-price"]));
  });

  it("[M10] what cannot be priced is refused with the place of the price", () => {
    const odd = product("odd", "1.00", { items: [options("more", [product("some", "a lot")])] });
    expect(trying(odd, { more: { some: "1" } })).toEqual(breaks(["odd/more/some", "price"]));
  });
});

describe("filters", () => {
  const large = product("large", "5.00", { emit: { size: "L" } });
  const sizes = options("sizes", [product("small", "0", { emit: { size: "S" } }), large], { selMin: 1, selMax: 1 });
  const crust = options("crust", [product("stuffed", "4.00", { fltCtx: "size" })], { selMin: 1 }, { filter: ["L"] });
  const pizza = product("pizza", "30", { items: [sizes, crust] });

  it("[M11] what a chosen item emits is merged into the filter and shows the groups that look for it", () => {
    expect(trying(pizza, { sizes: { large: "1" } })).toEqual(breaks(["pizza/crust", "selMin"]));
    expect(trying(pizza, { sizes: { large: "1" }, crust: { stuffed: "1" } })).toMatchObject({
      ok: true,
      value: { unitPrice: 3900, config: { filter: { size: { large: "L" } } } },
    });
  });

  it("[M12] a hidden group asks for nothing and sells nothing", () => {
    const small = trying(pizza, { sizes: { small: "1" }, crust: { stuffed: "1" } });
    expect(small).toMatchObject({ ok: true, value: { unitPrice: 3000, product: { items: [{ id: "sizes" }] } } });
  });

  it("[M12] an item in a group that the merged filter hides emits nothing", () => {
    const hidden = options("hidden", [product("ghost", "0", { fltCtx: "size", emit: { size: "L" } })], {}, { filter: ["XL"] });
    const haunted = product("pizza", "30", { items: [sizes, hidden, crust] });
    expect(trying(haunted, { sizes: { small: "1" }, hidden: { ghost: "1" } })).toMatchObject({
      ok: true,
      value: { config: { filter: { size: { small: "S" } } } },
    });
  });

  it("[M12] items that emit different values in two places come to an end", () => {
    const both = product("pizza", "30", { items: [options("a", [large]), options("a", [{ ...large, emit: { size: "S" } }])] });
    expect(trying(both, { a: { large: "1" } })).toMatchObject({ ok: true, value: { config: { filter: { size: { large: "S" } } } } });
  });

  it("[M13] filter contexts that nothing looks at are not kept", () => {
    const given = { size: { large: "L" }, junk: { a: "b" } };
    expect(configure(pizza, { selected: { sizes: { large: "1" }, crust: { stuffed: "1" } }, filter: given }, free)).toMatchObject({
      ok: true,
      value: { config: { filter: { size: { large: "L" } } } },
    });
  });
});

describe("locks", () => {
  it("[M14] a locked item cannot be chosen, and a locked product cannot be sold", () => {
    expect(trying(burger, { bun: { plain: "1" }, sauces: { mayo: "1" } }, locking("mayo"))).toEqual(
      breaks(["burger/sauces/mayo", "locked"]),
    );
    expect(trying(burger, { bun: { plain: "1" } }, locking("burger"))).toEqual(breaks(["burger", "locked"]));
  });

  it("[M15] a locked default is replaced by the first sibling that admits its quantity", () => {
    const withDefault = { ...burger, state: { selected: { bun: { plain: "1" }, sauces: { mayo: "2" } } } };
    const big = product("chilli", "1.50", { bounds: { qtyMin: 3 } });
    const picky = {
      ...withDefault,
      items: [bun, options("sauces", [product("mayo", "1.00"), big, product("dill", "0.50")], { allowMultiple: true })],
    };
    expect(trying(withDefault, undefined, locking("mayo"))).toMatchObject({
      ok: true,
      value: { config: { selected: { sauces: { chilli: "2" } } } },
    });
    expect(trying(picky, undefined, locking("mayo"))).toMatchObject({
      ok: true,
      value: { config: { selected: { sauces: { dill: "2" } } } },
    });
    expect(withDefault.state.selected.sauces).toEqual({ mayo: "2" });
  });

  it("[M15] the replacement brings its own defaults", () => {
    const dip = options("dip", [product("ketchup", "0.50")]);
    const wedges = product("wedges", "1.00", { items: [dip], state: { selected: { dip: { ketchup: "1" } } } });
    const meal = product("meal", "10", {
      items: [options("side", [product("fries", "0"), wedges])],
      state: { selected: { side: { fries: "1" } } },
    });
    expect(trying(meal, undefined, locking("fries"))).toMatchObject({ ok: true, value: { unitPrice: 1150 } });
  });

  it("[M16] a group left empty by locks asks for nothing, but a vital one takes its product along", () => {
    const selected = { sauces: { mayo: "1" } };
    expect(trying(burger, selected, locking("plain", "brioche"))).toMatchObject({ ok: true });
    const vital = { ...burger, items: [{ ...bun, bounds: { ...bun.bounds, vital: true } }, sauces] };
    expect(trying(vital, selected, locking("plain", "brioche"))).toEqual(breaks(["burger", "locked"]));
    expect(trying(vital, { bun: { plain: "1" } }, locking("brioche"))).toMatchObject({ ok: true });
  });
});
