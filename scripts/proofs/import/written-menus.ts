// Menus as JSON: products with choices within choices, then some of what people get wrong.
import type { Dice } from "../lib/dice.ts";
import {
  MENU,
  priceText,
  RATES,
  readNumber,
  readRate,
  SHELF,
  type Stated,
  type StatedGroup,
  type StatedOption,
  type Written,
} from "./written.ts";

type Node = Record<string, unknown> & { items?: Node[] };

const DEEPEST = 24;
const MAX_PRODUCTS = 6;

export function writtenMenu(throws: Dice): Written {
  const oddities: string[] = [];
  const items = Array.from({ length: 1 + throws.int(MAX_PRODUCTS) }, (_, n) => productOf(throws, `p${n}`, depthOf(throws)));
  const refs: Node[] = items.map(({ id }) => ({ kind: "3e/ref", reference: id }));
  const shelf: Node = { id: SHELF, kind: "3e/group/category", details: { literals: { name: "Dania" } }, items: refs };
  const menu: Node = { id: MENU, items: [shelf] };
  const times = throws.chance(0.25) ? 0 : 1 + throws.int(3);
  for (let nth = 0; nth < times; nth += 1) {
    const { name, spoil } = throws.pick(MUTATIONS);
    const victims = throws.chance(0.5) ? items : items.flatMap(within);
    spoil(throws.pick(victims), { throws, menu, items });
    oddities.push(name);
  }
  const listed = new Set(itemsOf(shelf).map(({ id, reference }) => String(reference ?? id)));
  const products = items.filter(({ id }) => listed.has(String(id))).map(statedOf);
  return { kind: "json", body: { items, menus: [menu] }, products, oddities };
}

const depthOf = (throws: Dice): number => (throws.chance(0.03) ? DEEPEST : throws.int(4));
/** What can still be spoilt: no longer those that somebody has made a number. */
const itemsOf = ({ items }: Node): Node[] => (Array.isArray(items) ? items.filter((item) => typeof item === "object") : []);
const within = (node: Node): Node[] => [node, ...itemsOf(node).flatMap(within)];

function productOf(throws: Dice, id: string, depth: number): Node {
  const groups =
    depth === 0 ? [] : Array.from({ length: depth > 4 ? 1 : 1 + throws.int(2) }, (_, n) => groupOf(throws, `${id}g${n}`, depth));
  return {
    id,
    kind: "3e/product",
    price: priceText(throws),
    vat: throws.pick(RATES),
    details: { literals: { name: `Danie ${id}`, "name-pl": "Żurek" } },
    ...(groups.length > 0 && { items: groups }),
  };
}

function groupOf(throws: Dice, id: string, depth: number): Node {
  const items = Array.from({ length: 1 + throws.int(depth > 4 ? 1 : 3) }, (_, n) => productOf(throws, `${id}o${n}`, depth - 1));
  const selMin = throws.int(2);
  return {
    id,
    kind: throws.chance(0.8) ? "3e/group/options" : "3e/group/config",
    ...(throws.chance(0.7) && { selCtx: `ctx-${id}` }),
    attrs: { selMin: throws.chance(0.5) ? selMin : String(selMin), selMax: items.length },
    details: { literals: { name: `Grupa ${id}` } },
    items,
  };
}

/** What the file says of a product, word for word. */
function statedOf({ id, price, vat, items }: Node): Stated {
  return { id: String(id), price: readNumber(price), vat: readRate(vat), groups: groupsIn(items) };
}

const groupsIn = (items: unknown): StatedGroup[] =>
  (Array.isArray(items) ? items : []).map((group: Node) => ({
    pick: Math.max(0, Math.ceil(boundOf(group, "selMin")), boundOf(group, "qtyMin")),
    items: itemsOf(group).map((item): StatedOption => optionIn(item, group)),
  }));

/** A group without a context is known by its own id: ids stand once in these files. */
function optionIn({ id, price, items, ...item }: Node, group: Node): StatedOption {
  const context = String(item.selCtx || group.selCtx || group.id);
  return { id: String(id), context, quantity: Math.max(1, boundOf(item, "qtyMin")), price: readNumber(price), groups: groupsIn(items) };
}

const boundOf = ({ attrs }: Node, bound: string): number => Number(Reflect.get(Object(attrs), bound) ?? 0);

type Around = { throws: Dice; menu: Node; items: Node[] };
type Mutation = { name: string; spoil: (node: Node, around: Around) => void };

