import { describe, expect, it } from "vitest";
import { inspect, newFindings } from "./inspect-documents";
import type { PriceList } from "./price-list";

type Node = Record<string, unknown> & { id?: string };
const product = (id: string, more: object = {}): Node & { id: string } => ({
  id,
  kind: "3e/product",
  price: "9.00",
  vat: "8",
  details: { literals: { name: id } },
  ...more,
});
const water = product("water");
const options = (id: string, items: Node[], attrs: object = {}): Node => ({ id, kind: "3e/group/options", attrs, items });
const said = (items: (Node & { id: string })[], more: { menu?: object; lists?: (string | PriceList)[] } = {}) => {
  const refs = items.map(({ id }) => ({ kind: "3e/ref", reference: id }));
  const menu = { id: "M", items: [{ id: "all", kind: "3e/group/category", items: refs }], ...more.menu };
  const priceLists = (more.lists ?? []).map((list) => (typeof list === "string" ? { id: list } : list));
  const documents = { items: new Map(items.map((item) => [item.id, item])), menus: new Map([["M", menu]]), priceLists };
  return inspect(documents, { currency: { code: "PLN", decimals: 2 }, holidays: [], venues: ["centrum"] });
};
const codes = (...of: Parameters<typeof said>) => said(...of).map(({ code, at }) => `${code} ${at.id}${at.pointer}`);
const pricedIn = (name: string) => codes([product("a", { pricelists: [{ name, price: "5.00" }] })]);
const withOption = (price: string, attrs: object = {}) =>
  codes([product("a", { items: [options("g", [product("o", { price })], attrs)] })]);
const withOptions = (prices: string[], attrs: object = {}, more: object = {}) => {
  const items = prices.map((price, nth) => product(`o${nth}`, { price }));
  return codes([product("a", { items: [{ ...options("g", items, attrs), ...more }] })]);
};
const asking = (query: object) =>
  codes([product("a")], { menu: { items: [{ id: "c", kind: "3e/group/category", items: [{ kind: "3e/query", query }] }] } });
const listedAt = (list: object) => codes([product("a", { pricelists: [{ name: "PL_DELIVERY", ...list }] })]);
const onShelf = (...items: object[]) => ({ menu: { items: [{ id: "all", kind: "3e/group/category", items }] } });
const ref = (reference: string) => ({ kind: "3e/ref", reference });

