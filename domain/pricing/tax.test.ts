import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { taxLines, taxOnTop } from "./tax";

const rate = fc.constantFrom("23", "8", "5.5", "0", "ZW", "7.375");
const part = fc.record({ rate, amount: fc.integer({ min: 0, max: 10_000_000 }) });
const parts = fc.array(part, { maxLength: 30 });
const rules = fc.record({
  taxation: fc.constantFrom("inclusive" as const, "exclusive" as const),
  taxRounding: fc.constantFrom("total" as const, "line" as const),
});
const sum = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0);

describe("tax of several amounts", () => {
  it.each([
    [1000, "23", 230],
    [999, "8", 80],
    [10, "5.5", 1],
    [1250, "ZW", 0],
    [100, "7.375", 7],
  ])("[P32] on top of %i at %s come %i", (net, at, tax) => {
    expect(taxOnTop(net, at)).toBe(tax);
  });

  it("[P33] several rates in one order, contained or on top, of the total or of each line", () => {
    const bill = [
      { rate: "23", amount: 333 },
      { rate: "8", amount: 1000 },
      { rate: "23", amount: 333 },
      { rate: "23", amount: 333 },
    ];
    expect(taxLines(bill, { taxation: "inclusive", taxRounding: "total" })).toEqual([
      { rate: "23", net: 812, tax: 187, gross: 999 },
      { rate: "8", net: 926, tax: 74, gross: 1000 },
    ]);
    expect(taxLines(bill, { taxation: "inclusive", taxRounding: "line" })[0]).toEqual({ rate: "23", net: 813, tax: 186, gross: 999 });
    expect(taxLines(bill, { taxation: "exclusive", taxRounding: "total" })[0]).toEqual({ rate: "23", net: 999, tax: 230, gross: 1229 });
    expect(taxLines(bill, { taxation: "exclusive", taxRounding: "line" })[0]).toEqual({ rate: "23", net: 999, tax: 231, gross: 1230 });
  });

  it("[O475] by line, the parts of one article are rounded as one, of one rate, however many there are", () => {
    const by = { taxation: "exclusive", taxRounding: "line" } as const;
    const wine = { rate: "21", amount: 1070, article: "wine" };
    expect(taxLines([wine, wine], by)).toEqual([{ rate: "21", net: 2140, tax: 449, gross: 2589 }]);
    expect(taxLines([{ ...wine, amount: 2140 }], by)).toEqual(taxLines([wine, wine], by));
    expect(taxLines([wine, { ...wine, article: "rum" }], by)).toMatchObject([{ tax: 450 }]);
    expect(taxLines([wine, { rate: "21", amount: 1070 }, { rate: "21", amount: 1070 }], by)).toMatchObject([{ tax: 675 }]);
    expect(taxLines([wine, { ...wine, rate: "8" }], by)).toMatchObject([{ tax: 225 }, { tax: 86 }]);
  });

  it("[P34] whichever way it is rounded, net and tax are the gross, and what prices say is neither lost nor invented", () => {
    fc.assert(
      fc.property(parts, rules, (all, how) => {
        const lines = taxLines(all, how);
        for (const { net, tax, gross } of lines) expect(net + tax).toBe(gross);
        const said = lines.map(({ net, gross }) => (how.taxation === "inclusive" ? gross : net));
        expect(sum(said)).toBe(sum(all.map(({ amount }) => amount)));
      }),
    );
  });

  it("[P35] rounding by line is never further from rounding by total than half a minor unit for each line and one for the rate", () => {
    fc.assert(
      fc.property(parts, rules, (all, { taxation }) => {
        const byTotal = taxLines(all, { taxation, taxRounding: "total" });
        const byLine = taxLines(all, { taxation, taxRounding: "line" });
        byTotal.forEach(({ rate: of, tax }, index) => {
          const count = all.filter((one) => one.rate === of).length;
          expect(Math.abs(tax - (byLine[index]?.tax ?? 0))).toBeLessThanOrEqual((count + 1) / 2);
        });
      }),
    );
  });

  it("[P36] the tax that is put on top of a net amount is found within the gross again, to the minor unit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000 }), rate, (net, of) => {
        const tax = taxOnTop(net, of);
        const [within] = taxLines([{ rate: of, amount: net + tax }], {});
        expect(Math.abs((within?.tax ?? 0) - tax)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
