import { exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { err, ok } from "../../../../domain/result";

const reversal = {
  id: "0195c1de-0000-8000-8000-000000000001",
  payment: "0195c1de-0000-8000-8000-000000000002",
  amount: 1399,
  currency: { code: "PLN", decimals: 2 },
};

describe("what orders ask of providers", () => {
  it("[Y21] asked again for the same refund, a provider answers the same", async () => {
    const first = await exports.Payments.refund("sandbox", reversal);
    expect(first).toEqual(ok(`sandbox-${reversal.id}`));
    expect(await exports.Payments.refund("sandbox", reversal)).toEqual(first);
  });

  it.each(["gone", "constructor"])("[Y22] a payment of %s, who is no provider here, cannot be given back", async (source) => {
    expect(await exports.Payments.refund(source, reversal)).toEqual(err({ reason: `no provider ${source} here` }));
  });
});
