import { expect, it } from "vitest";
import { makeKeys } from "../../../../scripts/platform/keys";
import { refundPayments } from "./refunds";

const env = { KEYS: makeKeys("http://api.test") };
const order = { tenant: "t1", id: "0195c1de-0000-8000-8000-000000000001" };
const online = { id: "0195c1de-0000-8000-8000-000000000002", type: "EPAYMENT", source: "sandbox", amount: "13.99" };
const cash = { id: "0195c1de-0000-8000-8000-000000000003", type: "CASH", source: "staff", amount: "1.00" };

it("[Y20] gives back what a provider took, and leaves staff tenders to the till", async () => {
  const given = await refundPayments(env, order, [cash, online]);
  expect(given).toEqual({
    ok: true,
    value: [{ payment: online.id, id: expect.any(String), reference: expect.stringMatching(/^sandbox-/) }],
  });
});

it("[Y21] asked again, it is the same refund; of another order or payment it is another", async () => {
  const idOf = async (of: typeof order, payment: typeof online) => {
    const given = await refundPayments(env, of, [payment]);
    return given.ok ? given.value[0]?.id : undefined;
  };
  const id = await idOf(order, online);
  expect(await idOf(order, online)).toBe(id);
  expect(await idOf({ ...order, id: cash.id }, online)).not.toBe(id);
  expect(await idOf(order, { ...online, id: cash.id })).not.toBe(id);
});

it("[Y22] a payment whose provider is not here any more cannot be given back", async () => {
  const given = await refundPayments(env, order, [{ ...online, source: "gone" }]);
  expect(given).toEqual({ ok: false, error: { code: "refund-failed", payment: online.id, reason: "no provider gone here" } });
});
