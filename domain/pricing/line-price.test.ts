import { describe, expect, it } from "vitest";
import type { CompiledNode, Configuration } from "../menu/compiled";
import { linePrice } from "./line-price";

const product = (id: string, price: string | undefined, items: CompiledNode[] = [], more: Partial<CompiledNode> = {}): CompiledNode => ({
  id,
  kind: "product",
  price,
  literals: { name: id },
  items,
  ...more,
});
const options = (selCtx: string, items: CompiledNode[], more: Partial<CompiledNode> = {}): CompiledNode => ({
  id: `group-${selCtx}`,
  kind: "group",
  group: "options",
  selCtx,
  literals: { name: selCtx },
  items,
  ...more,
});
const choose = (selected: NonNullable<Configuration["selected"]>, filter?: Configuration["filter"]): Configuration =>
  filter ? { selected, filter } : { selected };

const burger = product("burger", "20.00", [
  options("extras", [product("cheese", "2.50"), product("bacon", "3.00")]),
  options("size", [
    product("small", "0"),
    product("large", "5.00", [options("dip", [product("mayo", "1.00"), product("ketchup", "0.50")])]),
  ]),
]);
const filtered = (price?: string) =>
  product("base", "10.00", [options("g", [product("child", "4.00", [], { fltCtx: "size" })], { filter: ["L"], price })]);
const priced = (node: CompiledNode, config: Configuration, decimals = 2) => linePrice(node, config, decimals);
const is = (value: number) => ({ ok: true, value });

