import { describe, expect, it } from "vitest";
import type { OrderEvent } from "./events";
import { explain } from "./price-breakdown";
import { append, asked, at, boss, creating, given, guest, history, id, pay, till } from "./given.fixture";
import { historyEntry } from "./history";

const currency = { code: "PLN", decimals: 2 };
const stamp = { v: 1 as const, at, by: "ann", cid: "c1" };
const says = (event: OrderEvent) => historyEntry({ seq: 7, event }, { currency }).says;

describe("history", () => {
  it("[O178] tells who did what when, and by which clock", () => {
    const placed: OrderEvent = { ...stamp, type: "OrderCompleted" };
    expect(historyEntry({ seq: 7, event: placed }, { currency })).toStrictEqual({
      seq: 7,
      type: "OrderCompleted",
      at,
      by: "ann",
      correlationId: "c1",
      says: "placed the order",
    });
    expect(historyEntry({ seq: 7, event: { ...placed, soldAt: "2026-11-22T11:00:00Z" } }, { currency })).toMatchObject({
      soldAt: "2026-11-22T11:00:00Z",
    });
  });

  it("[O179] gives reasons where there are some, and counts one line as one", () => {
    expect(says({ ...stamp, type: "LinesVoided", lines: [id(1)], reason: "burnt" })).toBe("voided 1 line: burnt");
    expect(says({ ...stamp, type: "LinesVoided", lines: [id(1), id(2)] })).toBe("voided 2 lines");
    expect(says({ ...stamp, type: "OrderClosed", statusInfo: "" })).toBe("closed the order");
    expect(says({ ...stamp, type: "OrderAbandoned", statusInfo: "no time" })).toBe("abandoned the order: no time");
  });

  it("[O180] names what was stored and what was taken out", () => {
    expect(says({ ...stamp, type: "ExtraStored", store: { a: "1", b: "2" }, remove: ["c", "d"] })).toBe("stored a, b, removed c, d");
    expect(says({ ...stamp, type: "ExtraStored", store: {} })).toBe("stored nothing");
    expect(says({ ...stamp, type: "LinesExtraStored", lines: [id(1), id(2)], store: {} })).toBe("stored nothing on 2 lines");
    expect(says({ ...stamp, type: "LinesExtraStored", lines: [id(1)], store: { a: "1", b: "2" } })).toBe("stored a, b on 1 line");
  });

  it("[O181] names quantities, roles, transfers and slips", () => {
    const parts = [1, 2, 3].map((n) => ({ id: id(n), quantity: n }));
    expect(says({ ...stamp, type: "LineSplit", line: id(1), parts })).toBe("split a line into 1 + 2 + 3");
    expect(says({ ...stamp, type: "OrderClaimed", roles: ["WAITER", "STAFF"] })).toBe("joined as WAITER, STAFF");
    const sent: OrderEvent = { ...stamp, type: "LinesReleased", transfer: id(70), to: "two", lines: [id(1)], merge: true };
    expect([says(sent), says({ ...sent, merge: false })]).toEqual([
      "sent 1 line to order two, to merge with it",
      "sent 1 line to order two",
    ]);
    expect(says({ ...stamp, type: "TransferSettled", transfer: id(70), accepted: true })).toBe("the lines have arrived");
    const slip = { timestamp: at, amount: 100, printer: "P-1", slip: "S-1" };
    expect(says({ ...stamp, type: "FiscalAdded", slip })).toBe("printed slip S-1 over 1.00 PLN at P-1");
    expect(says({ ...stamp, type: "FiscalAdded", slip: { ...slip, proforma: true } })).toBe(
      "printed slip S-1 over 1.00 PLN at P-1 (proforma)",
    );
  });
});

describe("an explanation", () => {
  it("[O182] goes down to what a line is made of, and sums deposits", () => {
    const log = history([creating, guest], [append(asked(1, "beer", { quantity: 4 }), asked(2, "soup")), guest], [pay(90, 5_450), till]);
    const { order } = given(...log);
    const [beer] = order.buckets[0]?.lines ?? [];
    if (!beer) throw new Error("no beer");
    const hops = {
      id: "hops",
      kind: "group" as const,
      literals: {},
      items: [{ id: "citra", kind: "product" as const, literals: { name: "Citra" }, quantity: "2", price: "0.50" }],
    };
    const made = {
      ...order,
      buckets: order.buckets.map((bucket) => ({ ...bucket, lines: [{ ...beer, product: { ...beer.product, items: [hops] } }] })),
    };
    expect(explain(made)).toMatchObject({
      lines: [
        {
          parts: {
            id: "beer",
            name: "beer",
            quantity: "1",
            price: "10.00",
            items: [
              {
                id: "hops",
                name: "hops",
                quantity: "1",
                price: "0",
                items: [{ id: "citra", name: "Citra", quantity: "2", price: "0.50" }],
              },
            ],
          },
        },
      ],
      sum: { deposits: [{ deposit: "0.50", count: 4, amount: "2.00" }] },
    });
    expect(explain(order).lines[0]?.parts).not.toHaveProperty("items");
  });

  it("[O183] names whose price it is when it is not the menu's, and why a line is not charged", () => {
    const log = history(
      [creating, boss],
      [append(asked(1, "soup", { price: 100 }), asked(2, "cola")), boss],
      [pay(90, 800), boss],
      [{ type: "VoidLines", lines: [id(2)] }, boss],
    );
    const [altered, voided] = explain(given(...log).order).lines;
    expect(altered).toMatchObject({ unitPrice: "1.00", menuPrice: "12.50", alteredBy: "sue" });
    expect(voided).toMatchObject({ notCharged: "the line is VOID" });
    expect(altered).not.toHaveProperty("notCharged");
    expect(voided).not.toHaveProperty("menuPrice");
  });
});