describe("what is said of menus before they are kept", () => {
  it("[M140] nothing of what is as it should be", () => {
    const burger = product("burger", { items: [options("bun", [product("classic", { price: "0" })], { selMin: 1 })] });
    expect(codes([burger, product("beer", { pricelists: [{ name: "night", price: "12.00" }] })], { lists: ["night"] })).toEqual([]);
  });

  it("[M141] a product without a price, one with a price in some list only, and options that add nothing", () => {
    expect(codes([product("a", { price: "" }), product("b")])).toEqual(["no-price a/price"]);
    expect(codes([product("a", { price: undefined, pricelists: [{ name: "PL_DELIVERY", price: "1.00" }] })])).toEqual(["no-price a/price"]);
    expect(codes([product("a", { items: [options("g", [product("o", { price: "" })])] })])).toEqual(["no-price a/items/0/items/0/price"]);
    const sized = product("a", { price: undefined, items: [options("size", [product("small")], { selMin: 1 })] });
    expect(codes([sized])).toEqual([]);
  });

  it("[M141] a price in a list that is empty, or written under another name", () => {
    expect(listedAt({ price: "5.00" })).toEqual([]);
    expect(listedAt({ price: "" })).toEqual(["no-price a/pricelists/0/price"]);
    expect(listedAt({ Price: "5.00" })).toEqual(["unknown-field a/pricelists/0/Price", "no-price a/pricelists/0/price"]);
  });

  it("[M142] prices that are not asked as they stand: more digits than the currency, of a group, in a list that nobody knows", () => {
    expect(codes([product("a", { price: "9.999" })])).toEqual(["price-rounded a/price"]);
    const priced = product("a", { items: [{ ...options("g", [product("o")]), price: "2.00" }] });
    expect(codes([priced])).toEqual(["price-of-a-group a/items/0/price"]);
    expect(codes([product("a", { pricelists: [{ name: "nihgt", price: "1.00" }] })], { lists: ["night"] })).toEqual([
      "price-list-unknown a/pricelists/0/name",
      "price-list-unused night",
    ]);
  });

  it("[M143] choices that nobody can make, and products that nobody can order", () => {
    const of = (attrs: object, own: object = {}) => codes([product("a", { items: [options("g", [product("o", own)], attrs)] }), water]);
    expect(of({}, { attrs: { qtyMin: 2 } })).toEqual(["cannot-be-chosen a/items/0/items/0"]);
    expect(of({ selMax: 0 })).toEqual(["cannot-be-chosen a/items/0/items/0"]);
    expect(of({ qtyMin: 2 })).toEqual(["cannot-be-ordered a"]);
    expect(of({ qtyMin: 2, allowMultiple: true })).toEqual([]);
    expect(codes([product("a", { items: [product("astray")] })])).toEqual(["cannot-be-chosen a/items/0"]);
    expect(codes([product("a", { attrs: { qtyMax: 0 } })])).toEqual(["cannot-be-ordered a"]);
  });

  it("[M165] a default of zero is no choice, and refused where one must be made", () => {
    const group = options("g", [product("o", { price: "1.00" })], { selMin: 1 });
    const standing = (quantity: string) => codes([product("a", { state: { selected: { g: { o: quantity } } }, items: [group] })]);
    expect(standing("1")).toEqual([]);
    expect(standing("0")).toEqual(["default-refused a/state/selected"]);
  });

  it("[M166] a filter that neither the state nor any choice of the product meets", () => {
    const shownFor = (value: string) => ({
      ...options("g", [product("o", { price: "1.00", fltCtx: "c" })], { selMin: 1 }),
      filter: { c: [value] },
    });
    const sized = (attrs: object) => options("size", [product("l", { emit: { c: "l" } })], attrs);
    const standing = { filter: { c: { x: "a" } } };
    expect(codes([product("a", { state: standing, items: [shownFor("a")] })])).toEqual([]);
    expect(codes([product("a", { state: standing, items: [shownFor("b")] })])).toEqual(["cannot-be-chosen a/items/0/filter"]);
    expect(codes([product("a", { items: [shownFor("b")] })])).toEqual([]);
    expect(codes([product("a", { items: [sized({ selMin: 1 }), shownFor("l")] })])).toEqual([]);
    expect(codes([product("a", { items: [sized({ selMin: 1 }), shownFor("b")] })])).toEqual(["cannot-be-chosen a/items/1/filter"]);
    const [once] = said([product("a", { items: [sized({}), shownFor("b")] })]);
    expect(once?.message).toContain("once a choice of a emits anything");
  });

  it("[M166] a filter that only what it hides would meet", () => {
    const own = options("g", [product("o", { price: "1.00", fltCtx: "c", emit: { c: "b" } })]);
    const filtered = { ...own, filter: { c: ["b"] } };
    const of = (state: object) => codes([product("a", { state, items: [filtered] })]);
    expect(of({ filter: { c: { x: "a" } } })).toEqual(["cannot-be-chosen a/items/0/filter"]);
    expect(of({ filter: { c: { x: "b" } } })).toEqual([]);
  });

  it("[M170] bounds without a whole number in them, of what is taken whole", () => {
    const of = (attrs: object, own: object) => codes([product("a", { items: [options("g", [product("o", { attrs: own })], attrs)] })]);
    expect(of({}, { qtyMin: 1.5, qtyMax: 1.5 })).toEqual(["cannot-be-chosen a/items/0/items/0"]);
    expect(of({ allowFraction: true }, { qtyMin: 1.5, qtyMax: 1.5 })).toEqual([]);
    expect(of({}, { qtyMin: 1.5, qtyMax: 2 })).toEqual([]);
    expect(of({ selMin: 1 }, { qtyMin: 1.5, qtyMax: 1.5 })).toEqual(["cannot-be-ordered a", "nothing-to-sell M"]);
    expect(of({ selMin: 1 }, { qtyMin: 1.5, qtyMax: 2 })).toEqual([]);
    expect(of({ qtyMin: 1.5, allowMultiple: true }, {})).toEqual([]);
    expect(codes([product("a", { attrs: { qtyMin: 1.2, qtyMax: 1.8 } })])).toEqual(["cannot-be-ordered a"]);
    expect(codes([product("a", { attrs: { qtyMin: 1.2, qtyMax: 2 } })])).toEqual([]);
  });

  it("[M144] what stands in a menu and is not sold: at no time, as a choice without a product, as a group with a price", () => {
    expect(codes([product("a", { availability: {} })])).toEqual(["never-on-sale a/availability"]);
    expect(codes([{ ...product("a"), kind: "3e/group/options" }, water])).toEqual(["not-for-sale a"]);
    expect(codes([{ ...product("a"), kind: "3e/group" }, water])).toEqual(["not-for-sale a"]);
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

  it("[M145] fields of a node that say nothing of a menu, or of nodes of another kind", () => {
    expect(codes([product("a")], { menu: { availability: {} } })).toEqual(["unknown-field M/availability"]);
    expect(codes([product("a")], { menu: { publishing: "manual", details: { literals: { name: "Lunch" } } } })).toEqual([]);
    const shelf = { id: "all", kind: "3e/group/category", items: [{ kind: "3e/ref", reference: "a" }] };
    const shelved = (more: object) => codes([product("a")], { menu: { items: [{ ...shelf, ...more }] } });
    const taxed = { taxes: { DELIVERY: "5" }, pricelists: [{ name: "PL_default", price: "5.00" }], drs: "0.50", query: { ids: ["a"] } };
    expect(shelved(taxed).toSorted()).toEqual(["drs", "pricelists", "query", "taxes"].map((field) => `unknown-field M/items/0/${field}`));
    expect(shelved({ taxes: {}, pricelists: [], drs: "" })).toEqual([]);
    const grouped = (more: object) => codes([product("a", { items: [{ ...options("g", [product("o")]), ...more }] })]);
    expect(grouped({ availability: { MON: ["08:00", "10:00"] } })).toEqual(["unknown-field a/items/0/availability"]);
    expect(grouped({ reference: "b" })).toEqual(["unknown-field a/items/0/reference"]);
    expect(codes([product("a", { attrs: { selMin: 1, qtyMax: 5 } })])).toEqual(["unknown-field a/attrs/selMin"]);
    expect(codes([product("a", { reference: "b" })])).toEqual(["unknown-field a/reference"]);
    expect(codes([product("a", { publishing: "manual" })])).toEqual(["unknown-field a/publishing"]);
  });

  it("[M184] times of one minute, of products and of price lists", () => {
    const timed = (...times: string[]) => codes([product("a", { availability: { MON: times } })]);
    expect(timed("10:00", "10:00")).toEqual(["one-minute a/availability/MON"]);
    expect(timed("00:00", "00:00")).toEqual([]);
    const listed = product("a", { pricelists: [{ name: "happy", price: "5.00" }] });
    const happy = { id: "happy", availability: { FRI: ["10:00", "12:00", "17:00", "17:00"] } };
    expect(codes([listed], { lists: [happy] })).toEqual(["one-minute happy/availability/FRI"]);
  });

  it("[M146] what was so before and is not touched is not said again", () => {
    const [before, after] = [said([product("a", { vat: "" })]), said([product("a", { vat: "" }), product("b", { vat: "" })])];
    expect(newFindings(before, after, (_, id) => id === "b").map(({ at }) => at.id)).toEqual(["b"]);
    expect(newFindings(before, after, (_, id) => id === "a").map(({ at }) => at.id)).toEqual(["a", "b"]);
  });

  it("[M150] price lists that nobody knows by their name: PL_ and a venue or a channel that there is not", () => {
    for (const name of ["PL_default", "PL_DELIVERY", "PL_centrum", "PL_centrum_UBER"]) expect(pricedIn(name)).toEqual([]);
    for (const name of ["PL_centrun", "PL_DELIVRY", "PL_default ", "PL_UBER_centrum"])
      expect(pricedIn(name)).toEqual(["price-list-unknown a/pricelists/0/name"]);
  });

  it("[M151] price lists that hold nowhere, at no time, or for nothing", () => {
    const listed = product("a", { pricelists: [{ name: "happy", price: "5.00" }] });
    const of = (list: object) => codes([listed], { lists: [{ id: "happy", ...list }] });
    expect(of({})).toEqual([]);
    expect(of({ venues: ["centrum", "nowhere"] })).toEqual(["venue-unknown happy/venues/1"]);
    expect(of({ availability: {} })).toEqual(["never-on-sale happy/availability"]);
    expect(of({ availability: { MON: ["10:00", "12:00"], PH: ["10:00", "12:00"] } })).toEqual(["no-holidays happy/availability/PH"]);
    expect(codes([product("a")], { lists: ["happy"] })).toEqual(["price-list-unused happy"]);
  });

  it("[M152] an option that has a price in some list only is given away elsewhere; one in a list that always holds is not", () => {
    const of = (name: string, lists: PriceList[] = []) => {
      const option = product("o", { price: undefined, pricelists: [{ name, price: "4.00" }] });
      return codes([product("a", { items: [options("g", [option])] })], { lists });
    };
    expect(of("PL_DELIVERY")).toEqual(["no-price a/items/0/items/0/price"]);
    expect(of("PL_default")).toEqual([]);
    expect(of("usual", [{ id: "usual" }])).toEqual([]);
    expect(of("late", [{ id: "late", availability: { FRI: ["22:00", "23:00"] } }])).toEqual(["no-price a/items/0/items/0/price"]);
    expect(codes([product("a", { price: undefined, pricelists: [{ name: "PL_default", price: "1.00" }] })])).toEqual([]);
  });

  it("[M171] a product that costs something and is given away in one list; one that is free anywhere may be meant", () => {
    const of = (price: string, listed: string, more: object = {}) =>
      codes([product("a", { price, pricelists: [{ name: "PL_DELIVERY", price: listed }], ...more })]);
    expect(of("9.00", "0")).toEqual(["no-price a/pricelists/0/price"]);
    expect(of("9.00", "0.50")).toEqual([]);
    expect(of("0", "0.00")).toEqual([]);
    expect(of("9.00", "0", { items: [options("size", [product("s")], { selMin: 1 })] })).toEqual([]);
  });

  it("[M153] an option that takes off more than there is, or all of it", () => {
    expect(withOption("-1.00")).toEqual([]);
    expect(withOption("-20.00")).toEqual(["cannot-be-chosen a/items/0/items/0/price"]);
    expect(withOption("-9.00")).toEqual(["negative-price a/items/0/items/0/price"]);
    expect(withOption("-20.00", { selMin: 1 })).toEqual(["cannot-be-ordered a"]);
  });

  it("[M167] the prices of each list are tried", () => {
    const option = product("o", { price: "1.00", pricelists: [{ name: "PL_DELIVERY", price: "-20" }] });
    const of = (price: string, attrs: object) => codes([product("a", { price, items: [options("g", [option], attrs)] })]);
    expect(of("9.00", {})).toEqual(["cannot-be-chosen a/items/0/items/0/pricelists/0/price"]);
    expect(of("1.00", { selMin: 1 })).toEqual(["cannot-be-ordered a"]);
    expect(of("30.00", {})).toEqual([]);
  });

  it("[M168] an option below zero where something must be chosen, and one within an option", () => {
    const of = (...prices: string[]) =>
      codes([
        product("a", {
          items: [
            options(
              "g",
              prices.map((price, nth) => product(`o${nth}`, { price })),
              { selMin: 1 },
            ),
          ],
        }),
      ]);
    expect(of("0", "-1.00")).toEqual([]);
    expect(of("0", "-20")).toEqual(["cannot-be-chosen a/items/0/items/1/price"]);
    expect(of("0", "-9")).toEqual(["negative-price a/items/0/items/1/price"]);
    expect(of("5.00", "-9")).toEqual(["negative-price a/items/0/items/1/price"]);
    expect(of("-20", "0")).toEqual(["cannot-be-chosen a/items/0/items/0/price"]);
    const around = product("o", { price: "1.00", items: [options("h", [product("i", { price: "-20" })])] });
    expect(codes([product("a", { items: [options("g", [around])] })])).toEqual([
      "cannot-be-chosen a/items/0/items/0/items/0/items/0/price",
    ]);
  });

  it("[M169] what takes off more than there is, or all of it, together", () => {
    expect(withOptions(["-4.50", "-4.50"])).toEqual(["negative-price a"]);
    expect(withOptions(["-4.50", "-4.50"], { selMax: 1 })).toEqual([]);
    expect(withOptions(["-4.50", "-4.00"])).toEqual([]);
    expect(withOptions(["-5", "-5", "-5"], { qtyMax: 2 })).toEqual(["negative-price a"]);
    expect(withOptions(["-3"], { allowMultiple: true, qtyMax: 3 })).toEqual(["negative-price a"]);
    expect(withOptions(["-3"], { allowMultiple: true, qtyMax: 2 })).toEqual([]);
    expect(withOptions(["-3"], { allowMultiple: true })).toEqual(["negative-price a"]);
    expect(withOptions(["0"], {}, { price: "-20" })).toEqual(["price-of-a-group a/items/0/price", "negative-price a"]);
  });

  it("[M154] an option that stands in two groups of one context", () => {
    const group = (id: string, selCtx: string) => ({ ...options(id, [product("o")]), selCtx });
    expect(codes([product("a", { items: [group("x", "s"), group("y", "s")] })])).toEqual(["id-repeated a/items/1/items/0"]);
    expect(codes([product("a", { items: [group("x", "s"), group("y", "t")] })])).toEqual([]);
  });

  it("[M164] an option that stands twice in one group, written or found by a query; a group that two options share says nothing", () => {
    const cheese = product("cheese", { _: { tags: "topping" } });
    const twice = ref("cheese");
    const query = { kind: "3e/query", query: { tags: ["topping"] } };
    expect(codes([product("a", { items: [options("g", [twice, { ...twice, price: "3.00" }])] }), cheese])).toContain("id-repeated cheese");
    expect(codes([product("a", { items: [options("g", [twice, query])] }), cheese])).toContain("id-repeated cheese");
    const extras = { ...options("extras", [product("o")]), selCtx: "extras" };
    const sizes = ["s", "l"].map((id) => product(id, { items: [extras] }));
    expect(codes([product("a", { items: [options("size", sizes, { selMin: 1, selMax: 1 })] })])).toEqual([]);
  });

  it("[M155] what is written of options and groups and not looked at: hours, a category within a product, a group's own state", () => {
    const timed = product("o", { availability: { MON: ["08:00", "10:00"] } });
    expect(codes([product("a", { items: [options("g", [timed])] })])).toEqual(["hours-not-kept a/items/0/items/0/availability"]);
    const shelf = { id: "k", kind: "3e/group/category", items: [product("o")] };
    expect(codes([product("a", { items: [shelf] })])).toEqual(["cannot-be-chosen a/items/0/items/0"]);
    const stated = { ...options("g", [product("o")]), state: { selected: { g: { o: "1" } } } };
    expect(codes([product("a", { items: [stated] })])).toEqual(["unknown-field a/items/0/state"]);
  });

  it("[M156] a deposit with more digits than the currency", () => {
    expect(codes([product("a", { drs: "0.50" })])).toEqual([]);
    expect(codes([product("a", { drs: "0.505" })])).toEqual(["deposit-unreadable a/drs"]);
  });

  it("[M157] queries that find nothing, or not all that they name", () => {
    expect(asking({ ids: ["a"] })).toEqual([]);
    expect(asking({ ids: ["a", "zz"] })).toEqual(["finds-nothing M/items/0/items/0/query/ids/1"]);
    expect(asking({ tags: ["none"] })).toEqual(["finds-nothing M/items/0/items/0/query", "nothing-to-sell M", "in-no-menu a"]);
  });

  it("[M158] a price list is known, too, to what is in no menu yet", () => {
    const listed = product("a", { pricelists: [{ name: "happy", price: "5.00" }] });
    expect(codes([listed], { menu: { items: [] }, lists: ["happy"] })).toEqual([
      "nothing-to-sell M",
      "in-no-menu a",
      "price-list-unused happy",
    ]);
  });

  it("[M160] a tax rate that is written as what the price is multiplied with", () => {
    expect(codes([product("a", { vat: "1.23" })])).toEqual(["tax-as-factor a/vat"]);
    expect(codes([product("a", { vat: "2.1" }), product("b", { vat: "1" })])).toEqual([]);
  });

  it("[M161] a menu in which nothing is left to sell", () => {
    expect(codes([product("a")], { menu: { items: [] } })).toEqual(["nothing-to-sell M", "in-no-menu a"]);
  });

  it("[M172] thousands of options that take something off, and a product with thousands of prices in as many categories, in seconds", () => {
    const discounts = Array.from({ length: 3000 }, (_, nth) => product(`o${nth}`, { price: nth % 2 === 0 ? "-1" : "-20" }));
    expect(codes([product("a", { items: [options("g", discounts)] })])).toHaveLength(1500);
    const pricelists = Array.from({ length: 2000 }, (_, nth) => ({ name: `list-${nth}`, price: `${nth + 1}.00` }));
    const items = Array.from({ length: 2000 }, (_, nth) => ({ id: `c${nth}`, kind: "3e/group/category", items: [ref("a")] }));
    const lists = pricelists.map(({ name }) => name);
    expect(codes([product("a", { pricelists })], { menu: { items }, lists })).toEqual([]);
  }, 60_000);

  it("[M185] products that a menu shows and does not sell: within content, and as a suggestion alone", () => {
    for (const kind of ["3e/static", "3e/cms"])
      expect(codes([product("a"), water], onShelf(ref("a"), { id: "banner", kind, items: [ref("water")] }))).toEqual(["in-no-menu water"]);
    const suggesting = (more: object) => product("a", { items: [{ id: "u", kind: "3e/group/upsell", items: [ref("water")], ...more }] });
    expect(codes([suggesting({}), water], onShelf(ref("a")))).toEqual(["in-no-menu water"]);
    expect(codes([suggesting({ selCtx: "u" }), water], onShelf(ref("a")))).toEqual([]);
    expect(codes([suggesting({}), water], onShelf(ref("a"), ref("water")))).toEqual([]);
    expect(codes([suggesting({}), water], onShelf(ref("a"), { ...ref("water"), price: "5.00" }))).toEqual([]);
    const plain = { id: "more", kind: "3e/group", items: [ref("water")] };
    expect(codes([product("a"), water], onShelf(ref("a"), plain))).toEqual([]);
    expect(codes([product("a", { items: [plain] }), water], onShelf(ref("a")))).toEqual([]);
  });
});
