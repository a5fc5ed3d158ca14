// Why an order costs what it costs, line by line: for the guest who asks, the till that disagrees, and whoever audits both.
// Amounts leave as decimals.
import type { ProductDescription } from "../menu/product-description";
import { toDecimal } from "../pricing/money";
import type { Line, Order } from "./state";
import { isVoid } from "./state";
import { lineTotal } from "./line-total";
import { totals } from "./totals";

/**
 * A part of a line's price. `price`: of one, as the menu has it, in major units; `quantity`: how many of it per unit of what is around it.
 */
export type Part = { id: string; name: string; quantity: string; price: string; items?: Part[] };

export function explain(order: Order) {
  const money = (amount: number) => toDecimal(amount, order.currency.decimals);
  const sums = totals(order);
  const { gross, discount, fees, deposits, tip, adjustment, rounding, total, committed, paid, forgiven, remaining, overpaid, tax } = sums;
  return {
    order: order.order,
    seq: order.seq,
    currency: order.currency.code,
    lines: order.buckets.flatMap(({ venue, menu, lines }) => lines.map((line) => lineOf(line, { venue, menu }, money))),
    sum: {
      lines: money(gross),
      discounts: money(-discount),
      fees: fees.map(({ amount, ...fee }) => ({ ...fee, amount: money(amount) })),
      deposits: deposits.map(({ deposit, count }) => ({ deposit: money(deposit), count, amount: money(deposit * count) })),
      tip: money(tip),
      ...(adjustment !== 0 && { adjustment: money(adjustment) }),
      cashRounding: money(rounding),
      total: money(total),
      committed: money(committed),
      paid: money(paid),
      ...(forgiven > 0 && { forgiven: money(forgiven) }),
      remaining: money(remaining),
      overpaid: money(overpaid),
    },
    tax: tax.map(({ rate, net, tax: part, gross: whole }) => ({ rate, net: money(net), tax: money(part), gross: money(whole) })),
    rules: [
      "A line's price is that of its product and what was chosen in it, rounded half up to the minor unit; it is what it was when the line was sold.",
      "A discount takes a line's total and no more; fees are taken of the discounted lines, percentages rounded half up.",
      `${TAXATION[order.settings.taxation ?? "inclusive"]} ${ROUNDING[order.settings.taxRounding ?? "total"]}, rounded half up; deposits, tip and rounding bear none.`,
      `Cash settles to the nearest ${money(order.settings.cashRounding)}.`,
    ],
  };
}

const TAXATION = { inclusive: "Prices include tax.", exclusive: "Tax comes on top of prices." };
const ROUNDING = {
  total: "Tax is computed once per rate over the discounted sum",
  line: "Tax is computed of each discounted line and each fee and summed per rate",
};

export type PriceBreakdown = ReturnType<typeof explain>;

function lineOf(line: Line, { venue, menu }: { venue: string; menu: string }, money: (amount: number) => string) {
  const { gross, discount, net, deposit } = lineTotal(line);
  return {
    line: line.id,
    productId: line.productId,
    venue,
    menu: { id: menu, version: line.menuVersion ?? line.menuHash, ...(line.menuVersion !== undefined && { document: line.menuHash }) },
    soldAt: line.created,
    parts: partOf(line.product),
    unitPrice: money(line.unitPrice),
    ...(line.menuPrice !== undefined && { menuPrice: money(line.menuPrice), alteredBy: line.by }),
    quantity: line.quantity,
    status: line.status,
    ...(line.flagged !== undefined && { unavailable: line.flagged }),
    ...(isVoid(line) && { notCharged: `the line is ${line.status}` }),
    gross: money(gross),
    discounts: line.discounts.map(({ layer, name, type, amount }) => ({ layer, name, type, amount: money(-amount) })),
    discount: money(-discount),
    net: money(net),
    deposit: money(deposit),
    vat: line.vat,
    ...(line.rates && { rates: line.rates.map(({ vat, amount }) => ({ vat, price: money(amount) })) }),
  };
}

const partOf = ({ id, literals, quantity, price, items }: ProductDescription): Part => ({
  id,
  name: literals.name ?? id,
  quantity: quantity ?? "1",
  price: price ?? "0",
  ...(items && { items: items.map(partOf) }),
});
