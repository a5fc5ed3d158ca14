import { allocate } from "../pricing/allocate";
import type { Minor } from "../pricing/money";
import type { OrderDiscount } from "./line-discount";

/**
 * The discounts of a line that is split, by part; each of them stays the sum that it was. No part gets more than it costs as long as
 * another one can bear it, so that what is taken off stays the same, too. `unitPrice`: minor units.
 */
export function splitDiscounts(
  discounts: readonly OrderDiscount[],
  unitPrice: Minor,
  parts: readonly { id: string; quantity: number }[],
): OrderDiscount[][] {
  const divided: OrderDiscount[][] = parts.map(() => []);
  const quantities = parts.map(({ quantity }) => quantity);
  let left = quantities.map((quantity) => Math.max(0, unitPrice * quantity));
  for (const discount of discounts) {
    const borne = Math.min(
      discount.amount,
      left.reduce((sum, each) => sum + each, 0),
    );
    const shares = allocate(borne, left);
    const beyond = allocate(discount.amount - borne, quantities);
    left = left.map((each, index) => each - (shares[index] ?? 0));
    for (const [index, { id }] of parts.entries()) {
      const amount = (shares[index] ?? 0) + (beyond[index] ?? 0);
      if (amount > 0) divided[index]?.push({ ...discount, line: id, amount });
    }
  }
  return divided;
}
