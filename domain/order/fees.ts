// What a chain charges besides what is sold: service, packaging, delivery.
import { channelOf } from "../menu/channel";
import { type Minor, sumOf } from "../pricing/money";
import { percentOf } from "../pricing/percent";
import type { FeeRule } from "./order-settings";
import { soldTotal } from "./line-total";
import { isVoid, linesOf, type Order } from "./state";

/** `amount`: minor units, also where it is waived. */
export type Fee = { id: string; kind: FeeRule["kind"]; name: string; amount: Minor; vat: string; waived: boolean };

/**
 * The fees of the order's chain that this order bears. `sum`: of its lines less discounts. An order without anything to pay for bears none.
 */
export function feesOf(order: Order, sum: Minor): Fee[] {
  if (order.settings.fees.length === 0) return [];
  const sold = linesOf(order).filter((line) => !isVoid(line) && line.status !== "TECHNICAL");
  if (sold.length === 0) return [];
  const channel = channelOf(order.orderType);
  const units = sold.reduce((all, { quantity }) => all + quantity, 0);
  // What the house has made void was ordered all the same: it brings no fee back.
  const ordered = sum + sumOf(linesOf(order).flatMap((line) => (isVoid(line) ? { amount: soldTotal(line).net } : [])));
  return order.settings.fees
    .filter(
      ({ channels, venue, freeFrom }) =>
        (channels?.includes(channel) ?? true) && isFrom(order, venue) && (freeFrom === undefined || ordered < freeFrom),
    )
    .map(({ id, kind, name, charge, vat }) => ({
      id,
      kind,
      name,
      vat,
      amount: chargeOf(charge, sum, units),
      waived: order.waived.includes(id),
    }));
}

const isFrom = (order: Order, at: string | undefined): boolean =>
  at === undefined || order.buckets.some(({ venue, lines }) => venue === at && lines.some((line) => !isVoid(line)));

function chargeOf(charge: FeeRule["charge"], sum: Minor, units: number): Minor {
  switch (charge.per) {
    case "PERCENT":
      return percentOf(sum, charge.percent);
    case "ORDER":
      return charge.amount;
    case "UNIT":
      return charge.amount * units;
  }
}
