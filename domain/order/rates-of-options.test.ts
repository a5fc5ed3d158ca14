import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ratesOf } from "../pricing/rate-shares";
import { explain } from "./price-breakdown";
import { fiscalData } from "./fiscal-data";
import { append, asked, boss, given, history, id, under, withBeer, withJuice } from "./given.fixture";
import type { OrderSettings } from "./order-settings";
import { discounted, next, split, sum } from "./paid-orders.fixture";
import { DiscountRule } from "../discount/rule";
import { linesOf } from "./state";
import { totals } from "./totals";

const sold = (rules: Partial<OrderSettings>, ...lines: Parameters<typeof append>) =>
  history([under(rules), boss], [append(...lines), boss]);
const of = (log: ReturnType<typeof sold>) => given(...log).order;
const half = DiscountRule.parse({ kind: "percent", id: "h", name: "H", tag: "PROMO", percent: 50 });

describe("an option has a tax rate of its own", () => {
  it("[P50] a meal with a beer bears two rates, each of what it costs; one with a juice bears the meal's", () => {
    const order = of(sold({}, asked(1, "meal", { quantity: 2, ...withBeer }), asked(2, "meal", withJuice)));
    expect(linesOf(order)).toMatchObject([
      {
        unitPrice: 1300,
        vat: "8",
        rates: [
          { vat: "8", amount: 900 },
          { vat: "23", amount: 400 },
        ],
      },
      { vat: "8" },
    ]);
    expect(linesOf(order)[1]).not.toHaveProperty("rates");
    const { total, tax } = totals(order);
    expect([total, tax]).toEqual([
      3900,
      [
        { rate: "8", net: 2870, tax: 230, gross: 3100 },
        { rate: "23", net: 650, tax: 150, gross: 800 },
      ],
    ]);
  });

  it("[XG2] a meal of 9.00 at 8% with a beer of 4.00 at 23%: 13.00, of which 9.00 bear 8% and 4.00 bear 23%", () => {
    const order = of(sold({}, asked(1, "meal", withBeer)));
    expect(totals(order).tax.map(({ rate, gross }) => [rate, gross])).toEqual([
      ["8", 900],
      ["23", 400],
    ]);
    expect(totals(of(sold({ taxation: "exclusive" }, asked(1, "meal", withBeer)))).total).toBe(1300 + 72 + 92);
  });

  it("[P51] a slip has an entry for each rate, discounts are shared, and all of it is the line's price", () => {
    const order = of(discounted(sold({}, asked(1, "meal", { quantity: 3, price: 1301, ...withBeer })), half));
    const { entries } = fiscalData(order, "2026-11-22T12:00:00Z");
    expect(entries).toEqual([
      { item: "meal", qty: "3", price: "9.01", total: "27.03", vat: "8" },
      { item: "meal", qty: "3", price: "4.00", total: "12.00", vat: "23" },
    ]);
    expect(explain(order).lines[0]?.rates).toEqual([
      { vat: "8", price: "9.01" },
      { vat: "23", price: "4.00" },
    ]);
  });

  it("[P52] whatever it costs, its shares by rate are the price, and none is negative", () => {
    const weights = fc.array(fc.record({ vat: fc.constantFrom("0", "5", "8", "23", "ZW"), amount: fc.nat(1_000_000) }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.nat(1_000_000), weights, (price, each) => {
        const { rates } = ratesOf(price, each);
        if (!rates) return;
        expect(rates.length).toBeGreaterThan(1);
        expect(sum(rates.map(({ amount }) => amount))).toBe(price);
        for (const { amount } of rates) expect(amount).toBeGreaterThan(0);
      }),
    );
  });

  it("[P52] what alone costs something gives its rate to the line", () => {
    expect(
      ratesOf(400, [
        { vat: "8", amount: 0 },
        { vat: "23", amount: 40_000 },
      ]),
    ).toEqual({ vat: "23" });
    expect(
      ratesOf(0, [
        { vat: "8", amount: 0 },
        { vat: "23", amount: 0 },
      ]),
    ).toEqual({ vat: "8" });
  });

  it("[P53] splitting such a line moves no grosz between rates", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1999 }), fc.integer({ min: 2, max: 9 }), fc.boolean(), (price, quantity, onTop) => {
        const log = sold({ taxation: onTop ? "exclusive" : "inclusive" }, asked(1, "meal", { price, quantity, ...withBeer }));
        expect(totals(of(split(log, 1, 1, quantity - 1))).tax).toEqual(totals(of(log)).tax);
      }),
    );
  });

  it("[P54] a line that is priced anew has the rates of its new price, and one of before has its one rate", () => {
    const log = sold({}, asked(1, "meal", withBeer));
    const bucket = { venue: "v1", name: "Venue 1", timeZone: "Europe/Warsaw", menu: "MENU_default", channel: "DINE_IN", menuHash: "h2" };
    const [line] = linesOf(of(log));
    const anew = { id: id(1), unitPrice: 1300, vat: "8", product: line?.product };
    expect(linesOf(of(next(log, { type: "LinesRepriced", bucket, lines: [anew] })))[0]).not.toHaveProperty("rates");
  });
});
