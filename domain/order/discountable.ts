// What discounts are computed from.
import type { BasketLine } from "../discount/basket";
import { isEnded, isTab, isVoid, linesOf, type Order } from "./state";
import { lineTotal } from "./line-total";
import { paidShares } from "./paid-shares";

/** `revision`: which basket this is. `pending`: its discounts are still to come. `coupons`: codes. */
export type Basket = { revision: number; pending: boolean; coupons: string[]; lines: BasketLine[] };

/** A basket, or a tab until it ends. */
export const isOpenBasket = (order: Order): boolean => !isEnded(order) && (order.status === "NEW" || isTab(order));

export function basketOf(order: Order): Basket | null {
  if (!isOpenBasket(order)) return null;
  const lines = linesOf(order).filter((line) => !isVoid(line));
  const bound = paidShares(order);
  return {
    revision: order.revision,
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
