// What discount rules look at.
import type { OrderDiscount } from "./line-discount";
import type { Minor } from "../pricing/money";

/**
 * A line that is to be sold (void ones are not here). `unitPrice`: one unit with its options; `total`: what the line costs. Minor units.
 * `alreadyGiven`: the line is paid for, and these are the discounts that it was paid with; a line that is still to be paid has none of it,
 * not even an empty list.
 */
export type BasketLine = {
  id: string;
  productId: string;
  tags: string[];
  quantity: number;
  unitPrice: Minor;
  total: Minor;
  alreadyGiven?: OrderDiscount[];
};

/** `coupons`: codes; none unless told. */
export type DiscountableBasket = { lines: BasketLine[]; coupons?: string[] };

/** What a line can bear. Minor units. */
export const costOf = ({ total }: BasketLine): Minor => Math.max(0, total);