describe("worked examples, as the published front-end shows them", () => {
  it.each<[string, Configuration, number]>([
    ["nothing chosen", {}, 2000],
    ["an empty choice", choose({}), 2000],
    ["one cheese", choose({ extras: { cheese: "1" } }), 2250],
    ["two cheese and a bacon", choose({ extras: { cheese: "2", bacon: "1" } }), 2800],
    ["two cheese, large, two mayo in it", choose({ extras: { cheese: "2" }, size: { large: "1" }, dip: { mayo: "2" } }), 3200],
    ["two large with three mayo each", choose({ size: { large: "2" }, dip: { mayo: "3" } }), 3600],
    ["small with mayo, which belongs to large", choose({ size: { small: "1" }, dip: { mayo: "3" } }), 2000],
  ])("[P1] nested quantities multiply and only what is chosen counts: %s", (_, config, expected) => {
    expect(priced(burger, config)).toEqual(is(expected));
  });

  it("[P2] a product whose choice comes to 0 costs what its default choice does", () => {
    const set = product("set", "0", [options("b", [product("b1", "15.00"), product("b2", "18.00")])], {
      state: { selected: { b: { b1: "1" } } },
    });
    expect(priced(set, {})).toEqual(is(1500));
    expect(priced(set, choose({ b: { b2: "1" } }))).toEqual(is(1800));
  });

  it("[P3] a duplicate counts once inside one group and once in each sibling group", () => {
    const a = product("a", "1.00");
    const once = product("once", "10.00", [options("g", [a, a])]);
    const twice = product("twice", "10.00", [options("g", [a]), options("g", [a])]);
    expect(priced(once, choose({ g: { a: "1" } }))).toEqual(is(1100));
    expect(priced(twice, choose({ g: { a: "1" } }))).toEqual(is(1200));
  });

  it("[P3] an item counted beside a group is struck for the groups after it, not for those before it", () => {
    const a = product("a", "1.00");
    const after = product("after", "10.00", [a, options("g", [a])], { selCtx: "g" });
    const before = product("before", "10.00", [options("g", [a]), a], { selCtx: "g" });
    expect(priced(after, choose({ g: { a: "1" } }))).toEqual(is(1100));
    expect(priced(before, choose({ g: { a: "1" } }))).toEqual(is(1200));
  });

  it("[P4] halves are rounded up at each node: 12.50 and 15.99 by half are 14.25", () => {
    const pizza = product("pizza", "0", [options("halves", [product("a", "12.50"), product("b", "15.99")])]);
    expect(priced(pizza, choose({ halves: { a: "0.5", b: "0.5" } }))).toEqual(is(1425));
  });

  it("[P4] roundings add up: 0.20 with three of 0.10 and one of 0.005 is 0.51", () => {
    const small = product("small", "0.20", [options("g", [product("ten", "0.10"), product("half", "0.005")])]);
    expect(priced(small, choose({ g: { ten: "3", half: "1" } }))).toEqual(is(51));
  });

  it("[P5] a hidden group contributes its own price and nothing below it", () => {
    const config = choose({ g: { child: "1" } }, { size: { any: "S" } });
    expect(priced(filtered(), config)).toEqual(is(1000));
    expect(priced(filtered("0.70"), config)).toEqual(is(1070));
    expect(priced(filtered(), choose({ g: { child: "1" } }, { size: { any: "L" } }))).toEqual(is(1400));
  });

  it("[P5] a filtered group shows when there is no filter state, and hides when the state has not its context", () => {
    expect(priced(filtered(), choose({ g: { child: "1" } }))).toEqual(is(1400));
    expect(priced(filtered(), choose({ g: { child: "1" } }, {}))).toEqual(is(1000));
    expect(priced(filtered(), choose({ g: { child: "1" } }, { other: { any: "L" } }))).toEqual(is(1000));
  });

  it("[P5] the context that a filter is looked up in is the first child's", () => {
    const children = [product("a", "1.00", [], { fltCtx: "first" }), product("b", "4.00", [], { fltCtx: "second" })];
    const base = product("base", "10.00", [options("g", children, { filter: ["L"], fltCtx: "own" })]);
    expect(priced(base, choose({ g: { b: "1" } }, { first: { any: "L" } }))).toEqual(is(1400));
    expect(priced(base, choose({ g: { b: "1" } }, { own: { any: "L" }, second: { any: "L" } }))).toEqual(is(1000));
  });

  it("[P6] a group may cost something by itself, and an option may take something off", () => {
    const priceyGroup = product("base", "5.00", [options("g", [product("child", "1.50")], { price: "0.70" })]);
    expect(priced(priceyGroup, choose({ g: { child: "2" } }))).toEqual(is(870));
    const without = product("base", "20.00", [options("g", [product("no-cheese", "-1.50")])]);
    expect(priced(without, choose({ g: { "no-cheese": "1" } }))).toEqual(is(1850));
  });

  it("[P6] a group's own price counts only once something is chosen", () => {
    const base = product("base", "5.00", [options("g", [product("child", "1.50")], { price: "0.70" })]);
    expect(priced(base, {})).toEqual(is(500));
    expect(priced(base, choose({ g: {} }))).toEqual(is(570));
  });

  it("[P7] base prices are used where there are any, in base-price mode only", () => {
    const items = [product("cheese", "2.50", [], { basePrice: "3" }), product("bacon", "3.00")];
    const based = product("burger", "20.00", [options("extras", items)], { basePrice: "25" });
    const config = choose({ extras: { cheese: "2", bacon: "1" } });
    expect(linePrice(based, config, 2, "base")).toEqual(is(3400));
    expect(linePrice(based, config, 2)).toEqual(is(2800));
  });

  it("[P8] what cannot be read as a decimal is refused with its place, and is never NaN", () => {
    const broken = product("burger", "12,50", [options("g", [product("free", "gratis")])]);
    const path = ["burger", "group-g", "free"];
    expect(priced(broken, choose({ g: { free: "x" } }))).toEqual({
      ok: false,
      error: [
        { path: ["burger"], rule: "price", message: 'The price "12,50" of burger is not a decimal number.' },
        { path, rule: "quantity", message: 'The quantity "x" of free is not a decimal number.' },
        { path, rule: "price", message: 'The price "gratis" of free is not a decimal number.' },
      ],
    });
    expect(priced(broken, {})).toMatchObject({ ok: false, error: [{ path: ["burger"], rule: "price" }] });
  });

  it("[P8] a default choice that cannot be read is refused, when what is chosen comes to 0", () => {
    const set = product("set", "0", [options("b", [product("b1", "dear")])], { state: { selected: { b: { b1: "1" } } } });
    expect(priced(set, {})).toEqual({
      ok: false,
      error: [{ path: ["set", "group-b", "b1"], rule: "price", message: 'The price "dear" of b1 is not a decimal number.' }],
    });
  });

  it("[P2] what states no price has none, chosen or by default; what states 0 costs that", () => {
    const none = product("set", undefined, [options("b", [product("b1", undefined), product("b2", "0"), product("b3", "3.00")])]);
    const unpriced = { ok: false, error: [{ path: ["set"], rule: "price", message: "set has no price as it is chosen." }] };
    expect(priced(none, {})).toEqual(unpriced);
    expect(priced(none, choose({ b: { b1: "1" } }))).toEqual(unpriced);
    expect(priced(none, choose({ b: { b2: "1" } }))).toEqual(is(0));
    expect(priced(none, choose({ b: { b3: "1" } }))).toEqual(is(300));
    expect(priced({ ...none, state: { selected: { b: { b3: "1" } } } }, choose({ b: { b1: "1" } }))).toEqual(is(300));
  });

  it("[P8] a price beyond what an amount can hold is refused", () => {
    const huge = product("huge", "999999999999999", [options("g", [product("more", "999999999999999")])]);
    expect(priced(huge, choose({ g: { more: "1000000" } }))).toEqual({
      ok: false,
      error: [{ path: ["huge"], rule: "amount", message: "The price is larger than an amount of money can be." }],
    });
  });

  it.each([
    [0, "2.5", 3],
    [0, "-2.5", -2],
    [1, "2.25", 23],
    [3, "2.0005", 2001],
    [2, "-0.005", 0],
  ])("[P9] with %i decimals %s is %i minor units: halves go up", (decimals, price, expected) => {
    expect(priced(product("p", price), {}, decimals)).toEqual(is(expected));
  });

  it("[P9] names that objects have by birth are names like any other", () => {
    const odd = product("odd", "1.00", [options("constructor", [product("name", "5.00")])]);
    expect(priced(odd, choose({ other: { name: "1" } }))).toEqual(is(100));
    expect(priced(odd, choose({ constructor: { name: "1" } }))).toEqual(is(600));
  });
});
