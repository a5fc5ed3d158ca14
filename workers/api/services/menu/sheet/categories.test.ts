import { describe, expect, it } from "vitest";
import { categoriesOf, placeInMenus } from "./categories";

const ref = (reference: string, more: object = {}) => ({ kind: "3e/ref", reference, ...more });
const category = (id: string, ...items: object[]) => ({ id, kind: "3e/group/category", items });
const soups = { ...category("soups", ref("zurek"), category("cold")), details: { literals: { "name-pl": "Zupy" } } };
const itemOf = (id: string) => (id === "soups" ? soups : undefined);
const menu = { id: "M", items: [category("warm", ref("soups", { details: { literals: { name: "Today" } } }))] };
const place = (name: string) => placeInMenus([{ row: 2, product: "flaki", category: name }], [menu], itemOf);

describe("categories that stand in a menu by reference", () => {
  it.each(["soups", "Zupy", "today", "M/soups"])("[SJ76] %s is the one that is there, and takes the product", (name) => {
    const { menus: _, ...placed } = place(name);
    const items = [...soups.items, ref("flaki")];
    expect(placed).toEqual({ items: [{ ...soups, items }], faults: [], warnings: [] });
  });

  it("[SJ76] one within it is found, too, and one that is nowhere is made", () => {
    expect(place("cold").items).toEqual([{ ...soups, items: [ref("zurek"), category("cold", ref("flaki"))] }]);
    expect(place("desserts")).toMatchObject({ items: [], warnings: [{ code: "category-new" }] });
  });

  it("[SJ76] its products go out in it, once, also where it is referred to twice or refers to itself", () => {
    const twice = { ...menu, items: [...menu.items, ref("soups")] };
    expect(categoriesOf([twice], itemOf)).toEqual(new Map([["zurek", ["M/soups"]]]));
    const round = category("soups", ref("zurek"), ref("soups"));
    expect(categoriesOf([menu], (id) => (id === "soups" ? round : undefined)).get("zurek")).toEqual(["M/soups"]);
  });
});
