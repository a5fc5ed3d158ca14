import { describe, expect, it } from "vitest";
import type { Actor, OrderCommand } from "./commands";
import { append, asked, boss, creating, given, guest, history, id, kitchen, pay, stranger, till, under } from "./given.fixture";
import { view } from "./view";

const log = history([creating, guest], [append(asked(1, "soup")), guest]);
const code = given(...log).order.claimCode;
const claim = (claimCode: string): OrderCommand => ({ type: "ClaimOrder", claimCode });
const who = (user: string, ...roles: string[]): Actor => ({ kind: "user", user, roles });

const add = (n: number) => ({ type: "AddCoupon" as const, id: id(n), coupon: `C${n}`, data: { couponKey: "k" } });
const slip = (n: string, amount: number, more: object = {}): OrderCommand => ({
  type: "AddFiscal",
  slip: { timestamp: "2026-11-22T12:00:00Z", amount, printer: "P-1", slip: n, ...more },
});
const comment = (n: number): OrderCommand =>
  n % 2 === 0 ? { type: "CommentOrder", id: id(n), comment: "x" } : { type: "CommentLine", id: id(n), line: id(1), comment: "x" };
const paid = (amount?: number): OrderCommand => ({
  ...creating,
  append: { venue: "v1", lines: [asked(1, "soup")] },
  paid: { id: id(90), payment: "EXTERNAL", source: "GLOVO", ...(amount !== undefined && { amount }) },
});

