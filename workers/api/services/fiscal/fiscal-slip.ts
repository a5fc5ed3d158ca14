// A printed slip as a till tells of it (protocol/fiscal-slip.ts), as the order keeps it.
import type { z } from "zod";
import type { FiscalSlip } from "../../../../domain/order/fiscal-slip";
import type { FiscalizeBody } from "../../../../protocol/fiscal-slip";

type Amount = string | number;

/** `readAmount` gives minor units, or remembers that the field is no amount. */
export function fiscalSlipOf(
  { entries, payments, subTotalDiscounts, drsSummary, ...told }: z.output<typeof FiscalizeBody>,
  readAmount: (pointer: string, amount: Amount, how: "computed") => number,
): FiscalSlip {
  const read = (pointer: string, amount: Amount) => readAmount(pointer, amount, "computed");
  const perhaps = (pointer: string, amount: Amount | undefined) => (amount === undefined ? undefined : read(pointer, amount));
  return {
    ...told,
    timestamp: new Date(told.timestamp).toISOString(),
    amount: read("/amount", told.amount),
    entries: entries?.map(({ price, discount, total, drs, ...entry }, index) => ({
      ...entry,
      price: read(`/entries/${index}/price`, price),
      discount: perhaps(`/entries/${index}/discount`, discount),
      total: read(`/entries/${index}/total`, total),
      drs: perhaps(`/entries/${index}/drs`, drs),
    })),
    payments: payments && Object.fromEntries(Object.entries(payments).map(([type, paid]) => [type, read(`/payments/${type}`, paid)])),
    subTotalDiscounts: subTotalDiscounts?.map(({ discount, ...one }, index) => ({
      ...one,
      discount: read(`/subTotalDiscounts/${index}/discount`, discount),
    })),
    drsSummary: drsSummary?.map(({ deposit, count }, index) => ({ deposit: read(`/drsSummary/${index}/deposit`, deposit), count })),
  };
}
