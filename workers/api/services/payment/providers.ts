// Every provider that takes money online, by the name that its payments bear as `source`.
import type { Keys } from "../../../../runtime/keys";
import type { PaymentProvider } from "./provider";
import { sandbox } from "./sandbox-provider";

/** Undefined when this deployment does not know it. */
export function providerOf(keys: Keys, source: string): Pick<PaymentProvider, "refund"> | undefined {
  const providers: Record<string, Pick<PaymentProvider, "refund">> = { sandbox: sandbox(keys, keys.issuer) };
  return Object.hasOwn(providers, source) ? providers[source] : undefined;
}
