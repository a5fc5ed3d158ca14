// Lines as clients ask for them, made into lines as the order takes them.
import type { Configuration } from "../../../../domain/menu/compiled";
import type { AskedLine } from "../../../../domain/order/commands";
import { type Currency, fromDecimal } from "../../../../domain/pricing/money";
import type { AppendedLine } from "../../../../protocol/ordering";
import { partIdOf } from "../../../../protocol/part-id";

/** A price with more digits than the currency has is none: only privileged callers' prices count, and they are told by the line's price what did. */
export const askedLines = (lines: readonly AppendedLine[], order: string, commandId: string, currency: Currency): AskedLine[] =>
  lines.map((line, index) => {
    const price = line.price === undefined || line.price === null ? undefined : fromDecimal(line.price, currency.decimals);
    return {
      id: partIdOf(order, commandId, index),
      productId: line.productId,
      quantity: line.quantity,
      config: configurationOf(line.productConfig),
      ...(price !== undefined && { price }),
      status: line.status,
      ...(line.course && { course: line.course }),
      ...(line.held && { held: true }),
      ...(line.comment && { comment: line.comment }),
      ...(line.extra && { extra: line.extra }),
    };
  });

const configurationOf = (config: AppendedLine["productConfig"]): Configuration => ({
  ...(config?.selected && { selected: config.selected }),
  ...(config?.filter && { filter: config.filter }),
});
