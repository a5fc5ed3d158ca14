import { describe, expect, it } from "vitest";
import { inspect, newFindings } from "./inspect";

type Node = Record<string, unknown> & { id?: string };
const product = (id: string, more: object = {}): Node & { id: string } => ({
  id,
  kind: "3e/product",
  price: "9.00",
  vat: "8",
  details: { literals: { name: id } },
  ...more,
});
const options = (id: string, items: Node[], attrs: object = {}): Node => ({ id, kind: "3e/group/options", attrs, items });
const said = (items: (Node & { id: string })[], more: { menu?: object; lists?: string[] } = {}) => {
  const refs = items.map(({ id }) => ({ kind: "3e/ref", reference: id }));
  const menu = { id: "M", items: [{ id: "all", kind: "3e/group/category", items: refs }], ...more.menu };
  const priceLists = (more.lists ?? []).map((id) => ({ id }));
  const documents = { items: new Map(items.map((item) => [item.id, item])), menus: new Map([["M", menu]]), priceLists };
  return inspect(documents, { currency: { code: "PLN", decimals: 2 }, holidays: [] });
};
const codes = (...of: Parameters<typeof said>) => said(...of).map(({ code, at }) => `${code} ${at.id}${at.pointer}`);

describe("what is said of menus before they are kept", () => {
  it("[M140] nothing of what is as it should be", () => {
    const burger = product("burger", { items: [options("bun", [product("classic", { price: "0" })], { selMin: 1 })] });
    expect(codes([burger, product("beer", { pricelists: [{ name: "night", price: "12.00" }] })], { lists: ["night"] })).toEqual([]);
  });

  it("[M141] a product without a price, one with a price in some list only, and options that add nothing", () => {
    expect(codes([product("a", { price: "" })])).toEqual(["no-price a/price"]);
    expect(codes([product("a", { price: undefined, pricelists: [{ name: "PL_DELIVERY", price: "1.00" }] })])).toEqual(["no-price a/price"]);
    expect(codes([product("a", { items: [options("g", [product("o", { price: "" })])] })])).toEqual(["no-price a/items/0/items/0/price"]);
    const sized = product("a", { price: undefined, items: [options("size", [product("small")], { selMin: 1 })] });
    expect(codes([sized])).toEqual([]);
  });

  it("[M142] prices that are not asked as they stand: more digits than the currency, of a group, in a list that nobody knows", () => {
    expect(codes([product("a", { price: "9.999" })])).toEqual(["price-rounded a/price"]);
    const priced = product("a", { items: [{ ...options("g", [product("o")]), price: "2.00" }] });
    expect(codes([priced])).toEqual(["price-of-a-group a/items/0/price"]);
    expect(codes([product("a", { pricelists: [{ name: "nihgt", price: "1.00" }] })], { lists: ["night"] })).toEqual([
      "price-list-unknown a/pricelists/0/name",
    ]);
  });

  it("[M143] choices that nobody can make, and products that nobody can order", () => {
    const of = (attrs: object, own: object = {}) => codes([product("a", { items: [options("g", [product("o", own)], attrs)] })]);
    expect(of({}, { attrs: { qtyMin: 2 } })).toEqual(["cannot-be-chosen a/items/0/items/0"]);
    expect(of({ selMax: 0 })).toEqual(["cannot-be-chosen a/items/0/items/0"]);
    expect(of({ qtyMin: 2 })).toEqual(["cannot-be-ordered a"]);
    expect(of({ qtyMin: 2, allowMultiple: true })).toEqual([]);
    expect(codes([product("a", { items: [product("astray")] })])).toEqual(["cannot-be-chosen a/items/0"]);
    expect(codes([product("a", { attrs: { qtyMax: 0 } })])).toEqual(["cannot-be-ordered a"]);
  });

  it("[M144] what stands in a menu and is not sold: at no time, as a choice without a product, as a group with a price", () => {
    expect(codes([product("a", { availability: {} })])).toEqual(["never-on-sale a/availability"]);
    expect(codes([{ ...product("a"), kind: "3e/group/options" }])).toEqual(["not-for-sale a"]);
    expect(codes([{ ...product("a"), kind: "3e/group" }])).toEqual(["not-for-sale a"]);
    expect(codes([product("a", { availability: { PH: ["10:00", "12:00"] } })])).toEqual([
      "no-holidays a/availability/PH",
      "never-on-sale a/availability",
    ]);
  });

  it("[M145] fields that are not known, of menus, too; an option that many share is spoken of once", () => {
    expect(codes([product("a")], { menu: { name: "Lunch" } })).toEqual(["unknown-field M/name"]);
    const sauce = product("sauce", { Price: "1.00" });
    const holding = (id: string) => product(id, { items: [options("g", [{ kind: "3e/ref", reference: "sauce" }])] });
    expect(codes([holding("a"), holding("b"), sauce])).toEqual(["unknown-field sauce/Price"]);
  });

  it("[M146] what was so before and is not touched is not said again", () => {
    const [before, after] = [said([product("a", { vat: "" })]), said([product("a", { vat: "" }), product("b", { vat: "" })])];
    expect(newFindings(before, after, (_, id) => id === "b").map(({ at }) => at.id)).toEqual(["b"]);
    expect(newFindings(before, after, (_, id) => id === "a").map(({ at }) => at.id)).toEqual(["a", "b"]);
  });
});
