import { describe, expect, it } from "vitest";
import { askPage, pageHeaders, resultPage } from "./sandbox-page";
import { outcomeOf } from "./settle-payment";

const charge = {
  tenant: "t1",
  region: "eu" as const,
  order: "0195c1de-0000-8000-8000-0000000abcde",
  trx: "0195c1de-0000-8000-8000-000000000002",
  amount: 1399,
  currency: { code: "PLN", decimals: 2 },
};

describe("the sandbox page", () => {
  it("[Y15] shows amount and order, and posts the decision with the link's token", async () => {
    const page = String(await askPage("n1", charge, "the-token"));
    expect(page).toContain("13.99 PLN");
    expect(page).toContain("Order 0ABCDE");
    expect(page).toContain(`<form method="post" action="/payment-api/sandbox/${charge.trx}">`);
    expect(page).toContain('<input type="hidden" name="t" value="the-token" />');
  });

  it("[Y16] shows what comes from outside as text", async () => {
    const page = String(await resultPage("n1", "<b>", "<script>", 'https://shop.test/"><script>'));
    expect(page).not.toContain("<script>");
    expect(page).not.toContain("<b>");
  });

  it("[Y17] runs no scripts, is framed by nobody, and its form may end only here or where the payment returns to", () => {
    const headers = pageHeaders("n1", ["https://shop.test/paid?x", "myapp://paid", undefined]);
    expect(headers["content-security-policy"]).toBe(
      "default-src 'none'; style-src 'nonce-n1'; form-action 'self' https://shop.test myapp:; base-uri 'none'; frame-ancestors 'none'",
    );
  });
});

describe("what came of a decision", () => {
  it("[Y18] when the other button was pressed before, that decision stands", () => {
    expect(outcomeOf({ code: "command-id-reused" }, "decline")).toEqual({ stands: "approve", changed: false });
    expect(outcomeOf({ code: "command-id-reused" }, "approve")).toEqual({ stands: "decline", changed: false });
  });

  it("[Y19] an order that does not take the decision says why", () => {
    expect(outcomeOf({ code: "order-ended", orderStatus: "CANCELLED" }, "approve")).toEqual({
      refused: "The order has ended (orderStatus: CANCELLED)",
    });
  });
});
