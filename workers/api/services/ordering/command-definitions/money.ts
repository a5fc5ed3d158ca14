// Tenders and slips. What a provider takes or gives back goes through `payment-api`.
import { FiscalizeBody } from "../../../../../protocol/fiscal-slip";
import { PaymentUpdateBody } from "../../../../../protocol/ordering";
import { derivedIdOf } from "../../../../../protocol/derived-id";
import { fiscalSlipOf } from "#api/services/fiscal/fiscal-slip";
import { onTerms, commandDefinition, withMoney } from "#api/services/ordering/command-definition";

export const moneyCommands = [
  commandDefinition(
    "paymentUpdate",
    "Register a tender over the counter",
    PaymentUpdateBody,
    ({ id, type, amount, source, lines, taken }, making) =>
      withMoney(
        making,
        (read) => ({
          type: "RegisterPayment",
          id: id ?? derivedIdOf(making.order, making.commandId, 0),
          payment: type,
          source: source ?? "staff",
          amount: read("/amount", amount),
          ...(lines && { lines }),
          ...((taken || making.replayed) && { taken: true }),
        }),
        (command) => onTerms(making, command),
      ),
  ),
  ...["addFiscalize", "fiscalize"].map((name) =>
    commandDefinition(name, "Note a printed fiscal slip", FiscalizeBody, (body, making) =>
      withMoney(making, (read) => ({ type: "AddFiscal", slip: fiscalSlipOf(body, read) })),
    ),
  ),
];
