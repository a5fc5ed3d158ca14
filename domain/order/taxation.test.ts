import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byLine } from "./split-bill";
import { append, asked, given, guest, history, id, pay, tab, till, under, waiter } from "./given.fixture";
import { type FeeRule, type OrderSettings, DEFAULT_SETTINGS } from "./order-settings";
import { totals } from "./totals";
import { view } from "./view";

const onTop = { taxation: "exclusive" } as const;
const service = { id: "svc", kind: "SERVICE", name: "Service", charge: { per: "ORDER", amount: 333 }, vat: "23" } satisfies FeeRule;
const sold = (rules: Partial<OrderSettings>, ...products: string[]) =>
  given(...history([under(rules), guest], [append(...products.map((product, n) => asked(n + 1, product))), guest])).order;

describe("tax on top of prices", () => {
  it("[P37] what the guest owes is prices and tax; contained tax changes nothing of what is owed", () => {
    const { total, tax } = totals(sold(onTop, "soup", "cola", "cola"));
    expect([total, tax]).toEqual([
      3072,
      [
        { rate: "8", net: 1250, tax: 100, gross: 1350 },
        { rate: "23", net: 1400, tax: 322, gross: 1722 },
      ],
    ]);
    expect(totals(sold({ taxRounding: "line" }, "soup", "cola", "cola")).total).toBe(2650);
    expect(view(sold(onTop, "soup"))).toMatchObject({ total: "13.50", tax: [{ rate: "8", netto: 12.5, tax: 1, brutto: 13.5 }] });
  });

  it("[P38] fees are taxed as they say; deposits and tips are not", () => {
    const order = sold({ ...onTop, fees: [service] }, "beer");
    expect(totals(order)).toMatchObject({ total: 1000 + 230 + 333 + 77 + 50, tax: [{ rate: "23", net: 1333, tax: 307, gross: 1640 }] });
  });

  it("[P39] an order is paid with its tax, and not before", () => {
    const log = history([under(onTop), guest], [append(asked(1, "soup")), guest]);
    given(...log)
      .when(pay(2, 1250), till)
      .gives({ type: "PaymentRegistered" });
    given(...log)
      .when(pay(2, 1350), till)
      .gives({ type: "PaymentRegistered" }, { type: "OrderCompleted" });
    given(...log)
      .when(pay(2, 1351, "EPAYMENT"), till)
      .refuses({ code: "payment-exceeds-total", remaining: "13.50", asked: "13.51" });
  });

  it("[P40] what waits for its fire is not committed, and neither is its tax", () => {
    const rules = { house: { ...DEFAULT_SETTINGS, ...onTop } };
    const log = history(
      [{ ...tab, ...rules }, waiter],
      [append(asked(1, "soup"), asked(2, "cola", { held: true })), waiter],
      [{ type: "FireLines", lines: [id(1)] }, waiter],
    );
    const { total, committed } = totals(given(...log).order);
    expect([total, committed]).toEqual([1350 + 861, 1350]);
  });

  it("[P41] shares of a bill add up to it, tax and fees included, however it is rounded", () => {
    const products = fc.array(fc.constantFrom("soup", "cola", "beer", "free"), { minLength: 1, maxLength: 8 });
    const ways = fc.record({
      taxation: fc.constantFrom("inclusive" as const, "exclusive" as const),
      taxRounding: fc.constantFrom("line" as const, "total" as const),
      fees: fc.constantFrom<FeeRule[]>([], [service]),
    });
    fc.assert(
      fc.property(products, ways, (names, rules) => {
        const order = sold(rules, ...names);
        expect(byLine(order).reduce((sum, { amount }) => sum + amount, 0)).toBe(totals(order).total);
      }),
    );
  });

  it("[P42] an order from before there was a choice has its tax within, of the total", () => {
    expect(DEFAULT_SETTINGS).not.toHaveProperty("taxation");
    expect(totals(sold({}, "cola", "cola"))).toMatchObject({ total: 1400, tax: [{ rate: "23", net: 1138, tax: 262, gross: 1400 }] });
  });
});
