import { describe, expect, it } from "vitest";
import { CompiledMenu } from "./compiled";
import { compileMenu, type OneMenu } from "./compile.fixture";
import { configure } from "./configure";
import { MenuPage } from "./guest-menu";

const category = (id: string, items: unknown[], more: object = {}) => ({ id, kind: "3e/group/category", items, ...more });
const options = (id: string, items: unknown[], attrs: object = {}) => ({ id, kind: "3e/group/options", selCtx: id, attrs, items });
const product = (id: string, more: object = {}) => ({
  id,
  kind: "3e/product",
  price: "10.00",
  details: { literals: { name: id } },
  ...more,
});
const ref = (reference: string, more: object = {}) => ({ kind: "3e/ref", reference, ...more });

const listed = (id: string, ...lists: [string, string | null][]) =>
  product(id, { pricelists: lists.map(([name, price]) => ({ name, price })) });
const upsell = (items: unknown[]) => ({ id: "more", kind: "3e/group/upsell", selCtx: "more", items });

const compile = (items: unknown[], documents: { id: string }[] = [], more: Partial<OneMenu> = {}) =>
  compileMenu({
    menu: { id: "MENU_test", items },
    items: new Map(documents.map((document) => [document.id, document])),
    venue: "waw",
    channel: "DELIVERY",
    currency: { code: "PLN", decimals: 2 },
    ...more,
  });

describe("references", () => {
  it("[M22] a reference stands for the item that it names, whole", () => {
    const burger = product("burger", { items: [options("sauces", [ref("mayo")])] });
    const { compiled, page, problems } = compile([category("all", [ref("burger")])], [burger, product("mayo", { price: "1.50" })]);
    expect(problems).toEqual([]);
    expect(compiled.products.burger?.items[0]?.items[0]).toMatchObject({ id: "mayo", kind: "product", price: "1.50" });
    expect(page.items[0]?.items?.[0]).toMatchObject({
      id: "burger",
      kind: "3e/product",
      items: [{ kind: "3e/group/options", items: [{ id: "mayo" }] }],
    });
  });

  it("[M22] an item may name itself by id, and a reference may lead to another one", () => {
    const chain = { id: "chain", kind: "3e/ref", reference: "mayo" };
    const { compiled, problems } = compile([category("all", [{ kind: "3e/ref", id: "chain" }])], [chain, product("mayo")]);
    expect(problems).toEqual([]);
    expect(Object.keys(compiled.products)).toEqual(["mayo"]);
  });

  it("[M23] what a reference says itself wins over what the item says", () => {
    const fries = product("fries", {
      pricelists: [{ name: "PL_default", price: "9.00" }],
      attrs: { qtyMax: "3" },
      _: { tags: "SIDE", color: "gold" },
    });
    const inMeal = ref("fries", { price: "0", selCtx: "side", attrs: { qtyMin: 1 }, _: { tags: "PART" } });
    const { compiled } = compile([category("all", [product("meal", { items: [options("g", [inMeal])] }), ref("fries")])], [fries]);
    expect(compiled.products.meal?.items[0]?.items[0]).toMatchObject({
      price: "0",
      selCtx: "side",
      bounds: { qtyMin: 1, qtyMax: 3 },
      extra: { tags: "PART", color: "gold" },
    });
    expect(compiled.products.fries).toMatchObject({ price: "9.00", extra: { tags: "SIDE" } });
  });

  it("[M24] a reference that leads back to itself is left out and reported, and the rest stands", () => {
    const set = product("set", { items: [options("g", [ref("set"), ref("mayo")])] });
    const { compiled, problems } = compile(
      [category("all", [ref("set")])],
      [set, product("mayo"), { id: "loop", kind: "3e/ref" } as { id: string }],
    );
    expect(compiled.products.set?.items[0]?.items.map(({ id }) => id)).toEqual(["mayo"]);
    expect(problems).toEqual([
      {
        code: "reference-circle",
        path: ["MENU_test", "all", "set", "g", "set"],
        at: { part: "items", id: "set", pointer: "/items/0/items/0" },
        message: "This reference leads back to itself: set → set.",
      },
    ]);
    expect(compile([category("all", [ref("loop")])], [{ id: "loop", kind: "3e/ref" } as { id: string }]).problems).toHaveLength(1);
  });

  it("[M24] references that unfold without end in breadth stop at a limit that is reported once", () => {
    const wide = (id: string, next: string) =>
      product(id, {
        items: [
          options(
            "g",
            Array.from({ length: 40 }, () => ref(next)),
          ),
        ],
      });
    const { problems } = compile([category("all", [ref("a")])], [wide("a", "b"), wide("b", "c"), wide("c", "d"), product("d")]);
    expect(problems.filter(({ message }) => message.includes("more than 50000 nodes"))).toHaveLength(1);
  });
});

