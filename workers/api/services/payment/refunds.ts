// Gives back what providers have taken; staff tenders go back over the counter.
import { compare, formatDecimal, parseDecimal, plus, ZERO } from "../../../../domain/pricing/decimal";
import { err, ok, type Result } from "../../../../domain/result";
import { type Keys, readKeys } from "../../../../protocol/keys";
import type { ApiEnv } from "../../env";
import { derivedId } from "./payment-ids";
import type { PaymentProvider, Reversal } from "./provider";
import { sandbox } from "./sandbox-provider";

/** A payment as the wire order shows it; `amount` is a decimal in major units, negative where money went back (`extra.refundOf`: of which payment). */
export type TakenPayment = { id: string; type: string; source: string; amount: string; extra?: Record<string, string> | undefined };
/** As `CancelOrder` takes it. */
export type Refund = { payment: string; id: string; reference: string };
export type RefundFailed = { code: "refund-failed"; payment: string; reason: string };

/** Who took the money; undefined when this deployment does not know them. */
export function providerOf(keys: Keys, source: string): Pick<PaymentProvider, "refund"> | undefined {
  const providers: Record<string, Pick<PaymentProvider, "refund">> = { sandbox: sandbox(keys, keys.issuer) };
  return Object.hasOwn(providers, source) ? providers[source] : undefined;
}

/**
 * Refunds what is left of every EPAYMENT of an order, in turn; stops at the first that its provider refuses, and then the order must not be cancelled.
 * Refund ids are derived from the payments, so asking again gives the money back once and makes the same `CancelOrder`.
 */
export async function refundPayments(
  env: Pick<ApiEnv, "KEYS">,
  order: { tenant: string; id: string },
  payments: readonly TakenPayment[],
): Promise<Result<Refund[], RefundFailed>> {
  const keys = readKeys(env.KEYS);
  const refunds: Refund[] = [];
  for (const { id: payment, type, source } of payments) {
    if (type !== "EPAYMENT") continue;
    const amount = leftOf(payment, payments);
    if (amount === undefined) continue;
    const provider = providerOf(keys, source);
    if (!provider) return err({ code: "refund-failed", payment, reason: `no provider ${source} here` });
    const reversal: Reversal = { id: derivedId(keys, "refund", order.tenant, order.id, payment), payment, amount };
    const answer = await provider.refund(reversal);
    if (!answer.ok) return err({ code: "refund-failed", payment, reason: answer.error.reason });
    refunds.push({ payment, id: reversal.id, reference: answer.value });
  }
  return ok(refunds);
}

/** What has not gone back of a payment, in major units; undefined when nothing is left. */
function leftOf(payment: string, payments: readonly TakenPayment[]): string | undefined {
  const own = payments.filter(({ id, extra }) => id === payment || extra?.refundOf === payment);
  const left = own.reduce((sum, { amount }) => plus(sum, parseDecimal(amount) ?? ZERO), ZERO);
  return compare(left, ZERO) > 0 ? formatDecimal(left, left.scale) : undefined;
}
