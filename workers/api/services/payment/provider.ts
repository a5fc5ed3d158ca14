// Who takes money online. The sandbox is the first; a real one is another of these in `providers` and a row in payment-types.ts.
import { z } from "zod";
import { Region } from "../../../../domain/access/principal";
import { Currency, Minor } from "../../../../domain/pricing/money";
import type { Result } from "../../../../domain/result";

/** What a provider is asked to collect. `trx`: the payment's id in the order. The urls: where the guest's browser goes afterwards. */
export const Charge = z.object({
  tenant: z.string(),
  region: Region,
  order: z.uuid(),
  trx: z.uuid(),
  amount: Minor,
  currency: Currency,
  returnUrl: z.string().optional(),
  returnErrorUrl: z.string().optional(),
});
export type Charge = z.infer<typeof Charge>;

/** Money to give back: all of one payment, or some of it; `amount` in major units. `id` is the same each time this refund is asked for, so that a provider gives it back once. */
export type Reversal = { id: string; payment: string; amount: string };

export type PaymentProvider = {
  /** @returns the address of the page where the guest pays. */
  open(charge: Charge): Promise<string>;
  /** @returns the provider's own reference of the refund. */
  refund(reversal: Reversal): Promise<Result<string, { reason: string }>>;
};
