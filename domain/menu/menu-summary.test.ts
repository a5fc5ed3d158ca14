import { describe, expect, it } from "vitest";
import type { PageNode } from "./guest-menu";
import { menuSummary } from "./menu-summary";

const product = (id: string, more: Partial<PageNode> = {}): PageNode => ({ id, kind: "3e/product", price: "10.00", ...more });
const category = (id: string, items: PageNode[], more: Partial<PageNode> = {}): PageNode => ({
  id,
  kind: "3e/group/category",
  items,
  ...more,
});
const short = (...items: PageNode[]) => menuSummary({ id: "M", kind: "3e/group", items }, 2);

describe("the menu in short", () => {
  it("[X4] categories come in the menu's order, each with what stands in it itself", () => {
    const inner = category("cold", [product("tea")]);
    expect(
      short(category("drinks", [product("cola"), inner]), category("empty", [])).map(({ id, path, products }) => [
        id,
        path,
        products.map((one) => one.id),
      ]),
    ).toEqual([
      ["drinks", [], ["cola"]],
      ["cold", ["drinks"], ["tea"]],
      ["empty", [], []],
    ]);
  });

  it("[X5] a product has the price that stands in a list, its names and its times with those of the categories around it", () => {
    const options: PageNode = { id: "g", kind: "3e/group/options", selCtx: "g", items: [product("small", { price: "7.00" })] };
    const set = product("set", { price: "0", items: [options], state: { selected: { g: { small: "1" } } } });
    const cheap = product("cheap", {
      minPrice: "8",
      _: { tags: "a, b", category: "c", upsell: "x" },
      img: "i",
      availability: { MON: ["08:00", "12:00"] },
    });
    const [only] = short(category("all", [set, cheap], { availability: { MON: ["10:00", "20:00"] } }));
    expect(only?.products).toEqual([
      { id: "set", literals: {}, price: "7.00", tags: [], upsell: [], onSale: { MON: [[600, 1200]] } },
      { id: "cheap", literals: {}, price: "8.00", img: "i", tags: ["a", "b", "c"], upsell: ["x"], onSale: { MON: [[600, 720]] } },
    ]);
  });
});