describe("broken parts", () => {
  it("[M25] each broken part is left out and reported with its place; what is around it stands", () => {
    const { compiled, problems } = compile([
      category("all", [
        product("good", { items: [options("g", [product("dear", { price: "12,50" }), product("fine")])] }),
        ref("nowhere"),
        { id: "odd", kind: "3e/planet" },
        { kind: "3e/product" },
        { id: "search", kind: "3e/query" },
        "burger",
      ]),
    ]);
    expect(compiled.products.good?.items[0]?.items.map(({ id }) => id)).toEqual(["fine"]);
    expect(Object.keys(compiled.products)).toEqual(["good"]);
    expect(problems.map(({ path }) => path.slice(1).join("/"))).toEqual([
      "all/good/g/dear",
      "all/nowhere",
      "all/odd",
      "all/#3",
      "all/search",
      "all/#5",
    ]);
    expect(problems[0]?.message).toBe('price: expected a decimal number such as 12.50, found "12,50"');
  });

  it("[M26] a product that nobody could order is left out", () => {
    const { compiled, problems } = compile([
      category("all", [
        product("starved", { items: [options("g", [product("a")], { selMin: 2 })] }),
        product("torn", { items: [options("g", [product("a")], { qtyMin: "3", qtyMax: "2" })] }),
        product("dead", { items: [options("g", [ref("nowhere")], { vital: true })] }),
        product("fine", { items: [options("g", [product("a")], { selMin: 1 })] }),
      ]),
    ]);
    expect(Object.keys(compiled.products)).toEqual(["fine"]);
    expect(problems).toHaveLength(4);
  });

  it("[M27] a default that does not exist is forgotten and reported", () => {
    const state = { selected: { g: { a: "1", gone: "1" }, nowhere: { b: "1" } }, filter: { size: { x: "L" } } };
    const { compiled, problems } = compile([category("all", [product("p", { state, items: [options("g", [product("a")])] })])]);
    expect(compiled.products.p?.state).toEqual({ selected: { g: { a: "1" } }, filter: { size: { x: "L" } } });
    expect(problems.map(({ message }) => message)).toEqual([
      'state: "gone" cannot be chosen under "g" of p.',
      'state: p has nothing to choose under "nowhere".',
    ]);
  });

  it("[M25] a menu that is none is empty, with the reason", () => {
    const { compiled, page, problems } = compile([], [], { menu: { items: "none" } });
    expect(compiled.products).toEqual({});
    expect(page.items).toEqual([]);
    expect(problems.map(({ path }) => path)).toEqual([["id"], ["items"]]);
  });

  it("[M28] a product that stands in two places with two prices has both: at the second it is ordered by another id", () => {
    const cheap = ref("p", { price: "5.00" });
    const { compiled, page, problems, warnings } = compile(
      [
        category("one", [ref("p")]),
        category("two", [cheap]),
        category("three", [cheap, ref("p")]),
        category("two", [ref("p", { price: "4" })]),
      ],
      [product("p", { vat: "8" })],
    );
    expect(Object.entries(compiled.products).map(([id, { id: sold, listingOf, price }]) => [id, sold, listingOf, price])).toEqual([
      ["p", "p", undefined, "10.00"],
      ["p.two", "p", "p", "5.00"],
      ["p.two.2", "p", "p", "4"],
    ]);
    expect(page.items.map(({ items = [] }) => items.map(({ id, reference, price }) => [id, reference, price]))).toEqual([
      [["p", undefined, "10.00"]],
      [["p.two", "p", "5.00"]],
      [
        ["p.two", "p", "5.00"],
        ["p", undefined, "10.00"],
      ],
      [["p.two.2", "p", "4"]],
    ]);
    expect(problems).toEqual([]);
    expect(warnings.map(({ code, at }) => [code, at.pointer])).toEqual([
      ["two-prices", "/items/1/items/0"],
      ["two-prices", "/items/3/items/0"],
    ]);
  });
});

