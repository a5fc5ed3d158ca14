import type { Rejection } from "../rejections";
import { isVoid, linesOf, type Order } from "../state";

/** Lines that the menu has no more, or not like this. A lock is looked at as it is when the order is placed. */
const GONE = new Set<string>(["product-not-found", "configuration-invalid"]);

/** The first of them. */
export function unavailableLine(order: Order): Rejection | undefined {
  const gone = linesOf(order).find((line) => line.flagged !== undefined && GONE.has(line.flagged) && !isVoid(line));
  return gone && { code: "line-unavailable", line: gone.id, product: gone.productId, reason: gone.flagged ?? "" };
}
