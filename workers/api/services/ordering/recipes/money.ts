// Tenders and slips. What a provider takes or gives back goes through `payment-api`.
import { FiscalizeBody, PaymentUpdateBody } from "../../../../../protocol/ordering";
import { partIdOf } from "../../../../../protocol/part-id";
import { onTerms, recipe, withMoney } from "../recipe";

export const moneyRecipes = [
  recipe("paymentUpdate", "Register a tender over the counter", PaymentUpdateBody, ({ id, type, amount, source, lines, taken }, making) =>
    withMoney(
      making,
      (read) => ({
        type: "RegisterPayment",
        id: id ?? partIdOf(making.order, making.commandId, 0),
        payment: type,
        source: source ?? "staff",
        amount: read("/amount", amount),
        ...(lines && { lines }),
        ...((taken || making.replayed) && { taken: true }),
      }),
      (command) => onTerms(making, command),
    ),
  ),
  recipe("addFiscalize", "Note a printed fiscal slip", FiscalizeBody, (body, making) =>
    withMoney(making, (read) => ({
      type: "AddFiscal",
      slip: {
        timestamp: new Date(body.timestamp).toISOString(),
        slip: body.slip,
        printer: body.printer,
        amount: read("/amount", body.amount),
        ...(body.venue !== undefined && { venue: body.venue }),
        ...(body.user !== undefined && { user: body.user }),
        ...(body.taxId !== undefined && { taxId: body.taxId }),
        ...(body.message !== undefined && { message: body.message }),
        ...(body.proforma !== undefined && { proforma: body.proforma }),
        ...(body.extra && { extra: body.extra }),
        ...(body.entries && {
          entries: body.entries.map(({ price, discount, total, ...entry }, index) => ({
            ...entry,
            price: read(`/entries/${index}/price`, price),
            ...(discount !== undefined && { discount: read(`/entries/${index}/discount`, discount) }),
            total: read(`/entries/${index}/total`, total),
          })),
        }),
      },
    })),
  ),
];
