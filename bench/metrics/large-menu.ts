// A chain as large as they come, made up the same in every run: 2,000 products, 300 venues in 12 price zones, three channels.
import type { MenuSource } from "../../domain/menu/compile.ts";
import type { PriceList } from "../../domain/menu/price-list.ts";

export const CHANNELS = ["DINE_IN", "TAKE_AWAY", "DELIVERY"] as const;
const ZONES = 12;

const text = (name: string) => ({ literals: { name, "name-pl": `${name} (pl)` } });
const price = (cents: number) => (cents / 100).toFixed(2);

function product(n: number): Record<string, unknown> {
  const zones =
    n % 3 === 0 ? Array.from({ length: ZONES }, (_, zone) => ({ name: `zone-${zone}`, price: price(1_500 + n + zone * 50) })) : [];
  return {
    id: `product-${n}`,
    kind: "3e/product",
    price: price(1_500 + n),
    vat: n % 5 === 0 ? "23" : "8",
    pricelists: [...zones, ...(n % 2 === 0 ? [{ name: "PL_DELIVERY", price: price(1_700 + n) }] : [])],
    details: text(`Product ${n}`),
    _: { tags: n % 7 === 0 ? "lunch" : "" },
    ...(n % 4 === 0 && { availability: { MON: ["06:00", "11:00"], FRI: ["06:00", "11:00", "17:00", "23:00"] } }),
    items: [
      { kind: "3e/ref", reference: `sauces-${n % 20}` },
      { kind: "3e/ref", reference: `extras-${n % 30}` },
    ],
  };
}

function group(id: string, choices: number): Record<string, unknown> {
  const items = Array.from({ length: choices }, (_, n) => ({
    id: `${id}-${n}`,
    kind: "3e/product",
    price: price(n * 25),
    details: text(`${id} ${n}`),
  }));
  return { id, kind: "3e/group/options", selCtx: id, attrs: { selMin: 0, selMax: 3, allowMultiple: true }, details: text(id), items };
}

/** `edit`: the price of one product is another one each time. */
export function largeMenu(products: number, edit = 0): MenuSource {
  const documents = [
    ...Array.from({ length: products }, (_, n) => product(n)),
    ...Array.from({ length: 20 }, (_, n) => group(`sauces-${n}`, 6)),
    ...Array.from({ length: 30 }, (_, n) => group(`extras-${n}`, 5)),
  ];
  const edited = documents[0];
  if (edited) edited.price = price(1_500 + edit);
  const categories = Array.from({ length: Math.ceil(products / 50) }, (_, n) => ({
    id: `category-${n}`,
    kind: "3e/group/category",
    details: text(`Category ${n}`),
    items: Array.from({ length: Math.min(50, products - n * 50) }, (__, m) => ({ kind: "3e/ref", reference: `product-${n * 50 + m}` })),
  }));
  const priceLists = Array.from({ length: ZONES }, (_, zone): PriceList => ({
    id: `zone-${zone}`,
    venues: Array.from({ length: 25 }, (__, n) => `venue-${zone + n * ZONES}`),
  }));
  return {
    menu: { id: "MENU_large", items: categories },
    items: new Map(documents.map((document) => [String(document.id), document])),
    currency: { code: "PLN", decimals: 2 },
    priceLists,
  };
}

export const largeVenues = (count: number): string[] => Array.from({ length: count }, (_, n) => `venue-${n}`);
