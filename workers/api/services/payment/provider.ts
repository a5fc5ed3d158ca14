// Who takes money online. The sandbox is the first; a real one is another of these in providers.ts and a row in payment-types.ts.
import { z } from "zod";
import { Region } from "../../../../domain/access/principal";
import { Currency, Minor } from "../../../../domain/pricing/money";
import type { RefundAnswer, Reversal } from "../../../../protocol/payment-provider";

/** What a provider is asked to collect. `trx`: the payment's id in the order. The urls: where the guest's browser goes afterwards. */
export const ProviderCharge = z.object({
  tenant: z.string(),
  region: Region,
  order: z.uuid(),
  trx: z.uuid(),
  amount: Minor,
  currency: Currency,
  returnUrl: z.string().optional(),
  returnErrorUrl: z.string().optional(),
});
export type ProviderCharge = z.infer<typeof ProviderCharge>;

export type PaymentProvider = {
  /** @returns the address of the page where the guest pays. */
  open(charge: ProviderCharge): Promise<string>;
  /** @throws when it cannot say now whether the money goes back */
  refund(reversal: Reversal): Promise<RefundAnswer>;
};
