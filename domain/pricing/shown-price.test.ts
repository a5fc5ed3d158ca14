import { describe, expect, it } from "vitest";
import type { CompiledNode } from "../menu/compiled";
import { shownPrice } from "./shown-price";

const product = (id: string, price: string, items: CompiledNode[] = [], more: Partial<CompiledNode> = {}): CompiledNode => ({
  id,
  kind: "product",
  price,
  literals: {},
  items,
  ...more,
});
const group = (selCtx: string, ...items: CompiledNode[]): CompiledNode => ({
  id: selCtx,
  kind: "group",
  group: "options",
  selCtx,
  literals: {},
  items,
});
const burger = product("burger", "20.00", [group("extras", product("cheese", "2.50"))]);
const set = product("set", "0", [group("b", product("b1", "15.00"), product("b2", "18.00"))], { state: { selected: { b: { b1: "1" } } } });
const cheese = { selected: { extras: { cheese: "1" } } };
const is = (value: number) => ({ ok: true, value });

describe("the price that stands in a list", () => {
  it("[P43] is the product's own until the guest chooses, and the choice's from then on", () => {
    expect(shownPrice(burger, cheese, 2, { selected: false })).toEqual(is(2000));
    expect(shownPrice(burger, cheese, 2)).toEqual(is(2250));
    expect(shownPrice(burger, cheese, 2, { selected: false, cheapest: 250 })).toEqual(is(2000));
  });

  it("[P44] is the least price while nothing is added to it", () => {
    expect(shownPrice(burger, {}, 2, { minPrice: 1800 })).toEqual(is(1800));
    expect(shownPrice(burger, cheese, 2, { minPrice: 1800 })).toEqual(is(2250));
  });

  it("[P45] of what costs nothing by itself is that of its default choice", () => {
    expect(shownPrice(set, {}, 2, { selected: false })).toEqual(is(1500));
    expect(shownPrice(set, { selected: { b: { b2: "1" } } }, 2, { selected: false })).toEqual(is(1800));
    expect(shownPrice(product("odd", "much"), {}, 2)).toMatchObject({ ok: false, error: [{ rule: "price" }] });
  });
});
