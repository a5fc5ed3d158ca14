// A line as clients ask for it, made into a line as the order takes it: by the API, and by a client that shows it before it is answered.
import type { RequestedLine } from "../domain/order/commands";
import { type Currency, fromDecimal } from "../domain/pricing/money";
import type { AppendedLine } from "./ordering";

/**
 * A price with more digits than the currency has is none: only privileged callers' prices count,
 * and they are told by the line's price what did.
 */
export function requestedLine(line: AppendedLine, id: string, currency: Currency): RequestedLine {
  const price = line.price === undefined || line.price === null ? undefined : fromDecimal(line.price, currency.decimals);
  const { selected, filter } = line.productConfig ?? {};
  return {
    id,
    productId: line.productId,
    quantity: line.quantity,
    config: { ...(selected && { selected }), ...(filter && { filter }) },
    ...(price !== undefined && { price }),
    status: line.status,
    ...(line.course && { course: line.course }),
    ...(line.held && { held: true }),
    ...(line.comment && { comment: line.comment }),
    ...(line.extra && { extra: line.extra }),
  };
}
