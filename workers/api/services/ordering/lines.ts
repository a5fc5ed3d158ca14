// Lines as clients ask for them, with ids of their own.
import type { AskedLine } from "../../../../domain/order/commands";
import type { Currency } from "../../../../domain/pricing/money";
import { askedLine } from "../../../../protocol/asked-line";
import type { AppendedLine } from "../../../../protocol/ordering";
import { partIdOf } from "../../../../protocol/part-id";

export const askedLines = (lines: readonly AppendedLine[], order: string, commandId: string, currency: Currency): AskedLine[] =>
  lines.map((line, index) => askedLine(line, partIdOf(order, commandId, index), currency));
