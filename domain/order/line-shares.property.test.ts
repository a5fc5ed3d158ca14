import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DiscountRule } from "../discount/rule";
import { explain } from "./price-breakdown";
import { fiscalData } from "./fiscal-data";
import { asked, id, withBeer } from "./given.fixture";
import type { FeeRule } from "./order-settings";
import { discounted, fee, type Log, next, orderOf, paid, quantity, sell, split, sum, tip } from "./paid-orders.fixture";
import { isVoid, linesOf } from "./state";
import { lineTotal } from "./line-total";
import { paidShares } from "./paid-shares";
import { sharesByLine } from "./line-shares";
import { totals } from "./totals";

const MOST = 6;
const soldLine = fc.record({
  product: fc.constantFrom("soup", "cola", "beer", "wine", "meal"),
  price: fc.constantFrom(1, 3, 599, 1070, 1558),
  quantity: fc.integer({ min: 1, max: 5 }),
});
const charge = fc.constantFrom(
  { per: "PERCENT" as const, percent: 12.5 },
  { per: "ORDER" as const, amount: 333 },
  { per: "UNIT" as const, amount: 7 },
);
const house = fc.record({
  taxation: fc.constantFrom("inclusive" as const, "exclusive" as const),
  taxRounding: fc.constantFrom("total" as const, "line" as const),
  fees: fc.oneof(
    fc.constant<FeeRule[]>([]),
    charge.map((each) => [fee(each)]),
    charge.map((each) => [fee(each, { freeFrom: 4000 })]),
  ),
});
const percent = fc.constantFrom(0.33, 10, 50, 100);
const tag = fc.constant("PROMO");
const rule = fc.oneof(
  fc.record({ kind: fc.constant("percent"), tag, percent }),
  fc.record({ kind: fc.constant("bulk"), tag, percent, every: fc.integer({ min: 2, max: 4 }) }),
);
const rules = fc
  .array(rule, { maxLength: 3 })
  .map((all) => all.map((each, n) => DiscountRule.parse({ id: `r${n}`, name: `R${n}`, ...each })));
const numbers = fc.uniqueArray(fc.integer({ min: 1, max: MOST }), { maxLength: MOST });

/** An order with its discounts and a tip, some of whose lines have been paid for by name, one after the other. */
const story = fc
  .record({
    house,
    lines: fc.array(soldLine, { minLength: 1, maxLength: MOST }),
    rules,
    tip: fc.constantFrom(0, 1, 200),
    payers: numbers,
  })
  .map(({ house: how, lines, rules: all, tip: extra, payers }) => {
    const rows = lines.map(({ product, ...line }, index) => asked(index + 1, product, { ...line, ...(product === "meal" && withBeer) }));
    const sold = tip(discounted(sell(how, ...rows), ...all), extra);
    const log = payers.filter((line) => line <= lines.length).reduce((before, line) => paid(before, line), sold);
    return { log, rules: all };
  });

const openLines = (log: Log) => linesOf(orderOf(log)).filter((line) => !paidShares(orderOf(log)).has(line.id) && !isVoid(line));
const shares = (log: Log) => Object.fromEntries(sharesByLine(orderOf(log)));
const sums = (log: Log) => {
  const { gross, discount, fees, deposit, total, tax } = totals(orderOf(log));
  return { gross, discount, fees, deposit, total, tax };
};
const minor = (text: string) => Math.round(Number(text) * 100);

describe("laws", () => {
  it("[O480] splitting a line moves no sum and no other line's share, also when the discounts are looked at again", () => {
    fc.assert(
      fc.property(story, fc.nat(MOST), fc.nat(4), ({ log, rules: all }, nth, at) => {
        const line = openLines(log)[nth % MOST];
        if (!line || line.quantity < 2) return;
        const first = 1 + (at % (line.quantity - 1));
        const parts = split(log, Number(line.id.slice(-2)), first, line.quantity - first);
        expect(sums(parts)).toEqual(sums(log));
        expect(sums(discounted(parts, ...all))).toEqual(sums(log));
        const { [id(21)]: part = 0, ...others } = shares(parts);
        expect({ ...others, [line.id]: (others[line.id] ?? 0) + part }).toEqual(shares(log));
      }),
      { numRuns: 300 },
    );
  });

  it("[O481] whatever changes after a payment, what is bound stands, the others bear exactly what remains, and none less than nothing", () => {
    const change = fc.record({ tip: fc.constantFrom(0, 3, 500), units: fc.integer({ min: 1, max: 5 }), waive: fc.boolean(), rules });
    fc.assert(
      fc.property(story, change, ({ log: before }, { tip: extra, units, waive, rules: later }) => {
        const [open] = openLines(before);
        const more = open ? quantity(before, Number(open.id.slice(-2)), units) : before;
        const log = discounted(tip(waive ? next(more, { type: "FeeWaived", fee: "f", reason: "r" }) : more, extra), ...later);
        const [is, was] = [shares(log), paidShares(orderOf(before))];
        const { total, remaining } = totals(orderOf(log));
        expect(sum(Object.values(is))).toBe(total);
        for (const share of Object.values(is)) expect(share).toBeGreaterThanOrEqual(0);
        if (!open || sum(was.values()) > total) return;
        for (const [line, share] of was) expect(is[line]).toBe(share);
        expect(sum(openLines(log).map(({ id: line }) => is[line] ?? 0))).toBe(remaining);
      }),
      { numRuns: 300 },
    );
  });

  it("[O481] … also when what somebody has paid for is void: the others owe theirs, and he has paid too much", () => {
    fc.assert(
      fc.property(story, fc.nat(MOST), ({ log: before }, nth) => {
        const [open] = openLines(before);
        const paidLines = [...paidShares(orderOf(before))];
        const [line = "", share = 0] = paidLines[nth % paidLines.length] ?? [];
        if (!open || line === "") return;
        const log = next(before, { type: "LinesVoided", lines: [line] });
        const { total, remaining, overpaid } = totals(orderOf(log));
        const others = sum(paidLines.map(([, each]) => each)) - share;
        if (others > total) return;
        expect(sum(openLines(log).map(({ id: each }) => shares(log)[each] ?? 0))).toBe(remaining);
        expect([remaining, overpaid]).toEqual([total - others, share]);
      }),
      { numRuns: 300 },
    );
  });

  it("[O482] the total is the sum of its parts, and an explanation and a till's slip come to it", () => {
    fc.assert(
      fc.property(story, ({ log }) => {
        const order = orderOf(log);
        const { gross, discount, fees, deposit, total, tax, tip: extra } = totals(order);
        const charged = sum(fees.map(({ amount }) => amount));
        const onTop = order.settings.taxation === "exclusive" ? sum(tax.map((of) => of.tax)) : 0;
        expect(gross - discount + charged + onTop + deposit + extra).toBe(total);
        expect(sum(linesOf(order).map((line) => lineTotal(line).net))).toBe(gross - discount);
        const told = explain(order);
        expect(sum(told.lines.map(({ net }) => minor(net)))).toBe(gross - discount);
        expect(sum(told.tax.map((of) => minor(of.gross)))).toBe(gross - discount + charged + onTop);
        const slip = fiscalData(order, "2026-11-22T12:00:00Z");
        expect(sum(slip.entries.map((entry) => minor(entry.total))) + onTop + deposit).toBe(minor(slip.amount));
      }),
    );
  });
});