describe("what it makes", () => {
  it("[M29] the price is the one of the first price list that has one, else the node's own", () => {
    const { compiled, page } = compile([
      category("all", [
        listed("own", ["PL_default", null]),
        listed("default", ["PL_default", "9.00"]),
        listed("channel", ["PL_default", "9.00"], ["PL_DELIVERY", "8.00"]),
        listed("venue", ["PL_DELIVERY", "8.00"], ["PL_waw", "7.00"]),
        listed("both", ["PL_waw", "7.00"], ["PL_waw_DELIVERY", "6.00"]),
        listed("elsewhere", ["PL_lis", "1.00"]),
      ]),
    ]);
    const prices = { own: "10.00", default: "9.00", channel: "8.00", venue: "7.00", both: "6.00", elsewhere: "10.00" };
    expect(Object.fromEntries(Object.entries(compiled.products).map(([id, { price }]) => [id, price]))).toEqual(prices);
    expect(Object.fromEntries((page.items[0]?.items ?? []).map(({ id, price }) => [id, price]))).toEqual(prices);
  });

  it("[M30] products of categories are lines; options and their like are not", () => {
    const { compiled } = compile([
      category("outer", [category("inner", [product("deep")]), product("flat", { items: [options("g", [product("option")])] })]),
      { id: "plain", kind: "3e/group", items: [product("loose")] },
      category("more", [options("astray", [product("choice")]), { id: "banner", kind: "3e/static" }]),
    ]);
    expect(Object.keys(compiled.products)).toEqual(["deep", "flat", "loose"]);
  });

  it("[M31] a product's availability is shared with its category's, and adds up over its places", () => {
    const availability = { MON: ["08:00", "20:00"], TUE: ["08:00", "20:00"] };
    const p = product("p", { availability });
    const morning = category("morning", [ref("p")], { availability: { MON: ["6:00", "11:00"] } });
    const evening = category("evening", [ref("p")], { availability: { MON: ["18:00", "23:00"] } });
    const { compiled, page } = compile([morning, evening], [p]);
    expect(compiled.products.p?.onSale).toEqual({
      MON: [
        [480, 660],
        [1080, 1200],
      ],
    });
    expect(page.items[0]).toMatchObject({ availability: { MON: ["06:00", "11:00"] }, items: [{ availability }] });
  });

  it("[M124] times over midnight hold for categories and what is in them, and the page shows them cut there", () => {
    const night = { FRI: ["18:00", "02:00"] };
    const { compiled, page } = compile([
      category("bar", [product("gin"), product("shot", { availability: { SAT: ["01:00", "24:00"] } })], { availability: night }),
    ]);
    expect(compiled.products.gin?.onSale).toEqual({ FRI: [[1080, 1439]], SAT: [[0, 120]] });
    expect(compiled.products.shot?.onSale).toEqual({ SAT: [[60, 120]] });
    expect(page.items[0]).toMatchObject({ availability: { FRI: ["18:00", "23:59"], SAT: ["00:00", "02:00"] } });
  });

  it("[M125] what was stored with times that cannot be read stays, closed on that day, and is reported", () => {
    const stored = product("p", { availability: { MON: ["08:00", "11:00"], FRI: ["22:00"] } });
    const { compiled, problems } = compile([category("all", [stored])]);
    expect(compiled.products.p?.onSale).toEqual({ MON: [[480, 660]] });
    expect(problems).toEqual([
      {
        code: "times-unreadable",
        path: ["MENU_test", "all", "p"],
        at: { part: "menus", id: "MENU_test", pointer: "/items/0/items/0/availability/FRI" },
        message: expect.stringContaining("availability.FRI: expected pairs"),
      },
    ]);
  });

  it("[M32] below an upsell group no further upsell is followed", () => {
    const { compiled, problems } = compile([
      category("all", [product("p", { items: [upsell([product("q", { items: [upsell([product("r")])] })])] })]),
    ]);
    expect(problems).toEqual([]);
    expect(compiled.products.p?.items[0]).toMatchObject({ group: "upsell", items: [{ id: "q", items: [] }] });
  });

  it("[M33] extras, bounds and pictures arrive in the form that the readers of each expect", () => {
    const p = product("p", {
      price: 12.5,
      vat: 8,
      _: { tags: "PROMO", ordincat: 3, basePrice: "11" },
      details: { literals: { name: "P", "name-pl": "P!", description: null }, media: [{ name: "MAIN_IMG", url: "/p.png" }] },
      items: [
        { ...options("g", [product("a", { fltCtx: "size" })], { selMin: "1", allowMultiples: "true" }), filter: { size: ["L", "XL"] } },
      ],
    });
    const { compiled, page } = compile([category("all", [p])]);
    expect(compiled.products.p).toMatchObject({
      price: "12.5",
      basePrice: "11",
      vat: "8",
      img: "/p.png",
      literals: { name: "P", "name-pl": "P!" },
      extra: { tags: "PROMO", ordincat: "3" },
      items: [{ kind: "group", group: "options", filter: ["L", "XL"], bounds: { selMin: 1, allowMultiple: true } }],
    });
    expect(page.items[0]?.items?.[0]).toMatchObject({
      details: { literals: { name: "P", "name-pl": "P!" } },
      items: [{ attrs: { selMin: "1", allowMultiple: true }, filter: { size: ["L", "XL"] } }],
    });
  });

  it("[M38] a lowest price is shown, and never charged", () => {
    const { compiled, page } = compile([category("all", [product("p", { minPrice: "8.00" })])]);
    expect(page.items[0]?.items?.[0]).toMatchObject({ price: "10.00", minPrice: "8.00" });
    expect(compiled.products.p && configure(compiled.products.p, {}, { locked: new Set(), decimals: 2 })).toMatchObject({
      ok: true,
      value: { unitPrice: 1000 },
    });
  });

  it("[M34] the same menu gives the same JSON, however its keys were ordered", () => {
    const written = product("p", { _: { a: "1", b: "2" }, items: [options("g", [product("a"), product("b")])] });
    const turned = Object.fromEntries(Object.entries({ ...written, _: { b: "2", a: "1" } }).toReversed());
    const [one, other] = [compile([category("all", [written])]), compile([category("all", [turned])])];
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
    expect(JSON.parse(JSON.stringify(one.compiled))).toEqual(one.compiled);
    expect(CompiledMenu.parse(one.compiled)).toEqual(one.compiled);
    expect(MenuPage.parse(one.page)).toEqual(one.page);
  });
});
