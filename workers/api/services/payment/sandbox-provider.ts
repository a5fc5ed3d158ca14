// The built-in provider: a page that approves or declines. No money moves.
import { ok } from "../../../../domain/result";
import type { Keys } from "../../../../runtime/keys";
import type { PaymentProvider } from "./provider";
import { signSandboxLink } from "./sandbox-link";

/** `origin`: where this API is reached, e.g. `https://localhost:8443`. */
export const sandbox = (keys: Keys, origin: string): PaymentProvider => ({
  open: async (charge) => `${origin}/payment-api/sandbox/${charge.trx}?t=${signSandboxLink(keys, charge, Date.now())}`,
  refund: async ({ id }) => ok(`sandbox-${id}`),
});
