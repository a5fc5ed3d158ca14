import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeKeys } from "../../../../scripts/platform/keys";
import { readKeys } from "../../../../runtime/keys";
import { derivedId } from "./payment-ids";
import { readSandboxLink, signSandboxLink } from "./sandbox-link";

const keys = readKeys(makeKeys("http://api.test"));
const charge = {
  tenant: "t1",
  region: "eu" as const,
  order: "0195c1de-0000-8000-8000-000000000001",
  trx: "0195c1de-0000-8000-8000-000000000002",
  amount: 1399,
  currency: { code: "PLN", decimals: 2 },
  returnUrl: "https://shop.test/paid",
};

describe("the link to the sandbox page", () => {
  it("[Y11] carries the charge, for a quarter of an hour", () => {
    const token = signSandboxLink(keys, charge, 1_000);
    expect(readSandboxLink(keys, token, 1_000 + 15 * 60_000 - 1)).toEqual({ ok: true, value: charge });
    expect(readSandboxLink(keys, token, 1_000 + 15 * 60_000)).toEqual({ ok: false, error: "expired" });
  });

  it("[Y12] with any character changed, or of another deployment, is refused", () => {
    const token = signSandboxLink(keys, charge, 0);
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom("A", "z", ".", "_", "é", ""), (at, other) => {
        fc.pre(token[at] !== other);
        expect(readSandboxLink(keys, token.slice(0, at) + other + token.slice(at + 1), 0)).toEqual({ ok: false, error: "forged" });
      }),
    );
    expect(readSandboxLink(readKeys(makeKeys("http://api.test")), token, 0)).toEqual({ ok: false, error: "forged" });
  });

  it("[Y13] whatever somebody sends as a link, it is refused and nothing is thrown", () => {
    fc.assert(fc.property(fc.string(), (text) => !readSandboxLink(keys, text, 0).ok));
  });
});

describe("ids that can be made again", () => {
  it("[Y14] the same parts make the same UUID; other parts, and the same text cut elsewhere, another", () => {
    const id = derivedId(keys, "payment", "ab", "c");
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(derivedId(keys, "payment", "ab", "c")).toBe(id);
    expect(derivedId(keys, "payment", "a", "bc")).not.toBe(id);
    expect(derivedId(keys, "refund", "ab", "c")).not.toBe(id);
  });
});