const setting = (field: string, ...values: unknown[]): Mutation[] =>
  values.map((value) => ({ name: `${field} is ${JSON.stringify(value)}`, spoil: (node) => void (node[field] = value) }));
const renaming = (field: string, ...others: string[]): Mutation[] =>
  others.map((other) => ({
    name: `${field} is called ${other}`,
    spoil: (node) => {
      node[other] = node[field];
      delete node[field];
    },
  }));
const bounding = (field: string, ...values: unknown[]): Mutation[] =>
  values.map((value) => ({
    name: `${field} is ${JSON.stringify(value)}`,
    spoil: (node) => void (node.attrs = { ...Object(node.attrs), [field]: value }),
  }));

const MUTATIONS: readonly Mutation[] = [
  ...setting(
    "price",
    "",
    null,
    undefined,
    "12,50",
    12.5,
    "a lot",
    "-1.00",
    "1e3",
    " 9.00",
    "9.999",
    "0",
    "0.00",
    "1 200.00",
    "12.50 zł",
    true,
    "999999999999999",
  ),
  ...setting("vat", "8%", "8 %", "5,5", 0.19, "0.23", undefined, null, "", "VAT 23%", "taxes15", "8.2500", "ZW", 101, "-8", "023"),
  ...setting("kind", "3e/Product", "product", undefined),
  ...["3e/group", "3e/static", "3e/group/options"].map((kind) => ({
    name: `a product's kind is ${kind}`,
    spoil: (_: Node, { items }: Around) => void (items[0] && (items[0].kind = kind)),
  })),
  ...setting("id", undefined, 58_424, "zażółć", "", "a b"),
  ...setting("availability", {}, { FRI: ["18:00", "02:00"] }, { FRI: ["11:00", "24:00"] }, { MON: ["8"] }, { PH: ["10:00", "12:00"] }),
  ...setting("state", { selected: { nowhere: { x: "1" } } }, { selected: { nowhere: { x: 1 } }, extra: 1 }),
  ...setting("details", undefined, { literals: { "name-ar": "حمص" } }, { literals: {} }, { name: "X" }, { literals: { name: 7 } }),
  ...setting("pricelists", [{ name: "PL_other", price: "1.00" }], [{ name: "PL_default", price: "" }]),
  ...setting("drs", "0.50", 0.5, "0,50", "yes"),
  ...setting("items", [], undefined, "none", [7], [{ kind: "3e/ref", reference: "gone" }]),
  ...setting("selCtx", undefined, "", 7, "shared"),
  ...setting("minPrice", "1.00", "1,00"),
  ...renaming("price", "Price", "cost"),
  ...renaming("vat", "tax", "VAT"),
  ...renaming("items", "options", "Items"),
  ...renaming("details", "name"),
  ...bounding("selMin", 2, 9, "2", -1, "1,5", 0.5),
  ...bounding("selMax", 0, 1, "0", -1),
  ...bounding("qtyMin", 1, 2, 5),
  ...bounding("qtyMax", 0, 1, 2),
  ...bounding("selmin", 1),
  ...bounding("vital", true, "true", "yes"),
  {
    name: "its options are chosen against the group",
    spoil: (node) => {
      const [group] = itemsOf(node);
      if (group)
        node.state = { selected: { [String(group.selCtx ?? group.id)]: Object.fromEntries(itemsOf(group).map(({ id }) => [id, "3"])) } };
    },
  },
  { name: "it stands twice", spoil: (node, { items }) => void items.push({ ...node }) },
  {
    name: "it is in no menu",
    spoil: (_, { menu }) => {
      const [shelf] = itemsOf(menu);
      if (shelf) shelf.items = itemsOf(shelf).slice(1);
    },
  },
  {
    name: "the menu has it at a second price",
    spoil: (_, { menu, items }) => {
      const [shelf] = itemsOf(menu);
      const promo: Node = { id: "promo", kind: "3e/group/category", items: [{ kind: "3e/ref", reference: items[0]?.id, price: "1.00" }] };
      if (shelf) menu.items = [shelf, promo];
    },
  },
  {
    name: "the category is a group of options",
    spoil: (_, { menu }) => {
      const [shelf] = itemsOf(menu);
      if (shelf) shelf.kind = "3e/group/options";
    },
  },
  {
    name: "the category is never on sale",
    spoil: (_, { menu }) => {
      const [shelf] = itemsOf(menu);
      if (shelf) shelf.availability = {};
    },
  },
];
