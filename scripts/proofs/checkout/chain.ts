// The chain of one story: two venues, what they sell in each edition of the menu, how it does business, and what its discount rules give.
import type { DiscountRule } from "../../../domain/discount/rule.ts";
import type { CompiledMenu, CompiledNode, Configuration } from "../../../domain/menu/compiled.ts";
import type { VenueCard } from "../../../domain/menu/venue-card.ts";
import type { OrderSettings } from "../../../domain/order/order-settings.ts";
import type { Capacity } from "../../../domain/venue/capacity.ts";
import type { Dice } from "../lib/dice.ts";

export const TENANT = "t";
export const nameOf = (order: string): string => `${TENANT}/order/${order}`;
export const venueNameOf = (venue: string): string => `${TENANT}/venue/${venue}`;
export const VENUES = ["north", "south"] as const;
export const CURRENCY = { code: "PLN", decimals: 2 };
const CHANNELS = ["TAKE_AWAY", "DINE_IN", "GLOVO"] as const;
/** Its clock is half an hour off the full hour. */
const TIME_ZONE = "Asia/Kolkata";
export const OFFSET_MS = 5.5 * 60 * 60_000;

/** Prices in minor units, by venue; every edition of the menu after the first asks a tenth more. */
type Product = { prices: readonly [number, number]; vat: string; tags: string[]; deposit?: number };
export const PRODUCTS: Readonly<Record<string, Product>> = {
  burger: { prices: [2800, 2650], vat: "8", tags: ["HOT"] },
  cookie: { prices: [600, 655], vat: "8", tags: ["SWEET"] },
  donut: { prices: [705, 700], vat: "5", tags: ["SWEET"] },
  beer: { prices: [1000, 950], vat: "23", tags: [], deposit: 50 },
  tea: { prices: [10, 950], vat: "8", tags: [] },
  water: { prices: [0, 0], vat: "8", tags: [] },
  meal: { prices: [1999, 2099], vat: "8", tags: ["HOT"] },
};
/** With the meal, by choice. */
export const OPTION = { product: "beer", price: 450 };
/** Products that venues may count. */
export const COUNTED = ["burger", "cookie", "beer"] as const;

export type Chain = {
  /** No other story's, so that nobody has read its menus and rules before. */
  name: string;
  house: OrderSettings;
  /** Rule sets by hash, in the order in which they came. */
  rules: { hash: string; rules: DiscountRule[] }[];
  /** Number of the menu's newest edition, from 0. */
  edition: number;
  whenUnreachable: "refuse" | "sell";
  capacity: Capacity | undefined;
};

let chains = 0;

export function chainOf(dice: Dice): Chain {
  const name = `chain${++chains}`;
  return {
    name,
    house: houseOf(dice),
    rules: [ruleSetOf(dice, `${name}:0`)],
    edition: 0,
    whenUnreachable: dice.chance(0.15) ? "sell" : "refuse",
    capacity: dice.chance(0.5) ? { slotMinutes: 60, orders: { TAKE_AWAY: 1 + dice.int(3), DINE_IN: 2 + dice.int(3) } } : undefined,
  };
}

function houseOf(dice: Dice): OrderSettings {
  const fees: OrderSettings["fees"] = [
    { id: "service", kind: "SERVICE", name: "Service", charge: { per: "PERCENT", percent: 12.5 }, vat: "23", channels: ["DINE_IN"] },
    { id: "packaging", kind: "PACKAGING", name: "Packaging", charge: { per: "UNIT", amount: 35 }, vat: "8", channels: ["TAKE_AWAY"] },
    { id: "small", kind: "SERVICE", name: "Small order", charge: { per: "ORDER", amount: 300 }, vat: "23", freeFrom: 2000 },
  ];
  return {
    abandonAfterMinutes: 24 * 60,
    closeAfterMinutes: 120,
    escalateAfterMinutes: 5,
    dueMinMinutes: 0,
    dueMaxMinutes: 30 * 24 * 60,
    dueSameDay: false,
    cashRounding: dice.pick([1, 1, 5, 10]),
    fees: fees.filter(() => dice.chance(0.3)),
    offlinePricing: "acceptance",
    offlineMinutes: 24 * 60,
    shrinkAfterDays: 7,
    manualQueue: true,
    menuChange: dice.pick(["keep", "reprice"]),
    taxation: dice.pick(["inclusive", "inclusive", "exclusive"]),
    taxRounding: dice.pick(["total", "line"]),
    discountsLate: dice.pick(["wait", "wait", "without"]),
    paymentMinutes: dice.pick([5, 20]),
  };
}

export function ruleSetOf(dice: Dice, hash: string): Chain["rules"][number] {
  const rules: DiscountRule[] = [
    { id: "a", kind: "percent", name: "Hot", layer: "rules", tag: "HOT", percent: dice.pick([10, 33.33]) },
    { id: "b", kind: "bulk", name: "Every third", layer: "rules", tag: "SWEET", every: dice.pick([2, 3]), percent: 50 },
    { id: "c", kind: "percent", name: "Friends", layer: "rules", tag: "SWEET", percent: 15, coupon: "FRIENDS" },
  ];
  return { hash, rules: rules.filter(() => dice.chance(0.6)) };
}

/** The name of an edition of the menu at a venue, which says what it asks. */
const hashOf = (chain: string, venue: string, edition: number): string => `${chain}-${venue}-${edition}`;

/** Minor units of one, as that edition asks there. */
export function priceOf(hash: string, product: string, config: Configuration): number {
  const [, venue, edition] = hash.split("-");
  const base = PRODUCTS[product]?.prices[venue === "south" ? 1 : 0] ?? 0;
  const chosen = Number(config.selected?.drinks?.[OPTION.product] ?? 0);
  return raised(base, Number(edition)) + raised(OPTION.price, Number(edition)) * chosen;
}

const raised = (price: number, edition: number): number => price + Math.round((price * edition) / 10);
const decimal = (minor: number): string => (minor / 100).toFixed(2);

export function menuOf(hash: string): CompiledMenu {
  const edition = Number(hash.split("-")[2]);
  const products = Object.entries(PRODUCTS).map(([id, { vat, tags, deposit }]): [string, CompiledNode] => {
    const price = decimal(priceOf(hash, id, {}));
    const node: CompiledNode = { id, kind: "product", price, vat, literals: { name: id }, items: id === "meal" ? [drinks(edition)] : [] };
    return [
      id,
      { ...node, ...(tags.length > 0 && { extra: { tags: tags.join(",") } }), ...(deposit !== undefined && { drs: decimal(deposit) }) },
    ];
  });
  return { v: 2, menu: "menu", currency: CURRENCY, products: Object.fromEntries(products) };
}

const drinks = (edition: number): CompiledNode => ({
  id: "drinks",
  kind: "group",
  group: "options",
  selCtx: "drinks",
  bounds: { allowMultiple: true },
  literals: {},
  items: [{ id: OPTION.product, kind: "product", price: decimal(raised(OPTION.price, edition)), literals: {}, drs: "0.50", items: [] }],
});

export function cardOf(venue: string, { name, rules, edition, whenUnreachable }: Chain): VenueCard {
  const hash = hashOf(name, venue, edition);
  return {
    tenant: TENANT,
    venue,
    name: venue,
    menu: "menu",
    menuHashes: Object.fromEntries(CHANNELS.map((channel) => [channel, hash])),
    closed: {},
    timeZone: TIME_ZONE,
    currency: CURRENCY,
    locks: [],
    discountTags: ["HOT", "SWEET"],
    ...(rules.at(-1) && { discountRules: rules.at(-1)?.hash }),
    whenUnreachable,
  };
}
