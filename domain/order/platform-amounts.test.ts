import { describe, expect, it } from "vitest";
import { byLine } from "./split-bill";
import { append, asked, boss, creating, given, history, id } from "./given.fixture";
import { explain } from "./price-breakdown";
import { next, sum } from "./paid-orders.fixture";
import { totals } from "./totals";
import { view } from "./view";

/** Two soups at 12.50 that an aggregator's guest has paid so much for. */
const paid = (amount?: number) => ({
  ...creating,
  orderType: "GLOVO_DELIVERY" as const,
  append: { venue: "v1", lines: append(asked(1, "soup", { quantity: 2 })).lines },
  paid: { id: id(90), payment: "EXTERNAL" as const, source: "GLOVO", ...(amount !== undefined && { amount }) },
});
const placed = (amount?: number) => history([paid(amount), boss]);
const of = (log: ReturnType<typeof placed>) => given(...log).order;

describe("what an aggregator's guest has paid", () => {
  it("[XG10] differs from our prices by the platform's discount: the order is taken, with the difference on record", () => {
    given()
      .when(paid(2000), boss)
      .gives(
        { type: "OrderCreated" },
        { type: "LinesAppended" },
        { type: "TotalAdjusted", amount: -500, reason: "GLOVO" },
        { type: "PaymentRegistered", amount: 2000 },
        { type: "OrderCompleted" },
      );
    expect(view(of(placed(2000)))).toMatchObject({
      status: "COMPLETED",
      total: "20.00",
      adjustment: "-5.00",
      remaining: "0.00",
      overpaid: "0.00",
    });
  });

  it("[XG10] differs by the platform's fee: the same", () => {
    expect(view(of(placed(2799)))).toMatchObject({
      status: "COMPLETED",
      total: "27.99",
      adjustment: "2.99",
      remaining: "0.00",
      overpaid: "0.00",
    });
  });

  it("[P56] is the total whatever it is, and what does not differ is no difference", () => {
    for (const amount of [0, 1, 2499, 2500, 2501, 100_000]) {
      const order = of(placed(amount));
      expect(totals(order)).toMatchObject({ total: amount, remaining: 0, overpaid: 0, paid: amount, adjustment: amount - 2500 });
      expect(sum(byLine(order).map((share) => share.amount))).toBe(amount);
    }
    expect(placed().map(({ type }) => type)).toEqual(placed(2500).map(({ type }) => type));
    expect(explain(of(placed(2500))).sum).not.toHaveProperty("adjustment");
    expect(explain(of(placed(2000))).sum).toMatchObject({ adjustment: "-5.00", total: "20.00" });
  });

  it("[P57] leaves nothing owed when the lines are void, and no more to give back than came in", () => {
    const log = next(placed(2000), { type: "LinesVoided", lines: [id(1)] });
    expect(totals(of(log))).toMatchObject({ total: 0, remaining: 0, overpaid: 2000 });
  });
});
