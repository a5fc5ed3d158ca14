// What a till's fiscal printer is to print (`IFiscalData` of the published types). Amounts leave as decimals in major units.
import { toDecimal } from "../pricing/money";
import type { Order } from "./state";
import { isVoid, linesOf } from "./state";
import { lineTotal } from "./line-total";
import { taxedParts } from "./taxed-lines";
import { totals } from "./totals";

/** `timestamp`: RFC 3339. A line of several tax rates is an entry for each; fees are entries of their own; what nobody pays for is none. */
export function fiscalData(order: Order, timestamp: string) {
  const money = (amount: number) => toDecimal(amount, order.currency.decimals);
  const { total, fees, deposits, tip } = totals(order);
  const sold = linesOf(order).filter((line) => !isVoid(line));
  const parts = taxedParts(sold.map((line) => ({ line, net: lineTotal(line).net })));
  const payments = new Map<string, number>();
  for (const { payment, amount } of order.payments) payments.set(payment, (payments.get(payment) ?? 0) + amount);
  return {
    amount: money(total - tip),
    entries: [
      ...sold.flatMap((line) => {
        const [item, qty] = [line.product.literals.fiscal ?? line.product.literals.name ?? line.productId, String(line.quantity)];
        const rates = line.rates ?? [{ vat: line.vat, amount: line.unitPrice }];
        return rates.map(({ vat, amount }, index) => {
          const net = parts.get(line.id)?.[index]?.amount ?? 0;
          const discount = amount * line.quantity - net;
          return { item, qty, price: money(amount), ...(discount !== 0 && { discount: money(discount) }), total: money(net), vat };
        });
      }),
      ...fees
        .filter(({ waived, amount }) => !waived && amount > 0)
        .map(({ name, amount, vat }) => ({ item: name, qty: "1", price: money(amount), total: money(amount), vat })),
    ],
    payments: Object.fromEntries([...payments].map(([type, amount]) => [type, money(amount)])),
    timestamp,
    ...(deposits.length > 0 && { drsSummary: deposits.map(({ deposit, count }) => ({ deposit: money(deposit), count })) }),
  };
}
export type FiscalData = ReturnType<typeof fiscalData>;