describe("people", () => {
  it("[O130] who knows the code joins, in the role that he has at the venue, and may then add to it and pay", () => {
    given(...log)
      .when(claim(code), who("w", "ROLE_v1_WAITER", "ROLE_v2_MANAGER"))
      .gives({ type: "OrderClaimed", by: "w", roles: ["WAITER"] });
    given(...log)
      .when(claim(code.toLowerCase()), stranger)
      .gives({ type: "OrderClaimed", by: "bob", roles: ["CUSTOMER"] });
    given(...log)
      .when(claim(code), who("k", "ROLE_KIOSK", "ROLE_COURIER"))
      .gives({ roles: ["KIOSK", "DRIVER"] });
    given(...log)
      .when(claim(code), boss)
      .gives({ roles: ["CUSTOMER"] });
    const joined = [
      ...log,
      ...given(...log)
        .when(claim(code), stranger)
        .events(),
    ];
    given(...joined)
      .when(append(asked(2, "cola")), stranger)
      .gives({ type: "LinesAppended", by: "bob" });
    given(...joined)
      .when(claim(code), stranger)
      .gives();
    expect(view(given(...joined).order).users).toMatchObject([
      { userId: "ann", roles: ["CREATOR", "CUSTOMER"] },
      { userId: "bob", roles: ["CUSTOMER"] },
    ]);
  });
  it("[O131] to a stranger with a wrong code there is no order; who sees it anyway is told that the code is wrong", () => {
    given(...log)
      .when(claim("AAAAA"), stranger)
      .refuses({ code: "order-not-found" });
    given(...log)
      .when(claim("AAAAA"), kitchen)
      .refuses({ code: "claim-code-wrong" });
  });
  it("[O132] coupons are added once each, sixteen at most, and taken back by their id", () => {
    const one = [
      ...log,
      ...given(...log)
        .when(add(1))
        .events(),
    ];
    given(...one)
      .when({ ...add(1), id: id(2) })
      .refuses({ code: "coupon-already-added", coupon: "C1" });
    given(...one)
      .when({ type: "RemoveCoupon", id: id(9) })
      .refuses({ code: "coupon-not-found", coupon: id(9) });
    const none = given(...one)
      .when({ type: "RemoveCoupon", id: id(1) })
      .leaves();
    expect([none.coupons, none.revision]).toEqual([[], none.seq]);
    const full = Array.from({ length: 16 }, (_, n) => n).reduce(
      (all, n) => [
        ...all,
        ...given(...all)
          .when(add(n))
          .events(),
      ],
      log,
    );
    given(...full)
      .when(add(16))
      .refuses({ code: "too-many-coupons", limit: 16 });
    const paying = [
      ...one,
      ...given(...one)
        .when({ type: "OpenPayment", id: id(50), payment: "EPAYMENT", source: "s", amount: 1 })
        .events(),
    ];
    given(...paying)
      .when(add(2))
      .refuses({ code: "order-being-paid", payment: id(50) });
    given(...paying)
      .when({ type: "RemoveCoupon", id: id(1) })
      .refuses({ code: "order-being-paid", payment: id(50) });
  });
  it("[O184] a slip that was printed over something else, or at a venue that the order has nothing from, is refused", () => {
    const printed = [
      ...log,
      ...given(...log)
        .when(slip("S-1", 1000, { venue: "v1" }), till)
        .events(),
    ];
    const differs = { code: "slip-differs", slip: "S-1", printer: "P-1" };
    given(...printed)
      .when(slip("S-1", 1001), till)
      .refuses(differs);
    given(...printed)
      .when(slip("S-1", 1000, { proforma: true }), till)
      .refuses(differs);
    given(...printed)
      .when(slip("S-1", 1001, { printer: "P-2" }), till)
      .gives({ type: "FiscalAdded" });
    given(...printed)
      .when(slip("S-2", 1000, { venue: "v2" }), boss)
      .refuses({ code: "venue-mismatch", venue: "v2" });
  });
  it("[O570] a slip that was printed is noted also when the order has ended meanwhile", () => {
    const cancelled = [
      ...log,
      ...given(...log)
        .when({ type: "CancelOrder" }, boss)
        .events(),
    ];
    given(...cancelled)
      .when(slip("S-1", 1250), till)
      .gives({ type: "FiscalAdded" });
  });
  it("[O571] a slip keeps what was paid by what, discounts and deposits of the sum, and shows them in major units", () => {
    const printed = [
      ...log,
      ...given(...log)
        .when(
          slip("S-1", 1250, {
            payments: { CASH: 1250 },
            subTotalDiscounts: [{ name: "Lunch", discount: 125, vat: "8" }],
            drsSummary: [{ deposit: 50, count: 2 }],
            entries: [{ item: "soup", qty: 1, price: 1250, total: 1250, drs: 50, vat: "8" }],
          }),
          till,
        )
        .events(),
    ];
    expect(view(given(...printed).order).fiscal).toMatchObject([
      {
        payments: { CASH: 12.5 },
        subTotalDiscounts: [{ name: "Lunch", discount: 1.25, vat: "8" }],
        drsSummary: [{ deposit: 0.5, count: 2 }],
        entries: [{ price: 12.5, total: 12.5, drs: 0.5 }],
      },
    ]);
  });
  it("[O133] slips over the whole total verify the order, but proforma ones and a wish to do it by hand do not", () => {
    const placed = [
      ...log,
      ...given(...log)
        .when(pay(90, 1250), till)
        .events(),
    ];
    given(...placed)
      .when(slip("S-1", 1249), till)
      .gives({ type: "FiscalAdded" });
    given(...placed)
      .when(slip("S-1", 1250), till)
      .gives({ type: "FiscalAdded" }, { type: "OrderVerified" });
    given(...placed)
      .when(slip("S-1", 1250, { proforma: true }), till)
      .gives({ type: "FiscalAdded" });
    const half = [
      ...placed,
      ...given(...placed)
        .when(slip("S-1", 1000), till)
        .events(),
    ];
    given(...half)
      .when(slip("S-1", 1000), till)
      .gives();
    given(...half)
      .when(slip("S-1", 250, { printer: "P-2" }), till)
      .gives({ type: "FiscalAdded" }, { type: "OrderVerified" });
    given(...half)
      .when(slip("S-2", 250, { proforma: true }), till)
      .gives({ type: "FiscalAdded" });
    const byHand = [
      ...placed,
      ...given(...placed)
        .when({ type: "StoreExtra", store: { "manual-verify": "1" } }, till)
        .events(),
    ];
    given(...byHand)
      .when(slip("S-1", 1250), till)
      .gives({ type: "FiscalAdded" });
    given(...log)
      .when(slip("S-1", 1250), till)
      .gives({ type: "FiscalAdded" });
    given(...placed)
      .when(slip("S-1", 1250))
      .refusesWith("forbidden");
    expect(view(given(...half).order).fiscal).toEqual([
      { timestamp: "2026-11-22T12:00:00Z", amount: 10, printer: "P-1", slip: "S-1", user: "tim" },
    ]);
  });
  it("[O134] the first sight of each kitchen screen counts", () => {
    const placed = [
      ...log,
      ...given(...log)
        .when(pay(90, 1250), till)
        .events(),
    ];
    const seen = [
      ...placed,
      ...given(...placed)
        .when({ type: "TraceOrder", config: "grill" }, kitchen)
        .events(),
    ];
    given(...seen)
      .when({ type: "TraceOrder", config: "grill" }, kitchen, { at: "2026-11-22T13:00:00.000Z" })
      .gives();
    expect(
      given(...seen)
        .when({ type: "TraceOrder", config: "bar" }, kitchen, { at: "2026-11-22T13:00:00.000Z" })
        .leaves().firstSeen,
    ).toEqual({
      grill: "2026-11-22T12:00:00.000Z",
      bar: "2026-11-22T13:00:00.000Z",
    });
  });
  it("[O135] extras are stored over each other and removed by their key, of orders and of lines", () => {
    const stored = [
      ...log,
      ...given(...log)
        .when({ type: "StoreExtra", store: { a: "1", b: "2" } })
        .events(),
    ];
    expect(
      given(...stored)
        .when({ type: "StoreExtra", store: { b: "3" }, remove: ["a", "z"] })
        .leaves().extra,
    ).toEqual({ b: "3" });
    const line = given(...log).when({ type: "StoreLinesExtra", lines: [id(1)], store: { "x-seat": "4" } });
    expect(line.leaves().buckets[0]?.lines[0]?.extra).toEqual({ "x-seat": "4" });
    given(...log)
      .when({ type: "StoreLinesExtra", lines: [id(9)], store: {} })
      .refuses({ code: "line-not-found", line: id(9) });
  });
  it("[O136] an order takes a thousand comments, on itself and its lines together", () => {
    const [even, odd] = [
      given(...log)
        .when(comment(0))
        .events(),
      given(...log)
        .when(comment(1))
        .events(),
    ];
    const full = [...log, ...Array.from({ length: 500 }, () => [...even, ...odd]).flat()];
    given(...full)
      .when(comment(0))
      .refuses({ code: "too-many-comments", limit: 1000 });
    given(...full)
      .when(comment(1))
      .refuses({ code: "too-many-comments", limit: 1000 });
    given(...full.slice(0, -1))
      .when(comment(1))
      .gives({ type: "LineCommented" });
  });
  it("[O137] where the chain numbers its queue by itself, nobody sets a position by hand", () => {
    const own = history([under({ manualQueue: false }), guest], [append(asked(1, "soup")), guest]);
    given(...own)
      .when({ type: "SetQueuePosition", venue: "v1", position: "7" }, kitchen)
      .refuses({ code: "queue-position-automatic" });
  });
  it("[O138] an order that comes paid needs an aggregator who may take that money, and is placed at what was paid there", () => {
    given()
      .when(paid(), who("g", "ROLE_AGGREGATOR", "ROLE_PAY_EXTERNAL"))
      .gives({ type: "OrderCreated" }, { type: "LinesAppended" }, { type: "PaymentRegistered", amount: 1250 }, { type: "OrderCompleted" });
    given()
      .when(paid(1250), who("g", "ROLE_v1_AGGREGATOR", "ROLE_v1_PAY"))
      .gives({}, {}, {}, {});
    const needs = ["ROLE_AGGREGATOR", "ROLE_PAY", "ROLE_PAY_EXTERNAL"];
    for (const roles of [["ROLE_AGGREGATOR"], ["ROLE_PAY"], ["ROLE_AGGREGATOR", "ROLE_PAY_CASH"], ["ROLE_v2_AGGREGATOR", "ROLE_v2_PAY"]]) {
      given()
        .when(paid(), who("g", ...roles))
        .refuses({ code: "forbidden", needs });
    }
    given()
      .when({ ...creating, paid: { id: id(90), payment: "EXTERNAL", source: "G" } }, boss)
      .refuses({ code: "order-empty" });
  });
});
