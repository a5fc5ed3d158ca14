// The door through which orders reach the providers that have taken their money (durable-objects/order/refunds.ts).
import { WorkerEntrypoint } from "cloudflare:workers";
import { err } from "../../../../domain/result";
import { readKeys } from "../../../../runtime/keys";
import type { RefundAnswer, Reversal } from "../../../../protocol/payment-provider";
import type { ApiEnv } from "#api/env";
import { providerOf } from "./providers";

export class Payments extends WorkerEntrypoint<ApiEnv> {
  /** `source`: who has taken the payment. @throws when the provider cannot be asked now */
  async refund(source: string, reversal: Reversal): Promise<RefundAnswer> {
    const provider = providerOf(readKeys(this.env.KEYS), source);
    return provider ? provider.refund(reversal) : err({ reason: `no provider ${source} here` });
  }
}
