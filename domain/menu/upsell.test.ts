import { describe, expect, it } from "vitest";
import { suggest, upsellRulesOf } from "./upsell";

type Offered = Parameters<typeof suggest>[1][number];
const of = (category: string, ...ids: string[]): Offered[] => ids.map((id) => ({ id, categories: new Set([category]), upsell: [] }));
const shelf = [...of("burgers", "b1", "b2"), ...of("drinks", "d1", "d2", "d3", "d4"), ...of("sweets", "s1")];
const rules = upsellRulesOf("burgers=drinks | pizza = salads | sweets");
const offered = (basket: string[], of_ = rules) => suggest(of_, shelf, basket, false).items;

describe("what else a guest may like", () => {
  it("[X1] rules are read as the chain's property has them; what cannot be read is left out", () => {
    expect(rules).toEqual({
      pairs: [
        { has: "burgers", wants: "drinks" },
        { has: "pizza", wants: "salads" },
      ],
      fallback: "sweets",
    });
    expect(upsellRulesOf("a=b=c|=d|e=")).toEqual({ pairs: [] });
    expect(upsellRulesOf("")).toEqual({ pairs: [] });
  });

  it("[X2] who has one thing and lacks the other is offered three of it, in the menu's order; who lacks nothing, the last category's", () => {
    expect(offered(["b1"])).toEqual(["d1", "d2", "d3"]);
    expect(offered(["b1", "d2"])).toEqual(["s1"]);
    expect(offered(["b1", "d2", "s1"])).toEqual([]);
    expect(offered([])).toEqual(["s1"]);
    expect(offered(["unknown"], { pairs: rules.pairs })).toEqual([]);
  });

  it("[X3] what the newest line names comes first, where the chain wants that", () => {
    const named = shelf.map((one) => (one.id === "b2" ? { ...one, upsell: ["gone", "b2", "d4"] } : one));
    expect(suggest(rules, named, ["b1", "b2"], true)).toEqual({ items: ["d4"], showAs: "POPUP" });
    expect(suggest(rules, named, ["b2", "b1"], true)).toEqual({ items: ["d1", "d2", "d3"], showAs: "ANY" });
    expect(suggest(rules, named, ["b2"], false).showAs).toBe("ANY");
  });
});
