// Lines as clients ask for them, with ids of their own.
import type { RequestedLine } from "../../../../domain/order/commands";
import type { Currency } from "../../../../domain/pricing/money";
import { requestedLine } from "../../../../protocol/requested-line";
import type { AppendedLine } from "../../../../protocol/ordering";
import { derivedIdOf } from "../../../../protocol/derived-id";

export const askedLines = (lines: readonly AppendedLine[], order: string, commandId: string, currency: Currency): RequestedLine[] =>
  lines.map((line, index) => requestedLine(line, derivedIdOf(order, commandId, index), currency));
