// What an order asks of whoever has taken its money (workers/api/services/payment has the providers).
import type { Currency, Minor } from "../domain/pricing/money";
import type { Result } from "../domain/result";

/**
 * Money to give back: all of a payment, or some of it. `id` is the same each time this refund is asked for, so that a provider gives it
 * back once. `amount`: minor units.
 */
export type Reversal = { id: string; payment: string; amount: Minor; currency: Currency };

/** The provider's own reference, or its definite no. Who cannot say either, now, rejects: then the refund is asked for again. */
export type RefundAnswer = Result<string, { reason: string }>;

/** What has become of a refund that an order has reserved. */
export type RefundStanding = { status: "refunded"; reference: string } | { status: "declined"; reason: string } | { status: "on-its-way" };
