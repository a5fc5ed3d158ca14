import { describe, expect, it } from "vitest";
import { CreatePayment, paymentCommand } from "./create-payment";
import { offeredTypes } from "./payment-types";

const order = "0195c1de-0000-8000-8000-000000000001";
const trx = "0195c1de-0000-8000-8000-000000000002";
const principal = {
  tenant: "t1",
  user: "ann",
  login: "ann",
  roles: ["ROLE_PAY"],
  client: "app",
  region: "eu" as const,
  exp: 0,
  session: "s1",
};
const asking = { principal, commandId: "ann:k1", correlationId: "c1", trx, at: "2026-11-22T12:00:00Z" };
const chain = { offered: offeredTypes(true), currency: { code: "PLN", decimals: 2 }, properties: {} };
const ask = (fields: Partial<CreatePayment>) =>
  paymentCommand({ orderId: order, paymentType: 1, amount: "13.99", ...fields }, chain, asking);

const pointers = (fields: Record<string, unknown>) =>
  CreatePayment.safeParse({ orderId: order, paymentType: 1, amount: 1, ...fields }).error?.issues.map(({ path }) => path.join("/")) ?? [];

describe("what is asked for", () => {
  it.each([
    ["13.99", 1399],
    [13.99, 1399],
    [14, 1400],
    ["14.50", 1450],
    [0, 0],
  ])("[Y1] the amount %j is of major units", (amount, minor) => {
    expect(ask({ amount })).toMatchObject({ ok: true, value: { envelope: { command: { amount: minor } } } });
  });

  it.each(["13,99", "13.999", "-1", -1, "", "1e3", Number.NaN])("[Y2] the amount %j is refused by name", (amount) => {
    expect(ask({ amount })).toMatchObject({ ok: false, error: { code: "invalid-request", errors: [{ pointer: "/amount" }] } });
  });

  it("[Y3] a type that is not offered is refused with those that are", () => {
    const answer = paymentCommand({ orderId: order, paymentType: 1, amount: 1 }, { ...chain, offered: offeredTypes(false) }, asking);
    expect(answer).toEqual({ ok: false, error: { code: "payment-type-unknown", paymentType: "1", known: [10, 11, 12, 13, 14] } });
  });

  it("[Y4] a provider's payment is opened, and the provider is told what to collect and where to go afterwards", () => {
    const returnUrl = "https://shop.test/paid";
    expect(ask({ returnUrl })).toEqual({
      ok: true,
      value: {
        envelope: {
          tenant: "t1",
          region: "eu",
          order,
          commandId: "ann:k1",
          correlationId: "c1",
          actor: { kind: "user", user: "ann", roles: ["ROLE_PAY"] },
          at: "2026-11-22T12:00:00Z",
          command: { type: "OpenPayment", id: trx, payment: "EPAYMENT", source: "sandbox", amount: 1399, returnUrl },
        },
        charge: { tenant: "t1", region: "eu", order, trx, amount: 1399, currency: { code: "PLN", decimals: 2 }, returnUrl },
      },
    });
  });

  it("[Y5] a staff tender is registered at once and sends nobody anywhere", () => {
    const answer = ask({ paymentType: 10 });
    expect(answer).toMatchObject({
      ok: true,
      value: { envelope: { command: { type: "RegisterPayment", payment: "CASH", source: "staff" } }, charge: undefined },
    });
  });
});

const refused = (properties: Record<string, string>, address: string) =>
  paymentCommand(
    { orderId: order, paymentType: 1, amount: "1", returnUrl: address, returnErrorUrl: address },
    { ...chain, properties },
    asking,
  );
const both = (message: string) => ({
  ok: false,
  error: {
    code: "invalid-request",
    errors: ["/returnUrl", "/returnErrorUrl"].map((pointer) => ({ pointer, message: expect.stringContaining(message) })),
  },
});

describe("where the guest goes afterwards", () => {
  it.each(["https://shop.test/paid?x=1", "http://localhost:3000/", "myapp://paid"])("[Y6] %s is an address to return to", (address) => {
    expect(pointers({ returnUrl: address })).toEqual([]);
  });

  it.each([
    "javascript:alert(1)",
    " JavaScript:alert(1)",
    "data:text/html,x",
    "/paid",
    "https://u:p@shop.test/",
    "http://a;b.test/",
    "nowhere",
    "intent://scan/#Intent;scheme=zxing;end",
    "ms-msdt:/id PCWDiagnostic",
    "MS-Word:ofe|u|https://a.test/x",
    "search-ms:query=x",
    "file:///etc/passwd",
  ])("[Y7] %j is not: a browser would run it, or it leads nowhere", (address) => {
    expect(pointers({ returnUrl: address, returnErrorUrl: address })).toEqual(["returnUrl", "returnErrorUrl"]);
  });

  const sites = { allowedOrigins: "https://shop.test https://Till.test:8443/", appSchemes: "lis, lis-till://" };

  it.each(["https://shop.test/paid", "https://till.test:8443/", "lis://paid", "lis-till:paid"])(
    "[Q110] %s is one of the chain's own sites or apps",
    (address) => expect(refused(sites, address).ok).toBe(true),
  );

  it.each(["https://shop.test.evil.test/", "http://shop.test/", "https://till.test/", "other://paid"])(
    "[Q110] %s is none of them, and is refused by name",
    (address) => expect(refused(sites, address)).toEqual(both("chain's own sites")),
  );

  it("[Q111] a chain that names no sites sends guests to any, and one that names no apps into none", () => {
    expect(refused({}, "https://anywhere.test/").ok).toBe(true);
    expect(refused({}, "myapp://paid")).toEqual(both("a link into one of its apps"));
  });

  it.each(["intent://pay#Intent;scheme=x;end", "ms-msdt:/id PCWDiagnostic /skip force", "javascript:alert(1)"])(
    "[XE14] %s is nowhere to return to, whatever the chain names",
    (address) => expect(pointers({ returnUrl: address, returnErrorUrl: address })).toEqual(["returnUrl", "returnErrorUrl"]),
  );

  const plain = { orderId: order, paymentType: 10, amount: "28.00" };

  it("[XF2] an empty `returnUrl` or `returnErrorUrl` is none", () => {
    const read = CreatePayment.parse({ orderId: order, paymentType: 10, amount: "28.00", returnUrl: "", returnErrorUrl: "", TENANT: "t1" });
    expect([read.returnUrl, read.returnErrorUrl]).toEqual([undefined, undefined]);
    expect(paymentCommand(read, chain, asking)).toMatchObject({ ok: true });
  });

  it("[Q115] no return address is also `null` and spaces, and what nothing is done with may be empty", () => {
    for (const nowhere of [null, " ", "\t"]) {
      const read = CreatePayment.parse({ ...plain, returnUrl: nowhere, returnErrorUrl: nowhere, TENANT: "", source: null });
      expect([read.returnUrl, read.returnErrorUrl]).toEqual([undefined, undefined]);
    }
  });

  it("[XF45] an amount of 0.1 + 0.2 is 0.30, and no lines are those of the whole order", () => {
    for (const amount of [0.1 + 0.2, "0.30000000000000004"])
      for (const lines of [[], null, ""]) {
        const made = paymentCommand(CreatePayment.parse({ ...plain, paymentType: 1, amount, lines }), chain, asking);
        expect(made).toMatchObject({ ok: true, value: { envelope: { command: { amount: 30 } } } });
        expect(made.ok && made.value.envelope.command).not.toHaveProperty("lines");
      }
  });
});
