// What discounts are computed from.
import type { BasketLine } from "../discount/basket";
import { isEnded, isTab, isVoid, linesOf, type Order } from "./state";
import { lineTotal } from "./line-total";
import { paidLines } from "./paid-lines";
import { paidShares } from "./paid-shares";

/**
 * `seq`: the order's newest event. `revision`: which basket this is. `pending`: its discounts are still to come. `coupons`: codes. `paid`:
 * ids of lines that somebody has paid for, or is paying for.
 */
export type DiscountBasket = { seq: number; revision: number; pending: boolean; coupons: string[]; paid: string[]; lines: BasketLine[] };

/** A basket, or a tab until it ends. */
export const isOpenBasket = (order: Order): boolean => !isEnded(order) && (order.status === "NEW" || isTab(order));

export function basketOf(order: Order): DiscountBasket | null {
  if (!isOpenBasket(order)) return null;
  const lines = linesOf(order).filter((line) => !isVoid(line));
  const bound = paidShares(order);
  return {
    seq: order.seq,
    revision: order.revision,
    paid: [...paidLines(order)],
    pending: order.discountsPending === true,
    coupons: order.coupons.map(({ coupon }) => coupon),
    lines: lines.map((line) => ({
      id: line.id,
      productId: line.productId,
      tags: line.tags,
      quantity: line.quantity,
      unitPrice: line.unitPrice,
      total: lineTotal(line).gross,
      ...(bound.has(line.id) && { alreadyGiven: line.discounts }),
    })),
  };
}
