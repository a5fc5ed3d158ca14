// Gives back what providers have taken; staff tenders go back over the counter.
import { err, ok, type Result } from "../../../../domain/result";
import { readKeys } from "../../../../protocol/keys";
import type { ApiEnv } from "../../env";
import { derivedId } from "./payment-ids";
import type { PaymentProvider, Reversal } from "./provider";
import { sandbox } from "./sandbox-provider";

/** A payment as the wire order shows it; `amount` is a decimal in major units. Only those whose money is there belong here. */
export type TakenPayment = { id: string; type: string; source: string; amount: string };
/** As `CancelOrder` takes it. */
export type Refund = { payment: string; id: string; reference: string };
export type RefundFailed = { code: "refund-failed"; payment: string; reason: string };

/**
 * Refunds every EPAYMENT of an order, in turn; stops at the first that its provider refuses, and then the order must not be cancelled.
 * Refund ids are derived from the payments, so asking again gives the money back once and makes the same `CancelOrder`.
 */
export async function refundPayments(
  env: Pick<ApiEnv, "KEYS">,
  order: { tenant: string; id: string },
  payments: readonly TakenPayment[],
): Promise<Result<Refund[], RefundFailed>> {
  const keys = readKeys(env.KEYS);
  const providers: Record<string, Pick<PaymentProvider, "refund">> = { sandbox: sandbox(keys, keys.issuer) };
  const refunds: Refund[] = [];
  for (const { id: payment, type, source, amount } of payments) {
    if (type !== "EPAYMENT") continue;
    const provider = providers[source];
    if (!provider) return err({ code: "refund-failed", payment, reason: `no provider ${source} here` });
    const reversal: Reversal = { id: derivedId(keys, "refund", order.tenant, order.id, payment), payment, amount };
    const answer = await provider.refund(reversal);
    if (!answer.ok) return err({ code: "refund-failed", payment, reason: answer.error.reason });
    refunds.push({ payment, id: reversal.id, reference: answer.value });
  }
  return ok(refunds);
}
