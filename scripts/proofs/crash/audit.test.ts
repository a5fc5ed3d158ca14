import { describe, expect, it } from "vitest";
import { awaitsDiscount, faultsOf, type Letter, missingLetters, type SeenOrder, wrongLetters } from "./audit.ts";
import { blank, enter, type AcknowledgedEffects } from "./acknowledged-effects.ts";

/** A basket with a line taken twice and a remark, then paid. */
function promised(): AcknowledgedEffects {
  const ledger = blank("ann");
  enter(ledger, { events: 2, status: "NEW", tells: ["order.created"] }, { orderId: "o1", lines: ["l1", "l2"], total: "14.00" });
  enter(ledger, { events: 1, quantity: { line: "l1", quantity: 2 } }, { orderId: "o1" });
  enter(ledger, { events: 1, comment: "no ice" }, { orderId: "o1" });
  enter(ledger, { events: 2, status: "COMPLETED", pays: true, tells: ["order.completed"] }, { trxId: "p1" });
  return ledger;
}

const line = (id: string, quantity: number, discounts: unknown[] = []) => ({ id, quantity, discounts });
const kept: SeenOrder = {
  id: "o1",
  seq: 6,
  status: "COMPLETED",
  comments: [{ comment: "no ice" }],
  payments: [{ id: "p1" }],
  buckets: [{ lines: [line("l1", 2), line("l2", 1)] }],
};

const letter = (type: string, more: Partial<Letter> = {}): Letter => ({
  id: `m-${type}`,
  verified: true,
  type,
  order: "o1",
  body: "{}",
  ...more,
});
const both = [letter("order.created"), letter("order.completed")];

describe("what a crash proof looks for", () => {
  it("[R30] an order that is as it was acknowledged has no fault", () => {
    expect(faultsOf(promised(), kept)).toEqual({ lost: [], doubled: [] });
  });

  it.each<[string, SeenOrder | undefined, string]>([
    ["order", undefined, "order o1"],
    ["line", { ...kept, buckets: [{ lines: [line("l1", 2)] }] }, "o1 line l2 × 1"],
    ["quantity", { ...kept, buckets: [{ lines: [line("l1", 1), line("l2", 1)] }] }, "o1 line l1 × 2"],
    ["comment", { ...kept, comments: [] }, "o1 comment no ice"],
    ["payment", { ...kept, payments: [] }, "o1 payment p1"],
    ["status", { ...kept, status: "NEW" }, "o1 status COMPLETED"],
    ["event", { ...kept, seq: 5 }, "o1 has 5 events of 6"],
  ])("[R30] a lost %s is named", (_, seen, named) => {
    expect(faultsOf(promised(), seen).lost).toContain(named);
  });

  it.each<[string, SeenOrder, string]>([
    ["line", { ...kept, buckets: [...kept.buckets, { lines: [line("l2", 1)] }] }, "o1 line l2 × 1"],
    ["comment", { ...kept, comments: [...kept.comments, ...kept.comments] }, "o1 comment no ice"],
    ["payment", { ...kept, payments: [...kept.payments, { id: "p2" }] }, "o1 payment p2"],
    ["event", { ...kept, seq: 7 }, "o1 has 7 events, not 6"],
  ])("[R31] a %s that nobody asked for, or not that often, is named", (_, seen, named) => {
    expect(faultsOf(promised(), seen)).toEqual({ lost: [], doubled: [named] });
  });

  it("[R31] an order that earns a discount may have events of the platform's own, and is waited for until it has them", () => {
    const ledger = promised();
    ledger.discounted.add("l1");
    expect(faultsOf(ledger, { ...kept, seq: 7 })).toEqual({ lost: [], doubled: [] });
    expect(awaitsDiscount(ledger, kept)).toBe(true);
    expect(awaitsDiscount(ledger, { ...kept, buckets: [{ lines: [line("l1", 2, [{ name: "promo" }]), line("l2", 1)] }] })).toBe(false);
  });

  it("[R32] a webhook may come twice under one id, and each that is due must come", () => {
    expect(missingLetters([...both, ...both], [promised()])).toEqual([]);
    expect(wrongLetters([...both, ...both], [promised()])).toEqual([]);
    expect(missingLetters(both.slice(0, 1), [promised()])).toEqual(["o1 order.completed"]);
  });

  it.each<[string, Letter, RegExp]>([
    ["a signature that does not hold", letter("order.created", { verified: false }), /signature/],
    ["one event under two ids", letter("order.created", { id: "other" }), /came as m-order.created and as other/],
    ["two bodies under one id", letter("order.created", { body: "[]" }), /two bodies/],
    ["an event that never happened", letter("order.closed"), /o1 order.closed never happened/],
    ["an order that never was", letter("order.created", { order: "o2" }), /o2 order.created never happened/],
  ])("[R32] %s is found among webhooks", (_, letters, named) => {
    expect(wrongLetters([...both, letters], [promised()])).toEqual([expect.stringMatching(named)]);
  });

  it("[R32] a webhook that cannot be verified does not count as come", () => {
    expect(
      missingLetters(
        both.map((one) => ({ ...one, verified: false })),
        [promised()],
      ),
    ).toHaveLength(2);
  });
});
