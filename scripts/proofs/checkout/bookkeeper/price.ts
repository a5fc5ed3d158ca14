// What a basket costs, by hand: its lines at their prices, less what the rules give, fees, tax on top, deposits, tip and the rounding to
// coins. Minor units.
import type { DiscountRule } from "../../../../domain/discount/rule.ts";
import { type BookLine, isSold } from "./book-line.ts";
import { articleOf, discountsOf, percentOf } from "./discounts.ts";
import type { OrderBook } from "./order-book.ts";

type Taxed = { vat: string; amount: number; article: string };

/** `rules`: what the chain gives for it; none where it was sold elsewhere. */
export function totalOf(book: OrderBook, rules: readonly DiscountRule[]): number {
  const { created, sold, bound, tip, adjustment, rounding, discounting } = book;
  const given = discounting === "by-rules" ? rules : [];
  const discounts = discountsOf({ lines: sold, bound, rules: given, coupons: book.coupons.map(({ coupon }) => coupon) });
  const lines = [...Map.groupBy(sold, articleOf)].map(([article, rows]): Taxed => {
    const gross = rows.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
    return { vat: rows[0]?.vat ?? "", article, amount: gross - (discounts.get(article) ?? 0) };
  });
  const fees = feesOf(book, sumOf(lines));
  const deposit = sold.reduce((sum, line) => sum + line.deposit * line.quantity, 0);
  const parts = [...lines, ...fees];
  const tax = created?.house.taxation === "exclusive" ? taxOnTop(parts, created.house.taxRounding === "line") : 0;
  const priced = sumOf(parts) + tax + deposit;
  const owed = sold.length === 0 ? 0 : priced + Math.max(adjustment, -priced) + tip;
  return owed === 0 ? 0 : Math.max(0, owed + rounding);
}

function feesOf({ created, lines, sold, waived }: OrderBook, net: number): Taxed[] {
  if (!created || sold.length === 0) return [];
  const channel = channelOf(created.orderType);
  const ordered = net + lines.reduce((sum, line) => sum + (isSold(line) ? 0 : netOf(line)), 0);
  const units = sold.reduce((sum, { quantity }) => sum + quantity, 0);
  return created.house.fees
    .filter(
      ({ id, channels, freeFrom = Infinity }) =>
        !waived.includes(id) && ordered < freeFrom && (channels?.some((each) => each === channel) ?? true),
    )
    .map(({ id, charge, vat }) => {
      const amount =
        charge.per === "PERCENT" ? percentOf(net, charge.percent) : charge.per === "ORDER" ? charge.amount : charge.amount * units;
      return { amount, vat, article: `fee ${id}` };
    });
}

/** As it was when it was void. */
const netOf = ({ price, quantity, discounts }: BookLine): number =>
  price * quantity -
  Math.min(
    Math.max(0, price * quantity),
    discounts.reduce((sum, { amount }) => sum + amount, 0),
  );

const channelOf = (orderType: string): string =>
  orderType === "DINE_IN_OPEN" ? "DINE_IN" : orderType.startsWith("GLOVO") ? "GLOVO" : orderType;

/** Rounded half up: once for each rate, or once for each article of it. */
function taxOnTop(parts: readonly Taxed[], isByArticle: boolean): number {
  const groups = Map.groupBy(parts, ({ vat, article }) => (isByArticle ? `${vat} ${article}` : vat));
  return [...groups.values()].reduce((sum, group) => sum + Math.round((sumOf(group) * Number(group[0]?.vat)) / 100), 0);
}

const sumOf = (parts: readonly Taxed[]): number => parts.reduce((sum, { amount }) => sum + amount, 0);

/** Products in one unit of a line, with what was chosen in it. */
export function productsIn({ product, config }: Pick<BookLine, "product" | "config">): [product: string, quantity: number][] {
  const chosen = Object.values(config.selected ?? {}).flatMap((items) => Object.entries(items));
  return [[product, 1], ...chosen.map(([id, quantity]): [string, number] => [id, Number(quantity)])];
}
